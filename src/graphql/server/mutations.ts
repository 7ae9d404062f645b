/**
 * What every mutation goes through: whoever has not the role that it asks for is refused, the rest of the request sees what it changed,
 * and it is noted who did what. It stands around the resolvers of a schema, so that none can do without.
 */
import { defaultFieldResolver, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { has, hasEverywhere } from '../../access/viewer.ts';
import type { AuditOutcome } from '../../store/words.ts';
import type { Context } from '../context.ts';
import { CODES, forbidden } from '../errors.ts';
import { MUTATION_RIGHTS, type MutationRight, targetsIn } from '../mutationRights.ts';

type Resolver = GraphQLFieldResolver<unknown, Context, object>;

/** Puts it around every mutation of a schema; throws for one whose right is not known. */
export function guardMutations(schema: GraphQLSchema): GraphQLSchema {
  for (const [name, field] of Object.entries(schema.getMutationType()?.getFields() ?? {})) {
    const right = MUTATION_RIGHTS[name];
    if (!right) throw new Error(`nothing says which role the mutation ${name} asks for`);
    field.resolve = guarded(name, right, field.resolve ?? defaultFieldResolver) as typeof field.resolve;
  }
  return schema;
}

const guarded =
  (name: string, right: MutationRight, resolve: Resolver): Resolver =>
  async (root, args, context, info) => {
    const note = (outcome: AuditOutcome, rows: number | null = null) =>
      noted(context, { action: name, targets: targetsIn(right, args), outcome, rows });
    const { viewer } = context;
    if (!(right.everywhere ? hasEverywhere : has)(viewer, right.role)) {
      await note('REFUSED');
      throw forbidden(right.role, right.everywhere === true);
    }
    const work = async (): Promise<unknown> => resolve(root, args, await inRole(context, right.role), info);
    const answer = await work().catch(async (error: unknown) => {
      await note(isRefusal(error) ? 'REFUSED' : 'FAILED');
      throw error;
    });
    await note(outcomeOf(answer), rowsOf(answer));
    context.moment = await context.engine.moment();
    return answer;
  };

/** The context in which a mutation works: what is outside of where its role holds is not there. */
async function inRole(context: Context, role: MutationRight['role']): Promise<Context> {
  const engine = context.engineAs(role);
  if (hasEverywhere(context.viewer, role)) return { ...context, engine };
  return { ...context, engine, moment: await engine.moment() };
}

async function noted(
  { viewer, address, access: { audit } }: Context,
  what: { action: string; targets: string[]; outcome: AuditOutcome; rows: number | null },
): Promise<void> {
  await audit?.note({ by: viewer.name, principal: viewer.principal, address, ...what });
}

/** What a caller can mend is data: see userError.ts. */
const REFUSALS = new Set(['invalid', 'conflict', 'notFound']);

const outcomeOf = (answer: unknown): AuditOutcome =>
  REFUSALS.has((answer as { outcome: string }).outcome) ? 'REFUSED' : 'DONE';

const REFUSING: ReadonlySet<unknown> = new Set([CODES.BAD_USER_INPUT, CODES.FORBIDDEN]);

const isRefusal = (error: unknown): boolean =>
  REFUSING.has((error as { extensions?: { code?: unknown } }).extensions?.code);

/** How many observations a recording changed; null for what records none. */
function rowsOf(answer: unknown): number | null {
  const { inserted, replaced, withdrawn } = answer as Partial<Record<string, number>>;
  return inserted === undefined ? null : inserted + (replaced ?? 0) + (withdrawn ?? 0);
}

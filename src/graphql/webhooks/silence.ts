/** Silences: times in which some breaches are not told. */
import type { BreachFilter as Filter } from '../../delivery/criteria.ts';
import type { Silenced } from '../../delivery/webhooks/silences.ts';
import type { SilenceRow } from '../../store/silences.ts';
import { notFound } from '../../world/outcome.ts';
import { idOf, rowIdOf } from '../breaches/breach.ts';
import { BreachFilter } from '../breaches/breachFilter.ts';
import { builder } from '../builder.ts';
import { checkedCount, connectionOf, type CursorNames, DEFAULT_PAGE, pageOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { sizedByPage } from '../cost.ts';
import { codesOfCursor, decode, foreignCursor } from '../ids.ts';
import { Node, Silence } from '../refs.ts';
import { resultOf } from '../userError.ts';
import { manageableOf, webhooksIn } from './webhook.ts';
import { KeptBreachFilter } from './webhookFilter.ts';

Silence.implement({
  description:
    'Holds back the deliveries of some breaches for a while, never their finding, resolving or history. When it ends, ' +
    'breaches it held back that are still open are told.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ id }, _args, { delivery }) => idOf('Silence', id, delivery) }),
    filter: t.field({ type: KeptBreachFilter, resolve: ({ filter }) => filter as Filter }),
    until: t.expose('until', { type: 'DateTime' }),
    by: t.exposeString('by'),
    why: t.exposeString('why'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When a person ended it before its time.',
    }),
  }),
});

const SilenceConnection = connectionOf(Silence, { description: 'Newest first.' });

const CURSOR: CursorNames<SilenceRow> = { kind: 'silence', length: 1, codesOf: ({ id }) => [String(id)] };

builder.queryField('silences', (t) =>
  t.field({
    type: SilenceConnection,
    nullable: true,
    args: {
      active: t.arg.boolean({ description: 'Those that hold now, or those that are over; omitted: both.' }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { active, first, after }, context) => {
      const limit = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const before = idIn(after);
      const rows = await silencesAfter(
        context,
        { isActive: active ?? null, before, now: new Date() },
        limit + 1,
      );
      return pageOf(rows.slice(0, limit), CURSOR, {
        hasNextPage: rows.length > limit,
        hasPreviousPage: before !== null,
      });
    },
  }),
);

/** As many silences as are asked for, of those that are theirs to see who ask. */
async function silencesAfter(
  context: Context,
  { before, ...which }: { isActive: boolean | null; before: number | null; now: Date },
  limit: number,
): Promise<SilenceRow[]> {
  const found: SilenceRow[] = [];
  for (let last = before; found.length < limit;) {
    const rows = await context.reads.silencePage({ ...which, before: last, limit });
    found.push(...(await manageableOf(context, rows)));
    if (rows.length < limit) break;
    last = rows.at(-1)!.id;
  }
  return found.slice(0, limit);
}

function idIn(after: string | null | undefined): number | null {
  const codes = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after');
  if (!codes) return null;
  if (!/^\d{1,15}$/.test(codes[0]!)) throw foreignCursor('after');
  return Number(codes[0]);
}

const CreateSilenceInput = builder.inputType('CreateSilenceInput', {
  fields: (t) => ({
    filter: t.field({
      type: BreachFilter,
      required: true,
      description: 'Which breaches, as they are now; without reasons and widestOnly. An empty one: all.',
    }),
    until: t.field({ type: 'DateTime', required: true }),
    by: t.string({ required: true, description: 'Who wants it.' }),
    why: t.string({ required: true }),
  }),
});

const CreateSilenceSuccess = builder.objectRef<Silenced>('CreateSilenceSuccess').implement({
  fields: (t) => ({ silence: t.expose('silence', { type: Silence }) }),
});

const CreateSilenceResult = resultOf(CreateSilenceSuccess, 'invalid');

const EndSilenceSuccess = builder.objectRef<Silenced>('EndSilenceSuccess').implement({
  fields: (t) => ({ silence: t.expose('silence', { type: Silence }) }),
});

const EndSilenceResult = resultOf(EndSilenceSuccess, 'notFound', 'conflict');

builder.mutationFields((t) => ({
  createSilence: t.field({
    description: 'Holds back deliveries to webhooks and chats, also those that are being tried again.',
    type: CreateSilenceResult,
    args: { input: t.arg({ type: CreateSilenceInput, required: true }) },
    resolve: (_root, { input }, context) =>
      webhooksIn(context).createSilence({ ...input, filter: input.filter as Filter }, context.viewer),
  }),
  endSilence: t.field({
    description: 'Ends it now. One that is over already is a ConflictError.',
    type: EndSilenceResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const decoded = decode(id);
      const found = decoded?.kind === 'Silence' ? await findSilence(context, decoded.codes) : undefined;
      return found === undefined ? notFound('silence') : webhooksIn(context).endSilence(found.id);
    },
  }),
}));

/** The silence that an id's codes name, and that is theirs to see who ask. */
export async function findSilence(context: Context, codes: string[]): Promise<SilenceRow | undefined> {
  const id = await rowIdOf(codes, context.delivery);
  const found = id === undefined ? undefined : await context.reads.silenceRow(id);
  return found && (await manageableOf(context, [found]))[0];
}

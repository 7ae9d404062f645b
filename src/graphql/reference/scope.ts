/** Where a figure stands: an operator, a line or all of them, a unit or the whole operator. */
import { GraphQLError } from 'graphql';
import { findScope, type ScopeCodes, type ScopeProblem } from '../../world/scope.ts';
import type { Scope, World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { badInput, known } from '../errors.ts';
import { BusinessLine, Operator, OrgUnit } from '../refs.ts';

export const ScopeType = builder.objectRef<Scope>('Scope').implement({
  description:
    'Where a figure stands. A value without an id: a cache that merges what it is told keys it with what holds it, or by its three codes.',
  fields: (t) => ({
    operator: t.expose('operator', { type: Operator }),
    businessLine: t.expose('line', { type: BusinessLine, nullable: true }),
    orgUnit: t.field({
      type: OrgUnit,
      nullable: true,
      resolve: ({ place }) => (place.code === null ? null : place),
    }),
  }),
});

export const ScopeInput = builder.inputType('ScopeInput', {
  fields: (t) => ({
    operator: t.string({ required: true }),
    businessLine: t.string(),
    orgUnit: t.string(),
  }),
});

/** The scope that codes name; throws `badInput` for an unknown one. `argument` is where they were sent. */
export function scopeOf(world: World, codes: ScopeCodes, argument: string): Scope {
  const found = scopeOrProblem(world, codes, argument);
  if (found instanceof GraphQLError) throw found;
  return found;
}

/** The same, with what would be thrown as a value: for lists, of which the others are answered. */
export function scopeOrProblem(
  { reference }: World,
  codes: ScopeCodes,
  argument: string,
): Scope | GraphQLError {
  const found = findScope(reference, codes);
  if (!Array.isArray(found)) return found;
  const [{ field, message }] = found as [ScopeProblem];
  return badInput(`${argument}.${field}`, message);
}

/** The line that a code names, null for no code; throws `badInput` for an unknown one. */
export function lineOf(
  { lines }: World['reference'],
  code: string | null | undefined,
  argument: string,
): Scope['line'] {
  return code === null || code === undefined
    ? null
    : known(lines.get(code), argument, 'business line', code, lines.keys());
}

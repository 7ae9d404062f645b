/** Where a figure stands: an operator, a line or all of them, a unit or the whole operator. */
import { type Operator as OperatorSource, type Place, unitOf } from '../../store/reference.ts';
import type { Scope, World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { known } from '../errors.ts';
import { BusinessLine, Operator, OrgUnit } from '../refs.ts';

export const ScopeType = builder.objectRef<Scope>('Scope').implement({
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
export function scopeOf({ reference }: World, codes: typeof ScopeInput.$inferInput, argument: string): Scope {
  const operator = known(
    reference.operators.get(codes.operator),
    `${argument}.operator`,
    'operator',
    codes.operator,
    reference.operators.keys(),
  );
  const place = placeOf(operator, codes.orgUnit, `${argument}.orgUnit`);
  return { operator, place, line: lineOf(reference, codes.businessLine, `${argument}.businessLine`) };
}

/** The unit that a code names, the whole operator for no code; throws `badInput` for an unknown one. */
function placeOf(operator: OperatorSource, code: string | null | undefined, argument: string): Place {
  if (code === null || code === undefined) return operator.root;
  const codes = operator.places.flatMap((it) => it.code ?? []);
  return known(unitOf(operator, code), argument, `unit of ${operator.code}`, code, codes);
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

/** Org units: branches and departments, a tree of one operator. */
import { type Place, unitOf } from '../../store/reference.ts';
import type { World } from '../../world/world.ts';
import { countedConnectionOf, type CursorNames } from '../connection.ts';
import { sized } from '../cost.ts';
import { encode } from '../ids.ts';
import { localizedName } from '../localizedName.ts';
import { Node, Operator, OrgUnit } from '../refs.ts';

OrgUnit.implement({
  description:
    'A branch or department of one operator. Units form a tree; a scope without a unit covers the whole operator.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ operator, code }) => encode('OrgUnit', operator.code, code!) }),
    code: t.string({ resolve: ({ code }) => code! }),
    name: localizedName(t, ({ name }) => name!),
    operator: t.expose('operator', { type: Operator }),
    parent: t.field({
      type: OrgUnit,
      nullable: true,
      // Above the top units stands the operator as a whole, which is no unit.
      resolve: ({ parent }) => ((parent?.code ?? null) === null ? null : parent),
    }),
    children: t.expose('children', { type: [OrgUnit], extensions: sized(20) }),
  }),
});

export const OrgUnitConnection = countedConnectionOf(OrgUnit);

/** Units are listed by code within one operator. */
export const ORG_UNIT_CURSOR: CursorNames<Place> = {
  kind: 'unit',
  length: 1,
  codesOf: ({ code }) => [code!],
};

/** The unit that an id's codes name: operator, unit. */
export function findOrgUnit({ reference }: World, [operator, code]: string[]): Place | undefined {
  const owner = reference.operators.get(operator ?? '');
  return owner && code ? unitOf(owner, code) : undefined;
}

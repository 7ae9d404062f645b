/** Org units: branches and departments, a tree of one operator. */
import type { World } from '../engine/world.ts';
import { type Place, unitOf } from '../store/reference.ts';
import { builder } from './builder.ts';
import { type CountedPage, type CursorNames, type Edge, PageInfoType } from './connection.ts';
import { sized } from './cost.ts';
import { encode } from './ids.ts';
import { localizedName } from './localizedName.ts';
import { Node } from './nodeInterface.ts';
import { Operator } from './operator.ts';

export const OrgUnit = builder.objectRef<Place>('OrgUnit');

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

const OrgUnitEdge = builder.objectRef<Edge<Place>>('OrgUnitEdge');

OrgUnitEdge.implement({
  fields: (t) => ({ cursor: t.exposeString('cursor'), node: t.expose('node', { type: OrgUnit }) }),
});

export const OrgUnitConnection = builder.objectRef<CountedPage<Place>>('OrgUnitConnection');

OrgUnitConnection.implement({
  fields: (t) => ({
    edges: t.expose('edges', { type: [OrgUnitEdge], extensions: sized(1) }),
    pageInfo: t.expose('pageInfo', { type: PageInfoType }),
    totalCount: t.exposeInt('totalCount'),
  }),
});

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

/** Operators: the one that runs this system, and the rivals it is compared with. */
import type { Operator as OperatorSource } from '../../store/reference.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sliceOf } from '../connection.ts';
import { sized, sizedByPage } from '../cost.ts';
import { known } from '../errors.ts';
import { encode } from '../ids.ts';
import { localizedName } from '../localizedName.ts';
import { Node, Operator } from '../refs.ts';
import { ORG_UNIT_CURSOR, OrgUnitConnection } from './orgUnit.ts';

Operator.implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ code }) => encode('Operator', code) }),
    code: t.exposeString('code'),
    name: localizedName(t, ({ name }) => name),
    isOwn: t.exposeBoolean('isOwn', {
      description: 'True for the operator that runs this system, false for the rivals it is compared with.',
    }),
    orgUnits: t.field({
      type: OrgUnitConnection,
      args: { first: t.arg.int(), after: t.arg.string() },
      extensions: sizedByPage(),
      resolve: ({ places }, args, { limits }) =>
        sliceOf(
          places.filter((it) => it.code !== null),
          ORG_UNIT_CURSOR,
          args,
          limits,
        ),
    }),
  }),
});

builder.queryFields((t) => ({
  operators: t.field({
    type: [Operator],
    extensions: sized(10),
    resolve: (_root, _args, { moment }) => [...moment.world.reference.operators.values()],
  }),
  operator: t.field({
    type: Operator,
    nullable: true,
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, { moment: { world } }) =>
      known(findOperator(world, [code]), 'code', 'operator', code, world.reference.operators.keys()),
  }),
}));

/** The operator that an id's codes name. */
export const findOperator = ({ reference }: World, [code]: string[]): OperatorSource | undefined =>
  reference.operators.get(code ?? '');

/** Business lines: product lines, a tree. */
import type { World } from '../engine/world.ts';
import type { Line } from '../store/reference.ts';
import { builder } from './builder.ts';
import { sized } from './cost.ts';
import { encode } from './ids.ts';
import { localizedName } from './localizedName.ts';
import { Node } from './nodeInterface.ts';

export const BusinessLine = builder.objectRef<Line>('BusinessLine');

BusinessLine.implement({
  description: 'A product line. Lines form a tree; a scope without a line covers all of them.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ code }) => encode('BusinessLine', code) }),
    code: t.exposeString('code'),
    name: localizedName(t, ({ name }) => name),
    parent: t.expose('parent', { type: BusinessLine, nullable: true }),
    children: t.expose('children', { type: [BusinessLine], extensions: sized(5) }),
  }),
});

builder.queryFields((t) => ({
  businessLines: t.field({
    type: [BusinessLine],
    extensions: sized(20),
    resolve: (_root, _args, { moment }) => [...moment.world.reference.lines.values()],
  }),
}));

/** The line that an id's codes name. */
export const findBusinessLine = ({ reference }: World, [code]: string[]): Line | undefined =>
  reference.lines.get(code ?? '');

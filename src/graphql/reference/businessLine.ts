/** Business lines: product lines, a tree. */
import type { Line } from '../../store/reference.ts';
import type { World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { encode } from '../ids.ts';
import { localizedName } from '../localizedName.ts';
import { BusinessLine, Node } from '../refs.ts';

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

/** Lists of breaches, newest first. */
import {
  type BreachCriteria,
  type BreachPlace,
  breachPage,
  type BreachView,
  countBreaches,
} from '../store/breachList.ts';
import { Breach, knownAmong } from './breach.ts';
import { askedCriteria, BreachFilter } from './breachFilter.ts';
import { builder } from './builder.ts';
import { checkedCount, type CursorNames, type Edge, type Page, PageInfoType, pageOf } from './connection.ts';
import { sized, sizedByPage } from './cost.ts';
import { badInput } from './errors.ts';
import { codesOfCursor } from './ids.ts';

interface BreachList extends Page<BreachView> {
  criteria: BreachCriteria;
}

const BreachEdge = builder.objectRef<Edge<BreachView>>('BreachEdge').implement({
  fields: (t) => ({ cursor: t.exposeString('cursor'), node: t.expose('node', { type: Breach }) }),
});

const BreachConnection = builder.objectRef<BreachList>('BreachConnection').implement({
  description: 'Newest first.',
  fields: (t) => ({
    edges: t.expose('edges', { type: [BreachEdge], extensions: sized(1) }),
    pageInfo: t.expose('pageInfo', { type: PageInfoType }),
    totalCount: t.int({ resolve: ({ criteria }, _args, { db }) => countBreaches(db, criteria) }),
  }),
});

const DEFAULT_PAGE = 50;

const CURSOR: CursorNames<BreachView> = {
  kind: 'breach',
  length: 2,
  codesOf: ({ openedAt, id }) => [String(openedAt.getTime()), String(id)],
};

builder.queryField('breaches', (t) =>
  t.field({
    type: BreachConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: BreachFilter }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const place = placeOf(after);
      const criteria = askedCriteria(context.moment.world, filter);
      const rows = await breachPage(context.db, criteria, place, count + 1);
      const around = { hasNextPage: rows.length > count, hasPreviousPage: place !== null };
      const known = await knownAmong(context, rows.slice(0, count), (it) => it);
      return { ...pageOf(known, CURSOR, around), criteria };
    },
  }),
);

function placeOf(after: string | null | undefined): BreachPlace | null {
  const codes = codesOfCursor(CURSOR.kind, CURSOR.length, after, 'after');
  if (!codes) return null;
  const [time, id] = codes.map(Number) as [number, number];
  const openedAt = new Date(time);
  if (Number.isNaN(openedAt.getTime()) || !Number.isSafeInteger(id))
    throw badInput('after', 'expected a cursor that this list answered');
  return { openedAt, id };
}

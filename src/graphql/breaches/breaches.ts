/** Lists of breaches, newest first unless asked otherwise. */
import { isDate } from '../../kpi/period.ts';
import { SEVERITIES } from '../../kpi/vocabulary.ts';
import {
  BREACH_ORDERS,
  type BreachCriteria,
  type BreachOrder,
  type BreachPlace,
  type BreachView,
} from '../../store/breachList.ts';
import { builder } from '../builder.ts';
import {
  checkedCount,
  connectionOf,
  type CursorNames,
  DEFAULT_PAGE,
  type Page,
  pageOf,
} from '../connection.ts';
import { sizedByPage } from '../cost.ts';
import { codesOfCursor, foreignCursor } from '../ids.ts';
import { knownAmong } from '../knownAmong.ts';
import { Breach } from '../refs.ts';
import { SortDirectionEnum } from '../vocabulary.ts';
import { isKnownBreach } from './breach.ts';
import { askedCriteria, BreachFilter } from './breachFilter.ts';

interface BreachList extends Page<BreachView> {
  criteria: BreachCriteria;
}

const BreachConnection = connectionOf<BreachView, BreachList>(Breach, {
  description: 'In the order asked for: newest first unless told otherwise.',
  totalCount: ({ criteria }, { reads }) => reads.countBreaches(criteria),
});

const BreachOrderEnum = builder.enumType('BreachOrder', {
  description: 'What a list of breaches is ordered by; ties go by when they opened.',
  values: {
    OPENED: { description: 'When the breach was opened.' },
    LAST_PERIOD: { description: 'The first day of its last period.' },
    SEVERITY: { description: 'How bad it is now: WARNING is less than CRITICAL.' },
  } satisfies Record<BreachOrder, object>,
});

/** How the parts of an order are written in cursors, and read again; undefined where that is none. */
const WORDS: {
  [Key in keyof BreachPlace]: {
    write: (value: BreachPlace[Key]) => string;
    read: (text: string) => BreachPlace[Key] | undefined;
  };
} = {
  openedAt: {
    write: (at) => String(at.getTime()),
    read: (text) => (Number.isNaN(new Date(Number(text)).getTime()) ? undefined : new Date(Number(text))),
  },
  lastStart: { write: (start) => start, read: (text) => (isDate(text) ? text : undefined) },
  severity: { write: (severity) => severity, read: (text) => SEVERITIES.find((it) => it === text) },
  id: { write: String, read: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : undefined) },
};

/** The list was once ordered in one way only; its cursors still hold. */
const cursorOf = (order: BreachOrder): CursorNames<BreachView> => ({
  kind: order === 'OPENED' ? 'breach' : `breach by ${order}`,
  length: BREACH_ORDERS[order].length,
  codesOf: (breach) => BREACH_ORDERS[order].map((key) => WORDS[key].write(breach[key] as never)),
});

builder.queryField('breaches', (t) =>
  t.field({
    type: BreachConnection,
    nullable: true,
    args: {
      filter: t.arg({ type: BreachFilter }),
      first: t.arg.int({ defaultValue: DEFAULT_PAGE }),
      after: t.arg.string(),
      orderBy: t.arg({ type: BreachOrderEnum, defaultValue: 'OPENED' }),
      direction: t.arg({ type: SortDirectionEnum, defaultValue: 'DESC' }),
    },
    extensions: sizedByPage(DEFAULT_PAGE),
    resolve: async (_root, { filter, first, after, orderBy, direction }, context) => {
      const count = checkedCount(first, 'first', context.limits) ?? DEFAULT_PAGE;
      const by = orderBy ?? 'OPENED';
      const cursor = cursorOf(by);
      const place = placeOf(by, cursor, after);
      const criteria = askedCriteria(context.moment.world, filter);
      const order = { by, ascending: direction === 'ASC', after: place };
      const rows = await context.reads.breachPage(criteria, order, count + 1);
      const around = { hasNextPage: rows.length > count, hasPreviousPage: place !== null };
      const known = await knownAmong(context, rows.slice(0, count), isKnownBreach);
      return { ...pageOf(known, cursor, around), criteria };
    },
  }),
);

function placeOf(
  order: BreachOrder,
  { kind, length }: CursorNames<BreachView>,
  after: string | null | undefined,
): Partial<BreachPlace> | null {
  const codes = codesOfCursor(kind, length, after, 'after');
  if (!codes) return null;
  const parts = BREACH_ORDERS[order].map((key, at) => [key, WORDS[key].read(codes[at]!)] as const);
  if (parts.some(([, part]) => part === undefined)) throw foreignCursor('after');
  return Object.fromEntries(parts) as Partial<BreachPlace>;
}

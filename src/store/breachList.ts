/** Breaches as they are read: one by one, and page by page in an order. Written by breaches.ts. */
import { type SQL, sql } from 'drizzle-orm';
import { statusId } from '../kpi/status.ts';
import { grainId } from '../kpi/grain.ts';
import { periodOf } from '../kpi/period.ts';
import { GRAINS, type Severity } from '../kpi/vocabulary.ts';
import { among, bigints, ints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import {
  BEGAN_AS_HISTORY,
  type BreachEvent,
  type BreachPayload,
  HISTORY,
  kpiOfEvent,
  STATE as STATE_AFTER,
  within,
  withinNow,
} from './breachEvents.ts';
import { eventsWhere } from './feed.ts';
import { breach } from './schema.ts';
import { andSeen, type Seen, seenConditions, type Sight } from './sight.ts';
import { severityWord } from './words.ts';

const FIGURES = columns(
  breach,
  [
    'id',
    'kpiId',
    'operatorId',
    'placeId',
    'lineId',
    'grain',
    'firstStart',
    'lastStart',
    'retracted',
    'limitSide',
    'limitValue',
    'value',
    'coverage',
    'openedAt',
    'acknowledgedAt',
    'acknowledgedBy',
    'resolvedAt',
  ],
  'b',
);

/** A breach as it stands. */
export interface BreachView extends RowOf<typeof FIGURES> {
  severity: Severity;
  state: BreachEvent['payload']['state'];
}

/** Which breaches, or events of which breaches; every part that is not null must hold, and an empty list holds for none. */
export interface BreachCriteria {
  kpiIds: readonly number[] | null;
  operatorIds: readonly number[] | null;
  placeIds: readonly number[] | null;
  /** 0: all lines. */
  lineIds: readonly number[] | null;
  /** Exactly these. */
  scopes: readonly { placeId: number; lineId: number }[] | null;
  /** Of a breach as it is now, of an event as it was then. */
  severity: Severity | null;
  /** Of a breach as it is now, of an event right after it. */
  states: readonly BreachEvent['payload']['state'][] | null;
  /** Of events only. */
  reasons: readonly NonNullable<BreachPayload['reason']>[] | null;
  /** Only what is not within an open breach of the same KPI at a wider scope. */
  widestOnly: boolean;
  /** Whether of the past, or of the present; null: both. Of a breach as it began. */
  history: boolean | null;
  /** Of breaches only: those with a period of their grain that touches these days, both inclusive; left out: all. */
  days?: { from: string; to: string };
  /** Of breaches only: those of this grain (its number); left out: of any. */
  grain?: number;
}

const STATE = sql`case when b.resolved then 'RESOLVED' when b.acknowledged_at is not null then 'ACKNOWLEDGED' else 'OPEN' end`;

const VIEW = sql`${FIGURES}, ${severityWord(sql`b.severity`)} as severity, ${STATE} as state`;

/** The breaches that exist of these, in any order. */
export const breachesAt = (db: Seen, ids: readonly number[]) =>
  db.rows<BreachView>(
    sql`select ${VIEW} from ${breach} b where b.id = any(${bigints(ids)})${andSeen(db.sight, sql`b`)}`,
  );

/** By what a list of breaches is ordered, down to their ids: when they opened, their last period, how bad they are. */
export const BREACH_ORDERS = {
  OPENED: ['openedAt', 'id'],
  LAST_PERIOD: ['lastStart', 'id'],
  SEVERITY: ['severity', 'openedAt', 'id'],
} as const satisfies Record<string, readonly (keyof BreachView)[]>;
/** The name of an order of breaches. */
export type BreachOrder = keyof typeof BREACH_ORDERS;

/** What a breach is ordered by, as it is compared. */
const COMPARED = {
  openedAt: (at: Date) => sql`${at.toISOString()}::timestamptz`,
  lastStart: (start: string) => sql`${start}::date`,
  severity: (severity: BreachView['severity']) => sql`${statusId(severity)}::smallint`,
  id: (id: number) => sql`${id}::bigint`,
};
const COLUMNS: Record<keyof typeof COMPARED, SQL> = {
  openedAt: sql`b.opened_at`,
  lastStart: sql`b.last_start`,
  severity: sql`b.severity`,
  id: sql`b.id`,
};

/** Where a page of breaches begins: after the breach of these. */
export type BreachPlace = Pick<BreachView, keyof typeof COMPARED>;

/** A page of breaches in an order, forwards or backwards; `after` needs what the order names. */
export function breachPage(
  db: Seen,
  criteria: BreachCriteria,
  { by, ascending, after }: { by: BreachOrder; ascending: boolean; after: Partial<BreachPlace> | null },
  limit: number,
): Promise<BreachView[]> {
  const keys = BREACH_ORDERS[by];
  const row = (parts: SQL[]) => sql.join(parts, sql`, `);
  const columns = keys.map((key) => COLUMNS[key]);
  const values = after && keys.map((key) => COMPARED[key](after[key] as never));
  const beyond = ascending ? sql`>` : sql`<`;
  const direction = ascending ? sql`asc` : sql`desc`;
  return db.rows<BreachView>(sql`
    select ${VIEW} from ${breach} b where ${all(breachConditions(criteria, db.sight))}
      ${values ? sql`and (${row(columns)}) ${beyond} (${row(values)})` : sql``}
    order by ${row(columns.map((it) => sql`${it} ${direction}`))} limit ${limit}`);
}

/** How many breaches meet the criteria. One statement. */
export async function countBreaches(db: Seen, criteria: BreachCriteria): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`
    select count(*)::int as count from ${breach} b where ${all(breachConditions(criteria, db.sight))}`);
  return row?.count ?? 0;
}

/** The events of these breaches that have their place, in order. */
export const eventsOfBreaches = (db: Seen, breachIds: readonly number[]): Promise<BreachEvent[]> =>
  eventsWhere(db, sql`${OF_BREACHES} and e.subject_id = any(${bigints(breachIds)})`);

const OF_BREACHES = sql`e.kind = 'BREACH'`;

/** Conditions of which all have to hold. */
export const all = (conditions: readonly SQL[]): SQL =>
  conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);

/** What holds for a breach `b` that meets the criteria and is seen. */
export function breachConditions(criteria: BreachCriteria, sight: Sight): SQL[] {
  const { severity, states, widestOnly, history, days: touched, grain } = criteria;
  return [
    ...seenConditions(sight, sql`b`),
    ...among(sql`b.kpi_id`, criteria.kpiIds),
    ...scopeConditions(criteria, sql`b`),
    ...(severity ? [sql`b.severity = ${statusId(severity)}`] : []),
    ...(states ? [sql`(${STATE}) = any(${texts(states)})`] : []),
    // The two live states are spelled out, so that the index of what is open serves.
    ...(states && !states.includes('RESOLVED') ? [sql`not b.resolved`] : []),
    ...(widestOnly ? [sql`not ${withinNow(sight)}`] : []),
    ...(history === null ? [] : [sql`${BEGAN_AS_HISTORY} = ${history}`]),
    ...(touched ? touching(touched) : []),
    ...(grain === undefined ? [] : [sql`b.grain = ${grain}`]),
  ];
}

/** What holds for a breach whose periods, from its first to its last, touch some days. */
function touching({ from, to }: { from: string; to: string }): SQL[] {
  const reaching = GRAINS.map(
    (grain) => sql`(b.grain = ${grainId(grain)} and b.last_start >= ${periodOf(grain, from).start}::date)`,
  );
  return [sql`b.first_start <= ${to}::date`, sql`(${sql.join(reaching, sql` or `)})`];
}

/** What holds for an event `e` of a breach that meets the criteria. */
export function eventConditions(criteria: BreachCriteria, sight: Sight): SQL[] {
  const { severity, states, reasons, widestOnly, history } = criteria;
  return [
    ...among(kpiOfEvent(sql`e`), criteria.kpiIds),
    ...scopeConditions(criteria, sql`e`),
    ...(severity ? [sql`e.payload->>'severity' = ${severity}`] : []),
    ...(states ? [sql`(${STATE_AFTER}) = any(${texts(states)})`] : []),
    ...(reasons
      ? [sql`(e.payload->>'reason' is null or e.payload->>'reason' = any(${texts(reasons)}))`]
      : []),
    ...(widestOnly ? [sql`not ${within(sight)}`] : []),
    ...(history === null ? [] : [sql`${HISTORY} = ${history}`]),
  ];
}

/** What holds for a row that stands where the criteria say. */
export function scopeConditions(
  {
    operatorIds,
    placeIds,
    lineIds,
    scopes,
  }: Pick<BreachCriteria, 'operatorIds' | 'placeIds' | 'lineIds' | 'scopes'>,
  of: SQL,
): SQL[] {
  return [
    ...among(sql`${of}.operator_id`, operatorIds),
    ...among(sql`${of}.place_id`, placeIds),
    ...among(sql`${of}.line_id`, lineIds),
    ...(scopes
      ? [
          sql`(${of}.place_id, ${of}.line_id) in (select * from unnest(${ints(scopes.map((it) => it.placeId))}, ${ints(scopes.map((it) => it.lineId))}))`,
        ]
      : []),
  ];
}

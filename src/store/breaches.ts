/** Breaches and their events as rows: read by the watch and the API, written with the measurements that cause them. */
import { type SQL, sql } from 'drizzle-orm';
import { severityById } from '../kpi/status.ts';
import { bigints, booleans, days, doubles, ints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Database, Statements } from './database.ts';
import { type BreachEvent, breachEvent, type BreachPayload, type EventBreach } from './breachEvents.ts';
import { writeEvents } from './events.ts';
import { breach, measurement, operator } from './schema.ts';
import { BREACHING, OK } from './words.ts';

/** A KPI at a scope, as the watch takes it; `editionId` says which measurements, `fromStart` the first period that changed. */
export interface WatchedSeries {
  kpiId: number;
  editionId: number;
  placeId: number;
  lineId: number;
  grain: number;
  fromStart: string;
}

const EPISODE = columns(
  breach,
  [
    'id',
    'kpiId',
    'placeId',
    'lineId',
    'grain',
    'breaching',
    'resolvedStart',
    'resolved',
    'retracted',
    'severity',
    'value',
    'coverage',
    'limitSide',
    'limitValue',
  ],
  'b',
);
/** What a stored episode is told by; `severity` is the number of the status. */
export type BreachRow = RowOf<typeof EPISODE>;

/** A measurement beyond a limit, or the first OK one after it. */
export interface WatchedRow {
  n: number;
  start: string;
  status: number;
  value: number;
  /** Null: nothing is missing. */
  coverage: number | null;
}

/** Which measurements of a series are read: what is judged. */
export interface WatchLimits {
  /** Nothing before it needs a look; null: everything does. */
  after: string | null;
  /** The first day of the latest period that is over. */
  lastStart: string;
  /** That of the latest one that is judged whatever it lacks: later ones are only where nothing is missing. */
  lastWaitedStart: string;
  /** Measurements made of a smaller share are not judged. */
  minimumCoverage: number;
  /** First days of periods that were judged before, and stay so. */
  judged: readonly string[];
}

const seriesTable = (series: readonly WatchedSeries[]) => {
  const column = (pick: (it: WatchedSeries) => number) => ints(series.map(pick));
  return sql`unnest(${column((it) => it.kpiId)}, ${column((it) => it.editionId)}, ${column((it) => it.placeId)},
    ${column((it) => it.lineId)}, ${column((it) => it.grain)}, ${days(series.map((it) => it.fromStart))})
    with ordinality as s(kpi_id, edition_id, place_id, line_id, grain, from_start, n)`;
};

/**
 * Every stored episode of the series that no OK period ended before its first changed one, locked until the commit; in
 * time order. That includes those that a retirement ended, because the KPI may be back.
 */
export const episodesToCheck = (tx: Statements, series: readonly WatchedSeries[]) =>
  tx.rows<BreachRow & { n: number }>(sql`
    select ${EPISODE}, (s.n - 1)::int as n from ${seriesTable(series)} join ${breach} b on b.place_id = s.place_id
      and b.line_id = s.line_id and b.kpi_id = s.kpi_id
      and (b.resolved_start is null or b.resolved_start >= s.from_start)
    order by b.first_start, b.id for update of b`);

/** For each series the last stored OK that ended an episode before its first changed period: what is before needs no look. */
export async function cleanStarts(
  tx: Statements,
  series: readonly WatchedSeries[],
): Promise<(string | null)[]> {
  const rows = await tx.rows<{ n: number; start: string | null }>(sql`
    select (s.n - 1)::int as n, (select max(b.resolved_start) from ${breach} b where b.place_id = s.place_id
      and b.line_id = s.line_id and b.kpi_id = s.kpi_id and b.grain = s.grain and b.resolved and not b.retracted
      and b.resolved_start < least(s.from_start, (select min(live.first_start) from ${breach} live
        where live.place_id = s.place_id and live.line_id = s.line_id and live.kpi_id = s.kpi_id
          and live.grain = s.grain and not live.retracted
          and (live.resolved_start is null or live.resolved_start >= s.from_start)))) as start
    from ${seriesTable(series)}`);
  const starts = new Map(rows.map((row) => [row.n, row.start]));
  return series.map((_, n) => starts.get(n) ?? null);
}

/**
 * The judged measurements beyond a limit of each series in periods that are over, and after each the first OK one: all that episodes
 * are made of.
 */
export const breachingRows = (
  tx: Statements,
  series: readonly WatchedSeries[],
  limits: readonly WatchLimits[],
) => {
  const cleanStarts = limits.map((it) => it.after ?? '0001-01-01');
  const judged = limits.flatMap((it, n) => it.judged.map((start) => ({ n: n + 1, start })));
  const isJudged = (of: SQL) => sql`(m.coverage_at_end is null
      or m.coverage_at_end >= ${of}.minimum_coverage and (m.start <= ${of}.last_waited
        or (${of}.n, m.start) in (select n, start from judged)))`;
  // The bound for all of them leaves out partitions of earlier years.
  const earliest = cleanStarts.reduce((a, b) => (a < b ? a : b));
  return tx.rows<WatchedRow>(sql`
    with judged as (
      select * from unnest(${ints(judged.map((it) => it.n))}, ${days(judged.map((it) => it.start))}) as judged(n, start)),
    beyond as materialized (
      select s.place_id, s.line_id, s.edition_id, s.grain, bound.*, m.start, m.status, m.value, m.coverage_at_end as coverage
      from ${seriesTable(series)}
      join unnest(${days(cleanStarts)}, ${days(limits.map((it) => it.lastStart))}, ${days(limits.map((it) => it.lastWaitedStart))},
          ${doubles(limits.map((it) => it.minimumCoverage))})
        with ordinality as bound(clean_start, last_start, last_waited, minimum_coverage, n) on bound.n = s.n
      join ${measurement} m on m.place_id = s.place_id and m.line_id = s.line_id and m.edition_id = s.edition_id
        and m.grain = s.grain and m.status in (${BREACHING}) and m.start > bound.clean_start and m.start <= bound.last_start and m.start > ${earliest}::date
        and ${isJudged(sql`bound`)}),
    gap as (select *, lead(start) over (partition by n order by start) as next_start from beyond)
    select (n - 1)::int as n, start, status, value, coverage from beyond
    union
    select (g.n - 1)::int, ok.start, ok.status, ok.value, ok.coverage from gap g cross join lateral (
      select m.start, m.status, m.value, m.coverage_at_end as coverage from ${measurement} m where m.place_id = g.place_id and m.line_id = g.line_id
        and m.grain = g.grain and m.edition_id = g.edition_id and m.status = ${OK} and m.start > g.start
          and m.start <= least(g.next_start, g.last_start)
      and m.start > ${earliest}::date and ${isJudged(sql`g`)}
      order by m.start limit 1) as ok
    order by 1, 2`);
};

/** How far an operator was watched before, and how far its observations reach now; null: there are none. */
export interface WatchBounds {
  before: string | null;
  now: string | null;
}

/** The bounds of an operator. */
export async function watchBounds(tx: Statements, operatorId: number): Promise<WatchBounds> {
  const [row] = await tx.rows<WatchBounds>(sql`
    select o.watched_until as before, (select max(d.date) from observed_day d
      where d.operator_id = o.id and d.observations > 0) as now
    from ${operator} o where o.id = ${operatorId}`);
  return row ?? { before: null, now: null };
}

/** Notes how far an operator is watched; null: not at all. */
export const setWatched = (tx: Statements, operatorId: number, until: string | null) =>
  tx.rows(sql`update ${operator} set watched_until = ${until}::date where id = ${operatorId}`);

/** The series with a measurement beyond a limit in these periods, or with an episode that is open or was touched by them. */
export const seriesAround = (
  tx: Statements,
  operatorId: number,
  cells: {
    placeIds: readonly number[];
    lineIds: readonly number[];
    grain: number;
    from: string;
    to: string;
    editions: readonly { kpiId: number; editionId: number }[];
  },
) =>
  tx.rows<WatchedSeries>(sql`
    with edition as (select * from unnest(${ints(cells.editions.map((it) => it.kpiId))},
        ${ints(cells.editions.map((it) => it.editionId))}) as edition(kpi_id, edition_id))
    select e.kpi_id as "kpiId", e.edition_id as "editionId", place_id as "placeId", line_id as "lineId",
      ${cells.grain}::int as grain, ${cells.from}::date as "fromStart"
    from (
      select m.place_id, m.line_id, e.kpi_id from ${measurement} m join edition e on e.edition_id = m.edition_id
        where m.place_id = any(${ints(cells.placeIds)}) and m.line_id = any(${ints(cells.lineIds)})
          and m.grain = ${cells.grain} and m.status in (${BREACHING}) and m.start between ${cells.from}::date and ${cells.to}::date
      union
      select b.place_id, b.line_id, b.kpi_id from ${breach} b where b.operator_id = ${operatorId}
        and (not b.resolved or coalesce(b.resolved_start, b.last_start) >= ${cells.from}::date)) as touched
    join edition e using (kpi_id)`);

/** The series with a judged measurement of which something is missing in periods of these (after one first day, up to another). */
export const lackingSeries = (
  tx: Statements,
  cells: {
    placeIds: readonly number[];
    lineIds: readonly number[];
    grain: number;
    after: string;
    to: string;
    editions: readonly { kpiId: number; editionId: number }[];
  },
) =>
  tx.rows<WatchedSeries>(sql`
    select e.kpi_id as "kpiId", e.edition_id as "editionId", m.place_id as "placeId", m.line_id as "lineId",
      ${cells.grain}::int as grain, min(m.start) as "fromStart"
    from ${measurement} m join unnest(${ints(cells.editions.map((it) => it.kpiId))},
      ${ints(cells.editions.map((it) => it.editionId))}) as e(kpi_id, edition_id) using (edition_id)
    where m.place_id = any(${ints(cells.placeIds)}) and m.line_id = any(${ints(cells.lineIds)}) and m.grain = ${cells.grain}
      and m.start > ${cells.after}::date and m.start <= ${cells.to}::date and m.coverage_at_end is not null
      and m.status in (${BREACHING}, ${OK})
    group by 1, 2, 3, 4`);

/** An episode to insert (id null) or to bring up to date. */
export interface BreachFigures {
  id: number | null;
  kpiId: number;
  operatorId: number;
  placeId: number;
  lineId: number;
  grain: number;
  breaching: readonly string[];
  resolvedStart: string | null;
  resolved: boolean;
  retracted: boolean;
  severity: number;
  value: number;
  coverage: number;
  limitSide: string;
  limitValue: number;
}

/** What is published; `breach` is the place in the list of breaches written with it. */
export interface EventFigures extends Pick<
  BreachPayload,
  'reason' | 'severity' | 'value' | 'start' | 'coverage' | 'rhythm' | 'periods'
> {
  breach: number;
  type: BreachEvent['type'];
}

/** Nobody says anything where the engine speaks. */
const NOTHING_SAID = { note: null, by: null };

const EVENT_BREACH = columns(breach, ['id', 'kpiId', 'operatorId', 'placeId', 'lineId', 'grain'], 'b');

/** Writes episodes and their events; a resolved episode loses its acknowledgement, one that opens again starts anew. */
export async function writeBreaches(
  tx: Statements,
  rows: readonly BreachFigures[],
  events: readonly EventFigures[],
): Promise<void> {
  const ids = await insertBreaches(
    tx,
    rows.filter((it) => it.id === null),
  );
  await updateBreaches(
    tx,
    rows.filter((it) => it.id !== null),
  );
  let fresh = 0;
  const idOf = rows.map((it) => it.id ?? ids[fresh++]!);
  await writeEvents(
    tx,
    events.map(({ breach, type, ...said }) =>
      breachEvent({ ...rows[breach]!, id: idOf[breach]! }, type, { ...NOTHING_SAID, ...said }),
    ),
  );
}

const figures = (rows: readonly BreachFigures[]) => sql`
  unnest(${texts(rows.map((it) => `{${it.breaching.join()}}`))}, ${days(rows.map((it) => it.resolvedStart))},
    ${booleans(rows.map((it) => it.resolved))}, ${booleans(rows.map((it) => it.retracted))}, ${ints(rows.map((it) => it.severity))},
    ${doubles(rows.map((it) => it.value))}, ${doubles(rows.map((it) => it.coverage))}, ${texts(rows.map((it) => it.limitSide))}, ${doubles(rows.map((it) => it.limitValue))}`;

const FIGURES = sql`breaching, resolved_start, resolved, retracted, severity, value, coverage, limit_side, limit_value`;

async function insertBreaches(tx: Statements, rows: readonly BreachFigures[]): Promise<number[]> {
  if (rows.length === 0) return [];
  const inserted = await tx.rows<{ id: number }>(sql`
    insert into ${breach} (kpi_id, operator_id, place_id, line_id, grain, ${FIGURES}, first_start, last_start, opened_at, resolved_at)
    select kpi_id, operator_id, place_id, line_id, grain, dates, resolved_start, resolved, retracted, severity, value,
      coverage, limit_side, limit_value, dates[1], dates[cardinality(dates)], transaction_timestamp(),
      case when resolved then transaction_timestamp() end
    from (select f.*, f.breaching::date[] as dates from ${figures(rows)}, ${ints(rows.map((it) => it.kpiId))},
      ${ints(rows.map((it) => it.operatorId))}, ${ints(rows.map((it) => it.placeId))}, ${ints(rows.map((it) => it.lineId))},
      ${ints(rows.map((it) => it.grain))}) with ordinality as f(${FIGURES}, kpi_id, operator_id, place_id, line_id, grain, n)
      order by n) as fresh
    returning id`);
  return inserted.map((row) => row.id).sort((a, b) => a - b);
}

async function updateBreaches(tx: Statements, rows: readonly BreachFigures[]): Promise<void> {
  if (rows.length === 0) return;
  await tx.rows(sql`
    update ${breach} b set breaching = dates, first_start = dates[1], last_start = dates[cardinality(dates)],
      resolved_start = f.resolved_start, resolved = f.resolved, retracted = f.retracted, severity = f.severity,
      value = f.value, coverage = f.coverage, limit_side = f.limit_side, limit_value = f.limit_value,
      opened_at = case when b.resolved and not f.resolved then transaction_timestamp() else b.opened_at end,
      resolved_at = case when not f.resolved then null when b.resolved then b.resolved_at else transaction_timestamp() end,
      acknowledged_at = case when not f.resolved and not b.resolved then b.acknowledged_at end,
      acknowledged_by = case when not f.resolved and not b.resolved then b.acknowledged_by end
    from (select f.*, f.breaching::date[] as dates from ${figures(rows)}, ${bigints(rows.map((it) => it.id))})
      as f(${FIGURES}, id)) as f
    where b.id = f.id`);
}

/** Ends every open breach of KPIs that are retired. */
export async function resolveBreachesOf(tx: Statements, kpiIds: readonly number[]): Promise<void> {
  if (kpiIds.length === 0) return;
  const ended = await tx.rows<EventBreach & { severity: number; start: string }>(sql`
    update ${breach} b set resolved = true, resolved_at = transaction_timestamp(), acknowledged_at = null, acknowledged_by = null
    where kpi_id = any(${ints(kpiIds)}) and not resolved
    returning ${EVENT_BREACH}, severity, last_start as start`);
  const events = ended.map((it) =>
    breachEvent(it, 'RESOLVED', {
      ...NOTHING_SAID,
      reason: 'REDEFINED',
      severity: severityById(it.severity),
      value: null,
      start: it.start,
    }),
  );
  await writeEvents(tx, events);
}

/** What an acknowledgement came to; who was first where there was one before. */
export type Acknowledged =
  { outcome: 'acknowledged' | 'unknown' | 'resolved' } | { outcome: 'already'; by: string | null; at: Date };

/** Acknowledges an open breach, with its event, or changes nothing. */
export async function acknowledge(
  db: Database,
  id: number,
  { by, note }: { by: string | null; note: string | null },
): Promise<Acknowledged> {
  return db.transaction(async (tx) => {
    const [found] = await tx.rows<{ resolved: boolean; at: Date | null; by: string | null }>(sql`
      select resolved, acknowledged_at as at, acknowledged_by as by from ${breach} where id = ${id} for update`);
    if (!found) return { outcome: 'unknown' };
    if (found.resolved) return { outcome: 'resolved' };
    if (found.at) return { outcome: 'already', by: found.by, at: found.at };
    const [done] = await tx.rows<EventBreach & { severity: number; value: number; start: string }>(sql`
      update ${breach} b set acknowledged_at = transaction_timestamp(), acknowledged_by = ${by} where id = ${id}
      returning ${EVENT_BREACH}, severity, value, last_start as start`);
    const { severity, value, start } = done!;
    const said = { reason: null, severity: severityById(severity), value, start, note, by };
    await writeEvents(tx, [breachEvent(done!, 'ACKNOWLEDGED', said)]);
    return { outcome: 'acknowledged' };
  });
}

/** Measurements as they are listed: by KPI, scope and period, or by a figure; and counted. */
import { sql, type SQL } from 'drizzle-orm';
import { bigints, days, ints } from './arrays.ts';
import { isAmong, type MeasurementRow, type MeasurementSeries } from './measurements.ts';
import { measurement } from './schema.ts';
import { andSeen, type Seen } from './sight.ts';

const FIGURES = sql`m.place_id as "placeId", m.line_id as "lineId", m.grain, m.start, m.edition_id as "editionId", m.status, m.value,
  m.score, m.computed_at as "computedAt", m.coverage, m.coverage_at_end as "coverageAtEnd"`;

/**
 * The first measurements, at most `limit`, in the order of the given series and then of the periods, optionally of some statuses.
 * `after` leaves out the periods of the first series up to that one. `starts` are neighbours in time, from either end, at least one.
 */
export const measurementPage = (
  db: Seen,
  page: {
    series: readonly MeasurementSeries[];
    grain: number;
    starts: readonly string[];
    statuses: readonly number[] | null;
    after: string | null;
    limit: number;
  },
) => {
  const column = (pick: (it: MeasurementSeries) => number) => ints(page.series.map(pick));
  const [first, last] = endsOf(page.starts);
  const beyond = page.starts[0] === first ? sql`>` : sql`<`;
  return db.rows<MeasurementRow>(sql`
    select place_id as "placeId", line_id as "lineId", grain, start, edition_id as "editionId",
      status, value, score, computed_at as "computedAt", coverage, coverage_at_end as "coverageAtEnd"
    from unnest(${column((it) => it.editionId)}, ${column((it) => it.placeId)}, ${column((it) => it.lineId)})
      with ordinality as series(edition, place, line, n)
    cross join lateral (
      select m.*, p from unnest(${days(page.starts)}) with ordinality as period(first_day, p)
      join ${measurement} m on m.place_id = series.place and m.line_id = series.line and m.grain = ${page.grain}
        and m.start = period.first_day and m.edition_id = series.edition${ofStatus(page.statuses)}
        and m.start between ${first}::date and ${last}::date
      where series.n > 1 or ${page.after}::date is null or period.first_day ${beyond} ${page.after}::date
      order by p limit ${page.limit}) as found
    where true${andSeen(db.sight, sql`found`)}
    order by n, p limit ${page.limit}`);
};

/** What is listed by a figure, or counted: all that is stored of these KPIs, scopes and periods. */
export interface MeasurementSet {
  /** In order; each with the lines (0: all together) at which it applies. */
  kpis: readonly { editionId: number; lineIds: readonly number[] }[];
  /** In order. */
  scopes: readonly { placeId: number; lineId: number }[];
  grain: number;
  /** Neighbours in time, at least one; each with the first day of the one before it, null at the beginning of the calendar. */
  periods: readonly { start: string; before: string | null }[];
  statuses: readonly number[] | null;
}

/** The figures that a list may be ordered by: SQL over a measurement `m`, and over `b`, that of the period before. */
const FIGURE = {
  VALUE: sql`m.value`,
  SCORE: sql`m.score`,
  CHANGE: sql`m.value - b.value`,
} as const;
/** What a list may be ordered by beside its places. */
export type OrderingFigure = keyof typeof FIGURE;

/** Where a page begins: after the figure of this place. KPI and scope are positions, between two where they are not in the list. */
export interface PlaceInOrder {
  figure: number | null;
  kpi: number;
  scope: number;
  start: string;
}

/** A measurement with the figure that it is listed by. */
export type OrderedRow = MeasurementRow & { figure: number | null };

/** A page of measurements by a figure, without one last either way; ties in the order of KPIs, scopes and time. One statement. */
export function measurementsByFigure(
  db: Seen,
  set: MeasurementSet,
  { by, ascending, after }: { by: OrderingFigure; ascending: boolean; after: PlaceInOrder | null },
  limit: number,
): Promise<OrderedRow[]> {
  const before = sql`left join ${measurement} b on b.place_id = m.place_id and b.line_id = m.line_id and b.grain = m.grain
    and b.edition_id = m.edition_id and b.start = period.day_before and b.start = any(${days(set.periods.map((it) => it.before))})`;
  return db.rows<OrderedRow>(sql`
    select listed.* from (
      select ${FIGURES}, ${FIGURE[by]} as figure, array_position(${ints(set.kpis.map((it) => it.editionId))}, m.edition_id) as k, scope.n as s, m.start as day
      ${fromSet(db, set, by === 'CHANGE' ? before : sql``)}) as listed
    where ${after ? isAfter(after, ascending) : sql`true`}
    order by figure is null, figure ${ascending ? sql`asc` : sql`desc`}, k, s, day limit ${limit}`);
}

/** How many measurements there are of these. One statement. */
export async function countMeasurements(db: Seen, set: MeasurementSet): Promise<number> {
  const [row] = await db.rows<{ count: number }>(
    sql`select count(*)::int as count ${fromSet(db, set, sql``)}`,
  );
  return row?.count ?? 0;
}

function isAfter({ figure, kpi, scope, start }: PlaceInOrder, ascending: boolean): SQL {
  const isLater = sql`(k, s, day) > (${String(kpi)}::double precision, ${String(scope)}::double precision, ${start}::date)`;
  if (figure === null) return sql`figure is null and ${isLater}`;
  const value = sql`${String(figure)}::double precision`;
  return sql`(figure is null or figure ${ascending ? sql`>` : sql`<`} ${value} or (figure = ${value} and ${isLater}))`;
}

/**
 * The measurements `m` of a set. Its KPIs are arrays and their order is a place in one: joined as rows, whose number the planner
 * does not know, each measurement would be held against each of them.
 */
function fromSet(db: Seen, { kpis, scopes, grain, periods, statuses }: MeasurementSet, joined: SQL): SQL {
  const lines = new Set(scopes.map((it) => it.lineId));
  const isTaken = (lineIds: readonly number[]) => [...lines].every((it) => lineIds.includes(it));
  const apart = kpis.every((it) => isTaken(it.lineIds))
    ? sql``
    : sql` and (m.line_id::bigint << 32) + m.edition_id = any(${bigints(
        kpis.flatMap(({ editionId, lineIds }) => lineIds.map((it) => it * 2 ** 32 + editionId)),
      )})`;
  const starts = periods.map((it) => it.start);
  const [first, last] = endsOf(starts);
  return sql`
    from unnest(${ints(scopes.map((it) => it.placeId))}, ${ints(scopes.map((it) => it.lineId))})
      with ordinality as scope(place, line, n)
    cross join unnest(${days(starts)}, ${days(periods.map((it) => it.before))}) as period(first_day, day_before)
    join ${measurement} m on m.place_id = scope.place and m.line_id = scope.line and m.grain = ${grain}
      and m.start = period.first_day and ${isAmong(
        sql`m.edition_id`,
        kpis.map((it) => it.editionId),
      )}${apart}${ofStatus(statuses)}
      and m.start between ${first}::date and ${last}::date${andSeen(db.sight, sql`m`)}
    ${joined}`;
}

const ofStatus = (statuses: readonly number[] | null): SQL =>
  statuses ? sql` and m.status = any(${ints(statuses)})` : sql``;

/** The earlier and the later end of days in order, from either end. */
function endsOf(starts: readonly string[]): [string, string] {
  const [first, last] = [starts[0]!, starts.at(-1)!];
  return first <= last ? [first, last] : [last, first];
}

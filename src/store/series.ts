/** Series folded over time: what the engine reads to compute measurements, and the months it keeps for coarse grains. */
import { sql, type SQL } from 'drizzle-orm';
import { grainId } from '../kpi/grain.ts';
import { type Grain, GRAINS, type TimeAggregation } from '../kpi/vocabulary.ts';
import { days, ints } from './arrays.ts';
import type { Statements } from './database.ts';
import { observation, observationMonth, series as seriesTable } from './schema.ts';
import { numberOf, truncation } from './words.ts';

/** Which of the inputs fold how; the others of a statement are summed. */
export type Folding = Readonly<Record<Exclude<TimeAggregation, 'SUM'>, readonly number[]>>;

/** A stretch of days, both inclusive. */
export interface DayRange {
  from: string;
  to: string;
}

/** The series of one period: five numbers each, INPUT, PLACE, LINE, VALUE, LAST_DAY (days since 1970). */
export interface PeriodSeries {
  grain: number;
  start: string;
  figures: number[];
}

/** How many numbers a series takes in `PeriodSeries.figures`. */
export const SERIES_WIDTH = 5;

/**
 * Values folded over time. The two sources have the same columns: value (a sum for AVERAGE), days, last_day.
 */
export const folded = (folding: Folding): SQL => sql`case
  when input_id = any(${ints(folding.AVERAGE)}) then sum(value) / sum(days)
  when input_id = any(${ints(folding.MAX)}) then max(value)
  when input_id = any(${ints(folding.MIN)}) then min(value)
  when input_id = any(${ints(folding.LAST)}) then ${latest(folding)}
  else sum(value) end`;

// Arrays compare element by element, so the greatest (day, value) is that of the latest day.
const latest = (
  folding: Folding,
): SQL => sql`(max(array[(last_day - date '1970-01-01')::double precision, value])
  filter (where input_id = any(${ints(folding.LAST)})))[2]`;

/** What months keep: like `folded`, but the sum for AVERAGE, so that months fold on. */
const kept = (folding: Folding): SQL => folded({ ...folding, AVERAGE: [] });

const DAILY = sql`(select place_id, input_id, line_id, date, value, 1 as days, date as last_day from ${observation}) as o`;

/** What to read: these places and inputs in the periods (as stretches) of each grain. */
export interface SeriesRequest {
  placeIds: readonly number[];
  inputIds: readonly number[];
  folding: Folding;
  /** By the number of the grain; a stretch begins with a period's first day and ends with a period's last one. */
  ranges: ReadonlyMap<number, readonly DayRange[]>;
}

/** Every series of the request, folded to its periods, in one statement; a row a period. */
export async function readSeries(tx: Statements, request: SeriesRequest): Promise<PeriodSeries[]> {
  const parts = GRAINS.flatMap((grain) => {
    const ranges = request.ranges.get(grainId(grain)) ?? [];
    return ranges.length > 0 ? [PARTS[grain](request, ranges)] : [];
  });
  if (parts.length === 0 || request.inputIds.length === 0) return [];
  const rows = await tx.rows<{ grain: number; start: string; figures: string }>(sql`
    select grain, start, string_agg(
      concat_ws(',', input_id, place_id, line_id, value, last_day - date '1970-01-01'), ',' order by input_id, place_id, line_id
    ) as figures from (${sql.join(parts, sql` union all `)}) as series(grain, start, input_id, place_id, line_id, value, last_day)
    group by grain, start order by grain, start`);
  return rows.map(({ grain, start, figures }) => ({
    grain,
    start,
    figures: JSON.parse(`[${figures}]`) as number[],
  }));
}

/** Days of some places that count as one. */
export interface PlaceDays {
  /** Where the series are said to be. */
  placeId: number;
  /** It and the places below it. */
  placeIds: readonly number[];
  inputIds: readonly number[];
  /** The inputs of which the greatest or the least value counts; the others are summed. */
  collapse: Readonly<Record<'MAX' | 'MIN', readonly number[]>>;
  range: DayRange;
}

/** Every day's values of each input and line, brought together over the places where they are stored: a row a day. */
export async function readPlaceDays(tx: Statements, request: PlaceDays): Promise<PeriodSeries[]> {
  const { placeId, placeIds, inputIds, collapse, range } = request;
  const rows = await tx.rows<{ start: string; figures: string }>(sql`
    select date as start, string_agg(
      concat_ws(',', input_id, ${placeId}::int, line_id, value, date - date '1970-01-01'), ',') as figures
    from (
      select date, input_id, line_id, case
        when input_id = any(${ints(collapse.MAX)}) then max(value)
        when input_id = any(${ints(collapse.MIN)}) then min(value) else sum(value) end as value
      from ${observation} where place_id = any(${ints(placeIds)}) and input_id = any(${ints(inputIds)})
        and date between ${range.from}::date and ${range.to}::date
      group by date, input_id, line_id) as daily
    group by date`);
  return rows.map(({ start, figures }) => ({
    grain: grainId('DAY'),
    start,
    figures: JSON.parse(`[${figures}]`) as number[],
  }));
}

const rangeTable = (ranges: readonly DayRange[]): SQL =>
  sql`unnest(${days(ranges.map((it) => it.from))}, ${days(ranges.map((it) => it.to))}) as stretch(first_day, final_day)`;

const wanted = ({ placeIds, inputIds }: SeriesRequest): SQL =>
  sql`place_id = any(${ints(placeIds)}) and input_id = any(${ints(inputIds)})`;

const daySeries = (request: SeriesRequest, ranges: readonly DayRange[]): SQL => sql`
  select ${numberOf('DAY')} as grain, date as start, input_id, place_id, line_id, value, date as last_day
  from ${rangeTable(ranges)} join ${observation} on date between first_day and final_day where ${wanted(request)}`;

const weekSeries = (request: SeriesRequest, ranges: readonly DayRange[]): SQL => sql`
  select ${numberOf('WEEK')}, week, input_id, place_id, line_id, ${folded(request.folding)}, max(last_day) from (
    select o.*, date_trunc('week', date::timestamp)::date as week
    from ${rangeTable(ranges)} join ${DAILY} on date between first_day and final_day where ${wanted(request)}) as daily
  group by 2, 3, 4, 5`;

const monthSeries = (request: SeriesRequest, ranges: readonly DayRange[]): SQL => sql`
  select ${numberOf('MONTH')}, month, input_id, place_id, line_id,
    case when input_id = any(${ints(request.folding.AVERAGE)}) then value / days else value end, last_day
  from ${rangeTable(ranges)} join ${observationMonth} on month between first_day and final_day where ${wanted(request)}`;

const coarseSeries =
  (grain: Grain) =>
  (request: SeriesRequest, ranges: readonly DayRange[]): SQL => sql`
  select ${numberOf(grain)}, period, input_id, place_id, line_id, ${folded(request.folding)}, max(last_day) from (
    select m.*, date_trunc(${truncation(grain)}, month::timestamp)::date as period
    from ${rangeTable(ranges)} join ${observationMonth} m on month between first_day and final_day where ${wanted(request)}) as monthly
  group by 2, 3, 4, 5`;

const PARTS: Readonly<Record<Grain, (request: SeriesRequest, ranges: readonly DayRange[]) => SQL>> = {
  DAY: daySeries,
  WEEK: weekSeries,
  MONTH: monthSeries,
  QUARTER: coarseSeries('QUARTER'),
  YEAR: coarseSeries('YEAR'),
};

/** Series of months as columns. */
export interface SeriesMonths {
  placeIds: number[];
  inputIds: number[];
  lineIds: number[];
  /** The months' first days. */
  months: string[];
}

/** Folds these months again from their days; a month without days goes. */
export const refreshMonths = (tx: Statements, stale: SeriesMonths, folding: Folding) =>
  tx.rows(
    refresh(
      sql`select * from unnest(${ints(stale.placeIds)}, ${ints(stale.inputIds)}, ${ints(stale.lineIds)}, ${days(stale.months)})
        as stale(place_id, input_id, line_id, month)`,
      folding,
    ),
  );

/** Folds every month between two first days again, for these places. */
export const refreshAllMonths = (tx: Statements, placeIds: number[], range: DayRange, folding: Folding) =>
  tx.rows(
    refresh(
      sql`select place_id, input_id, line_id, month from ${observationMonth}
          where place_id = any(${ints(placeIds)}) and month between ${range.from}::date and ${range.to}::date
        union select place_id, input_id, line_id, date_trunc('month', date::timestamp)::date from ${observation}
          where place_id = any(${ints(placeIds)}) and date between ${range.from}::date and ${range.to}::date`,
      folding,
    ),
  );

const refresh = (staleMonths: SQL, folding: Folding): SQL => sql`
  with stale as materialized (${staleMonths}),
    fresh as materialized (
      select s.place_id, s.input_id, s.month, s.line_id, found.* from stale s cross join lateral (
        select ${kept(folding)} as value, count(*)::int as days, max(last_day) as last_day,
          bit_or(1 << (date_part('day', last_day)::int - 1)) as present
        from (select s.input_id, o.value, 1 as days, o.date as last_day from ${observation} o
          where o.place_id = s.place_id and o.input_id = s.input_id and o.line_id = s.line_id
            and o.date >= s.month and o.date < (s.month + interval '1 month')::date) as daily
        group by input_id) as found),
    gone as (
      delete from ${observationMonth} m using stale s where m.place_id = s.place_id and m.input_id = s.input_id
        and m.month = s.month and m.line_id = s.line_id
        and (s.place_id, s.input_id, s.month, s.line_id) not in (select place_id, input_id, month, line_id from fresh))
  insert into ${observationMonth} (place_id, input_id, month, line_id, value, days, last_day, present)
  select place_id, input_id, month, line_id, value, days, last_day, present from fresh
  on conflict (place_id, input_id, month, line_id)
    do update set value = excluded.value, days = excluded.days, last_day = excluded.last_day,
      present = excluded.present`;

/** Of which months the presence of an input is asked for. */
export interface PresenceRequest {
  placeIds: readonly number[];
  inputs: readonly { id: number; range: DayRange }[];
}

/**
 * On which days the series of some inputs were observed, by input: for each series PLACE, LINE, how many months follow, and for each its
 * first day (since 1970) and the bits of its days.
 */
export async function readPresence(
  tx: Statements,
  { placeIds, inputs }: PresenceRequest,
): Promise<Map<number, number[]>> {
  if (inputs.length === 0) return new Map();
  const rows = await tx.rows<{ id: number; figures: string }>(sql`
    select input_id as id, string_agg(figures, ',') as figures from (
      select input_id, concat_ws(',', place_id, line_id, count(*),
        string_agg(concat_ws(',', month - date '1970-01-01', present), ',')) as figures
      from unnest(${ints(inputs.map((it) => it.id))}, ${days(inputs.map((it) => it.range.from))},
          ${days(inputs.map((it) => it.range.to))}) as asked(input_id, first_day, final_day)
        join ${observationMonth} using (input_id)
      where place_id = any(${ints(placeIds)}) and month between date_trunc('month', first_day::timestamp)::date and final_day
      group by input_id, place_id, line_id) as series
    group by input_id`);
  return new Map(rows.map(({ id, figures }) => [id, JSON.parse(`[${figures}]`) as number[]]));
}

/** The latest day on which each series of some inputs was observed, by input: three numbers each, PLACE, LINE, DAY (since 1970). */
export async function readLastSeen(
  tx: Statements,
  operatorId: number,
  inputIds: readonly number[],
): Promise<Map<number, number[]>> {
  const rows = await tx.rows<{ id: number; figures: string }>(sql`
    select s.input_id as id, string_agg(concat_ws(',', s.place_id, s.line_id, last.day - date '1970-01-01'), ',') as figures
    from ${seriesTable} s cross join lateral (
      select m.last_day as day from ${observationMonth} m
      where m.place_id = s.place_id and m.input_id = s.input_id and m.line_id = s.line_id order by m.month desc limit 1) as last
    where s.operator_id = ${operatorId} and s.input_id = any(${ints(inputIds)}) group by s.input_id`);
  return new Map(rows.map(({ id, figures }) => [id, JSON.parse(`[${figures}]`) as number[]]));
}

/** How many series each of some inputs has. */
export const countSeries = (tx: Statements, operatorId: number, inputIds: readonly number[]) =>
  tx.rows<{ id: number; count: number }>(sql`
    select input_id as id, count(*)::int as count from ${seriesTable}
    where operator_id = ${operatorId} and input_id = any(${ints(inputIds)}) group by input_id`);

/** Series folded over stretches of days that need be no periods: whole months from what is kept of them, the days around from themselves. */
import { sql, type SQL } from 'drizzle-orm';
import { addDays, periodOf } from '../kpi/period.ts';
import { days, ints } from './arrays.ts';
import type { Statements } from './database.ts';
import { observation, observationMonth } from './schema.ts';
import { type DayRange, folded, type SeriesRequest } from './series.ts';

/** What a stretch is read from: days by themselves, and months as they are kept. */
export interface StretchParts {
  /** Days of months that are not whole. */
  days: DayRange[];
  /** Whole months, from the first day of the first to the last day of the last. */
  months: DayRange | null;
}

/** Takes a stretch apart. */
export function partsOfStretch({ from, to }: DayRange): StretchParts {
  const [head, tail] = [periodOf('MONTH', from), periodOf('MONTH', to)];
  const first = head.start === from ? from : addDays(head.end, 1);
  const last = tail.end === to ? to : addDays(tail.start, -1);
  if (first > last) return { days: [{ from, to }], months: null };
  return {
    months: { from: first, to: last },
    days: [
      { from, to: addDays(first, -1) },
      { from: addDays(last, 1), to },
    ].filter((it) => it.from <= it.to),
  };
}

/**
 * The series of these places and inputs, folded over each of some stretches (at least one), in their order; five numbers a series, as in
 * PeriodSeries. One statement.
 */
export async function readStretches(
  tx: Statements,
  { stretches, ...request }: Omit<SeriesRequest, 'ranges'> & { stretches: readonly StretchParts[] },
): Promise<number[][]> {
  const ofDays = stretches.flatMap((it, n) => it.days.map((range) => ({ n, range })));
  const ofMonths = stretches.flatMap((it, n) => (it.months ? [{ n, range: it.months }] : []));
  const wanted = sql`place_id = any(${ints(request.placeIds)}) and input_id = any(${ints(request.inputIds)})`;
  const rows = await tx.rows<{ n: number; figures: string }>(sql`
    select n, string_agg(concat_ws(',', input_id, place_id, line_id, value, last_day - date '1970-01-01'), ','
      order by input_id, place_id, line_id) as figures
    from (
      select n, input_id, place_id, line_id, ${folded(request.folding)} as value, max(last_day) as last_day
      from (
        select n, place_id, input_id, line_id, value, days, last_day from ${rangesOf(ofMonths)}
        join ${observationMonth} on month between first_day and final_day where ${wanted}
        union all
        select n, place_id, input_id, line_id, value, 1, date from ${rangesOf(ofDays)}
        join ${observation} on date between first_day and final_day where ${wanted}${within(ofDays)}) as part
      group by n, input_id, place_id, line_id) as series
    group by n`);
  const found = stretches.map((): number[] => []);
  for (const { n, figures } of rows) found[n] = JSON.parse(`[${figures}]`) as number[];
  return found;
}

interface NumberedRange {
  n: number;
  range: DayRange;
}

const rangesOf = (ranges: readonly NumberedRange[]): SQL =>
  sql`unnest(${ints(ranges.map((it) => it.n))}, ${days(ranges.map((it) => it.range.from))}, ${days(ranges.map((it) => it.range.to))})
    as stretch(n, first_day, final_day)`;

/** Keeps the partitions of other months from being opened. */
function within(ranges: readonly NumberedRange[]): SQL {
  const from = ranges.map((it) => it.range.from).sort()[0];
  const to = ranges
    .map((it) => it.range.to)
    .sort()
    .at(-1);
  return from === undefined ? sql`` : sql` and date between ${from}::date and ${to}::date`;
}

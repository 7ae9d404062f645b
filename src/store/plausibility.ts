/** What is recorded and yet implausible: of a batch looked up row by row once it is stored, or in a stretch of days. */
import { sql, type SQL } from 'drizzle-orm';
import type { Grain } from '../kpi/vocabulary.ts';
import { days, doubles, ints, texts } from './arrays.ts';
import type { Statements } from './database.ts';
import { incoming, MERGE_ROWS } from './incoming.ts';
import { observation } from './schema.ts';
import type { DayRange } from './series.ts';
import { intervalOf, truncationOf } from './words.ts';

/** A row that is more than what it is a part of (PART), less than a part of it (WHOLE), or many times what came before (TIMES). */
export interface ImplausibleRow {
  row: number;
  kind: 'PART' | 'WHOLE' | 'TIMES';
  value: number;
  /** The other input; of TIMES its own. */
  otherId: number;
  /** Its value; of TIMES the median of what came before. */
  other: number;
}

/** What rows are held against. */
export interface Plausibility {
  /** Inputs and what they are a part of, where an operator reports both in the same rhythm. */
  parts: readonly { operatorId: number; partId: number; wholeId: number; rhythm: Grain }[];
  /** How many times the median of the 28 periods of its rhythm before is too much, for an operator's input. */
  times: readonly { operatorId: number; inputId: number; mostTimes: number; rhythm: Grain }[];
}

/** As many periods of a rhythm make the median, of which at least so many have to be there. */
const [PERIODS, FEWEST] = [28, 7];
/** For so many periods of its rhythm a value says what is plausible after it. */
export const PLAUSIBLE_FOR = PERIODS;

/** Whether one value is more than another, beyond what arithmetic leaves. */
const isMore = (a: SQL, b: SQL): SQL => sql`${a} > ${b} + 1e-9 * greatest(1, abs(${b}))`;

/** How long a period of each rhythm is, as `unit` of `date_trunc` and `length`. */
const rhythmColumns = (
  of: readonly { rhythm: Grain }[],
): SQL => sql`${texts(of.map((it) => truncationOf(it.rhythm)))},
  ${texts(of.map((it) => intervalOf(it.rhythm, 1)))}::interval[]`;

/** Whether a whole is the only observation of its series in the period of the rhythm of `part`: another one would count beside it. */
const isAlone = (whole: SQL): SQL => sql`not exists (
  select from ${observation} s where s.place_id = ${whole}.place_id and s.input_id = ${whole}.input_id and s.line_id = ${whole}.line_id
    and s.date <> ${whole}.date and s.date >= date_trunc(part.unit, ${whole}.date::timestamp)::date
    and s.date < (date_trunc(part.unit, ${whole}.date::timestamp) + part.length)::date)`;

/**
 * What came before some days, `at` (place, input, date, `reach`): of each line the `median`, where enough is there. The lines of a
 * place lie beside each other, so that reading them together takes a fraction of reading one after the other.
 */
const before = (at: SQL): SQL => sql`(
  select b.line_id, percentile_cont(0.5) within group (order by b.value) as median from ${observation} b
  where b.place_id = ${at}.place_id and b.input_id = ${at}.input_id
    and b.date >= (${at}.date - ${at}.reach)::date and b.date < ${at}.date
  group by b.line_id having count(*) >= ${FEWEST})`;

const isTooMuch = (value: SQL, mostTimes: SQL): SQL => sql`median > 0 and ${value} > ${mostTimes} * median`;

/** The implausible rows in their order, so many rows looked at a statement; none where nothing is held against anything. */
export async function* implausibleRows(
  tx: Statements,
  plausibility: Plausibility,
  lastRow: number,
): AsyncGenerator<ImplausibleRow[]> {
  if (plausibility.parts.length + plausibility.times.length === 0) return;
  for (let from = 0; from <= lastRow; from += MERGE_ROWS) yield await implausibleFrom(tx, plausibility, from);
}

const implausibleFrom = (tx: Statements, { parts, times }: Plausibility, from: number) =>
  tx.rows<ImplausibleRow>(sql`
    with fresh as materialized (
        select * from ${incoming} where ordinal >= ${from} and ordinal < ${from + MERGE_ROWS}),
      part as (select * from unnest(${ints(parts.map((it) => it.operatorId))}, ${ints(parts.map((it) => it.partId))},
        ${ints(parts.map((it) => it.wholeId))}, ${rhythmColumns(parts)}) as part(operator_id, part_id, whole_id, unit, length)),
      asked as (select * from unnest(${ints(times.map((it) => it.operatorId))}, ${ints(times.map((it) => it.inputId))},
        ${doubles(times.map((it) => it.mostTimes))}, ${texts(times.map((it) => intervalOf(it.rhythm, PERIODS)))}::interval[])
        as asked(operator_id, input_id, most_times, reach))
    select f.ordinal as row, 'PART' as kind, f.value, part.whole_id as "otherId", o.value as other
      from fresh f join part on part.part_id = f.input_id and part.operator_id = f.operator_id
        join ${observation} o on o.place_id = f.place_id and o.input_id = part.whole_id and o.date = f.date and o.line_id = f.line_id
      where ${isMore(sql`f.value`, sql`o.value`)} and ${isAlone(sql`o`)}
    union all
    select f.ordinal, 'WHOLE', f.value, part.part_id, o.value
      from fresh f join part on part.whole_id = f.input_id and part.operator_id = f.operator_id
        join ${observation} o on o.place_id = f.place_id and o.input_id = part.part_id and o.date = f.date and o.line_id = f.line_id
      where ${isMore(sql`o.value`, sql`f.value`)} and ${isAlone(sql`f`)}
        and not exists (select from ${incoming} i where i.place_id = f.place_id and i.input_id = part.part_id and i.date = f.date
          and i.line_id = f.line_id)
    union all
    select f.ordinal, 'TIMES', f.value, at.input_id, before.median
      from (
          select place_id, input_id, date, most_times, reach, array_agg(line_id) as lines, array_agg(ordinal) as ordinals,
            array_agg(value) as values
          from fresh join asked using (operator_id, input_id) group by 1, 2, 3, 4, 5) as at
        cross join lateral ${before(sql`at`)} as before
        join lateral unnest(lines, ordinals, values) as f(line_id, ordinal, value) on f.line_id = before.line_id
      where ${isTooMuch(sql`f.value`, sql`most_times`)}
    order by 1, 2`);

/** An input whose observations in a stretch of days are held against what they are a part of, or against what came before. */
export interface HeldInput extends DayRange {
  inputId: number;
  wholeId: number | null;
  mostTimes: number | null;
  rhythm: Grain;
}

/** An observation that is more than what it is a part of, or (`wholeId` null) many times what came before; its day since 1970. */
export interface ImplausibleObservation {
  inputId: number;
  placeId: number;
  lineId: number;
  day: number;
  wholeId: number | null;
}

/** The implausible observations of some inputs at some places. */
export async function implausibleObservations(
  tx: Statements,
  placeIds: readonly number[],
  held: readonly HeldInput[],
): Promise<ImplausibleObservation[]> {
  if (held.length === 0) return [];
  // The bounds for all of them leave out the partitions of other months.
  const [earliest] = held.map((it) => it.from).sort();
  const latest = held
    .map((it) => it.to)
    .sort()
    .at(-1)!;
  const within = (of: SQL) => sql`${of}.date >= ${earliest}::date and ${of}.date <= ${latest}::date`;
  const among = (
    inputs: readonly HeldInput[],
  ) => sql`o.place_id = any(${ints(placeIds)}) and ${within(sql`o`)}
    and o.input_id = any(${ints(inputs.map((it) => it.inputId))}) and o.date between first_day and final_day`;
  const range = (inputs: readonly HeldInput[]) => sql`${ints(inputs.map((it) => it.inputId))},
    ${days(inputs.map((it) => it.from))}, ${days(inputs.map((it) => it.to))}`;
  const parts = held.filter((it) => it.wholeId !== null);
  const limited = held.filter((it) => it.mostTimes !== null);
  return tx.rows<ImplausibleObservation>(sql`
    select o.input_id as "inputId", o.place_id as "placeId", o.line_id as "lineId", o.date - date '1970-01-01' as day,
        w.input_id as "wholeId"
      from unnest(${range(parts)}, ${ints(parts.map((it) => it.wholeId))}, ${rhythmColumns(parts)})
          as part(input_id, first_day, final_day, whole_id, unit, length)
        join ${observation} o using (input_id) join ${observation} w on w.place_id = o.place_id and w.input_id = part.whole_id
          and w.date = o.date and w.line_id = o.line_id and ${within(sql`w`)}
      where ${among(parts)} and ${isMore(sql`o.value`, sql`w.value`)} and ${isAlone(sql`w`)}
    union all
    select o.input_id, o.place_id, o.line_id, o.date - date '1970-01-01', null
      from (
          select distinct o.place_id, o.input_id, o.date, most_times, reach
          from unnest(${range(limited)}, ${doubles(limited.map((it) => it.mostTimes))},
              ${texts(limited.map((it) => intervalOf(it.rhythm, PERIODS)))}::interval[])
              as asked(input_id, first_day, final_day, most_times, reach)
            join ${observation} o using (input_id)
          where ${among(limited)}) as at
        cross join lateral ${before(sql`at`)} as before
        join ${observation} o using (place_id, input_id, date, line_id)
      where ${within(sql`o`)} and ${isTooMuch(sql`o.value`, sql`most_times`)}`);
}

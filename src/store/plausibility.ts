/** Which waiting rows of a batch are recorded and yet implausible, looked up row by row once they are stored. */
import { sql } from 'drizzle-orm';
import type { Grain } from '../kpi/vocabulary.ts';
import { doubles, ints, texts } from './arrays.ts';
import type { Statements } from './database.ts';
import { incoming, MERGE_ROWS } from './incoming.ts';
import { observation } from './schema.ts';
import { intervalOf } from './words.ts';

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
  /** Inputs and what they are a part of. */
  parts: readonly { partId: number; wholeId: number }[];
  /** How many times the median of the 28 periods of its rhythm before is too much, for an operator's input. */
  times: readonly { operatorId: number; inputId: number; mostTimes: number; rhythm: Grain }[];
}

/** As many periods of a rhythm make the median, of which at least so many have to be there. */
const [PERIODS, FEWEST] = [28, 7];

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
      part as (select * from unnest(${ints(parts.map((it) => it.partId))}, ${ints(parts.map((it) => it.wholeId))})
        as part(part_id, whole_id)),
      asked as (select * from unnest(${ints(times.map((it) => it.operatorId))}, ${ints(times.map((it) => it.inputId))},
        ${doubles(times.map((it) => it.mostTimes))}, ${texts(times.map((it) => intervalOf(it.rhythm, PERIODS)))}::interval[])
        as asked(operator_id, input_id, most_times, reach))
    select f.ordinal as row, 'PART' as kind, f.value, part.whole_id as "otherId", o.value as other
      from fresh f join part on part.part_id = f.input_id
        join ${observation} o on o.place_id = f.place_id and o.input_id = part.whole_id and o.date = f.date and o.line_id = f.line_id
      where f.value > o.value + 1e-9 * greatest(1, abs(o.value))
    union all
    select f.ordinal, 'WHOLE', f.value, part.part_id, o.value
      from fresh f join part on part.whole_id = f.input_id
        join ${observation} o on o.place_id = f.place_id and o.input_id = part.part_id and o.date = f.date and o.line_id = f.line_id
      where o.value > f.value + 1e-9 * greatest(1, abs(f.value))
        and not exists (select from ${incoming} i where i.place_id = f.place_id and i.input_id = part.part_id and i.date = f.date
          and i.line_id = f.line_id)
    union all
    select f.ordinal, 'TIMES', f.value, f.input_id, before.median
      from fresh f join asked using (operator_id, input_id) cross join lateral (
        select percentile_cont(0.5) within group (order by o.value) as median, count(*) as n from ${observation} o
        where o.place_id = f.place_id and o.input_id = f.input_id and o.line_id = f.line_id
          and o.date >= (f.date - reach)::date and o.date < f.date) as before
      where n >= ${FEWEST} and median > 0 and f.value > most_times * median
    order by 1, 2`);

/** What is said of reporting: the rhythm of inputs, and by operators what is otherwise, paused or ended. */
import { sql } from 'drizzle-orm';
import type { Grain } from '../kpi/vocabulary.ts';
import { ints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import {
  input,
  noReporting,
  observationMonth,
  operator,
  operatorRhythm,
  reportingEnd,
  series,
} from './schema.ts';
import { andSeen, type Seen } from './sight.ts';

const RHYTHM = columns(input, ['id', 'key', 'rhythm', 'rhythmInUse'], 'i');

/** Of every input its rhythm by definition and that in use, and whether it was ever observed. */
export const rhythmRows = (tx: Statements) =>
  tx.rows<RowOf<typeof RHYTHM> & { isObserved: boolean }>(sql`
    with recursive observed(id) as (
      select min(input_id) from ${series} union all
      select (select min(input_id) from ${series} where input_id > observed.id) from observed where observed.id is not null)
    select ${RHYTHM}, i.id in (select id from observed where id is not null) as "isObserved" from ${input} i order by i.id`);

/** Notes the rhythms that figures are computed with from now on. */
export const putRhythmsInUse = (tx: Statements, rhythms: readonly { id: number; rhythm: Grain }[]) =>
  tx.rows(sql`
    update ${input} i set rhythm_in_use = fresh.rhythm
    from unnest(${ints(rhythms.map((it) => it.id))}, ${texts(rhythms.map((it) => it.rhythm))}) as fresh(id, rhythm)
    where i.id = fresh.id`);

/** Sets when an operator's periods are judged. */
export const putWatching = (
  tx: Statements,
  operatorId: number,
  { waitDays, minimumCoverage }: { waitDays: number; minimumCoverage: number | null },
) =>
  tx.rows(sql`
    update ${operator} set wait_days = ${waitDays}, minimum_coverage = ${minimumCoverage} where id = ${operatorId}`);

/** Sets how an operator reports an input; both null: as its definition has it. */
export async function putOperatorRhythm(
  tx: Statements,
  { operatorId, inputId }: { operatorId: number; inputId: number },
  { rhythm, weekdays }: { rhythm: Grain | null; weekdays: readonly number[] | null },
): Promise<void> {
  if (rhythm === null && weekdays === null) {
    await tx.rows(
      sql`delete from ${operatorRhythm} where operator_id = ${operatorId} and input_id = ${inputId}`,
    );
    return;
  }
  await tx.rows(sql`
    insert into ${operatorRhythm} (operator_id, input_id, rhythm, weekdays)
    values (${operatorId}, ${inputId}, ${rhythm}, ${weekdays && ints(weekdays)})
    on conflict (operator_id, input_id) do update set rhythm = excluded.rhythm, weekdays = excluded.weekdays`);
}

/** Sets how often operators report inputs, every day of the week. */
export const putOperatorRhythms = (
  tx: Statements,
  rhythms: readonly { operatorId: number; inputId: number; rhythm: Grain }[],
) =>
  tx.rows(sql`
    insert into ${operatorRhythm} (operator_id, input_id, rhythm)
    select * from unnest(${ints(rhythms.map((it) => it.operatorId))}, ${ints(rhythms.map((it) => it.inputId))},
      ${texts(rhythms.map((it) => it.rhythm))})
    on conflict (operator_id, input_id) do update set rhythm = excluded.rhythm, weekdays = null`);

/** Notes days on which nobody of an operator reports. */
export const putPause = (
  tx: Statements,
  operatorId: number,
  { from, to, why }: { from: string; to: string; why: string },
) =>
  tx.rows(sql`
    insert into ${noReporting} (operator_id, from_day, to_day, why)
    values (${operatorId}, ${from}::date, ${to}::date, ${why})
    on conflict (operator_id, from_day, to_day) do update set why = excluded.why`);

/** Notes that nobody reports a series any longer. */
export const putReportingEnd = (
  tx: Statements,
  at: { inputId: number; placeId: number; lineId: number },
  { from, why }: { from: string; why: string },
) =>
  tx.rows(sql`
    insert into ${reportingEnd} (input_id, place_id, line_id, from_day, why)
    values (${at.inputId}, ${at.placeId}, ${at.lineId}, ${from}::date, ${why})
    on conflict (input_id, place_id, line_id) do update set from_day = excluded.from_day, why = excluded.why`);

/** Takes back that nobody reports on these days. */
export const removePause = (tx: Statements, operatorId: number, { from, to }: { from: string; to: string }) =>
  tx.rows(sql`
    delete from ${noReporting}
    where operator_id = ${operatorId} and from_day = ${from}::date and to_day = ${to}::date`);

/** Whether a series was ever reported. */
export async function isReported(
  tx: Statements,
  operatorId: number,
  { inputId, placeId, lineId }: { inputId: number; placeId: number; lineId: number },
): Promise<boolean> {
  const rows = await tx.rows(sql`
    select from ${series} where operator_id = ${operatorId} and input_id = ${inputId} and place_id = ${placeId}
      and line_id = ${lineId}`);
  return rows.length > 0;
}

/** The latest day on which an operator reported each of some inputs; those that it never reported are left out. */
export const lastObservedDays = (db: Seen, asked: readonly { operatorId: number; inputId: number }[]) =>
  db.rows<{ operatorId: number; inputId: number; day: string }>(sql`
    select asked.operator_id as "operatorId", asked.input_id as "inputId", found.day
    from unnest(${ints(asked.map((it) => it.operatorId))}, ${ints(asked.map((it) => it.inputId))}) as asked(operator_id, input_id)
    cross join lateral (
      select max(last.day) as day from ${series} s cross join lateral (
        select m.last_day as day from ${observationMonth} m
        where m.place_id = s.place_id and m.input_id = s.input_id and m.line_id = s.line_id order by m.month desc limit 1) as last
      where s.operator_id = asked.operator_id and s.input_id = asked.input_id${andSeen(db.sight, sql`s`)}) as found
    where found.day is not null`);

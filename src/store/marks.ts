/** The queue of what is out of date: written with the observations, taken and removed with the measurements. */
import { sql } from 'drizzle-orm';
import { GRAINS } from '../kpi/vocabulary.ts';
import { bigints, doubles, ints } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { input, kpiEdition, mark, measurement, observedDay, operator } from './schema.ts';
import { lengthOf, numberOf } from './words.ts';

/** Notified by triggers when something is marked, or an edition is added: there is something to settle. */
export const MARKS_CHANNEL = 'kpi_matrix_marks';
/** Notified by a trigger when marks are removed: something is settled. */
export const SETTLED_CHANNEL = 'kpi_matrix_settled';

/** Observations of one input on one day changed, at these places and lines (pairs). */
export interface ObservedMark {
  id: number;
  inputId: number;
  day: string;
  placeIds: number[];
  lineIds: number[];
  /** The operator's latest day with observations before they were recorded; null for none. */
  knownUntil: string | null;
}

const REDEFINED = columns(mark, ['id', 'editionIds', 'fromDay', 'toDay']);
/** Everything from one day to another is to be computed again, for these editions or (null) for all. */
export type RedefinedMark = RowOf<typeof REDEFINED>;

/** The operators that have work waiting, those whose answer somebody waits for first. */
export async function operatorsWithMarks(db: Statements): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(
    sql`select operator_id as id from ${mark} group by 1 order by bool_or(urgent) desc, min(id)`,
  );
  return rows.map((row) => row.id);
}

/**
 * Some marks of observations, at most `limit` series-days (but at least one mark), urgent ones first, then input by input in the
 * given order, so that a bulk load computes each period of an input once.
 */
export async function observedMarks(
  tx: Statements,
  operatorId: number,
  inputOrder: number[],
  limit: number,
): Promise<ObservedMark[]> {
  return tx.rows(sql`
    select id, input_id as "inputId", from_day as day, place_ids as "placeIds", line_ids as "lineIds",
      known_until as "knownUntil"
    from ${mark} join (
      select id, sum(size) over (order by urgent desc, array_position(${ints(inputOrder)}, input_id), from_day, id) - size as before
      from ${mark} where operator_id = ${operatorId} and input_id is not null) as queue using (id)
    where before < ${limit}`);
}

/** The oldest mark of a redefinition. */
export async function redefinedMark(tx: Statements, operatorId: number): Promise<RedefinedMark | null> {
  const [row] = await tx.rows<RedefinedMark>(sql`
    select ${REDEFINED} from ${mark} where operator_id = ${operatorId} and input_id is null and reported_ids is null
    order by id limit 1`);
  return row ?? null;
}

/** Removes marks by their ids. */
export const removeMarks = (tx: Statements, ids: number[]) =>
  tx.rows(sql`delete from ${mark} where id = any(${bigints(ids)})`);

/** Leaves the later part of a redefinition for another chunk. */
export const shortenMark = (tx: Statements, id: number, fromDay: string) =>
  tx.rows(sql`update ${mark} set from_day = ${fromDay}::date where id = ${id}`);

const REPORTING = columns(mark, ['id', 'reportedIds', 'fromDay', 'toDay', 'placeIds']);
/**
 * Whether these inputs are reported as expected in this time is to be looked at; and whether what was recorded of them, at these places or
 * (null) everywhere, is plausible.
 */
export type ReportingMark = RowOf<typeof REPORTING> & { reportedIds: number[] };

/** What there is to look at of an operator's reports, the earliest and longest first. */
export const reportingMarks = (tx: Statements, operatorId: number) =>
  tx.rows<ReportingMark>(sql`
    select ${REPORTING} from ${mark} where operator_id = ${operatorId} and reported_ids is not null
    order by from_day, to_day desc, id`);

/** A stretch of days in which reports of some inputs are to be looked at. */
export interface ReportingStretch {
  inputIds: readonly number[];
  from: string;
  to: string;
  /** Where something was recorded; null: everywhere. */
  placeIds: readonly number[] | null;
}

/** Has reports looked at once everything recorded is settled. Where the stretch waits already, nothing is added. */
export const markReporting = (
  tx: Statements,
  operatorId: number,
  { inputIds, from, to, placeIds }: ReportingStretch,
) =>
  tx.rows(sql`
    insert into ${mark} (operator_id, reported_ids, from_day, to_day, place_ids, size, urgent, created_at)
    select ${operatorId}, asked.ids, ${from}::date, ${to}::date, ${placeIds && ints(placeIds)}, 0, false, clock_timestamp()
    from (select ${ints(inputIds)} as ids) as asked
    where cardinality(ids) > 0 and not exists (
      select from ${mark} m where m.operator_id = ${operatorId} and m.reported_ids @> ids and m.place_ids is null
        and m.from_day <= ${from}::date and m.to_day >= ${to}::date)`);

/** The same of every input at all of some operators (all where null), in all of their time. */
export const markAllReporting = (
  tx: Statements,
  inputIds: readonly number[] | null,
  operatorIds: readonly number[] | null = null,
) =>
  tx.rows(sql`
    insert into ${mark} (operator_id, reported_ids, from_day, to_day, size, urgent, created_at)
    select operator_id, ${inputIds ? ints(inputIds) : sql`(select array_agg(id order by id) from ${input})`},
      min(date), max(date), 0, false, clock_timestamp()
    from ${observedDay} where ${operatorIds ? sql`operator_id = any(${ints(operatorIds)})` : sql`true`} group by operator_id`);

/** These inputs were looked at for these marks. */
export async function noteLookedAt(
  tx: Statements,
  ids: readonly number[],
  inputIds: readonly number[],
): Promise<void> {
  await tx.rows(sql`
    update ${mark} set reported_ids = array(select unnest(reported_ids) except select unnest(${ints(inputIds)}) order by 1)
    where id = any(${bigints(ids)})`);
  await tx.rows(sql`delete from ${mark} where id = any(${bigints(ids)}) and reported_ids = '{}'`);
}

/**
 * Marks the whole history of the operators (all where null) for these editions (all where null). Days whose observations
 * were all withdrawn belong to it: measurements of theirs may still wait to be removed, at places that are about to move.
 * `from`: only the part from this day on.
 */
export const markHistory = (
  tx: Statements,
  editionIds: number[] | null,
  operatorIds: number[] | null = null,
  from: string = '0001-01-01',
) =>
  tx.rows(sql`
    insert into ${mark} (operator_id, edition_ids, from_day, to_day, size, urgent, created_at)
    select operator_id, ${editionIds && ints(editionIds)}, min(date), max(date), 0, false, clock_timestamp()
    from ${observedDay} where date >= ${from}::date
      ${operatorIds ? sql`and operator_id = any(${ints(operatorIds)})` : sql``} group by operator_id`);

/**
 * Marks the periods that are over, or no longer, between two latest days, for the editions whose measurements in them have another
 * status by that: made of too little up to the end and not up to the latest day, or the other way round. One of its days a period.
 */
export const markTurning = (
  tx: Statements,
  operatorId: number,
  turned: {
    placeIds: readonly number[];
    from: string;
    to: string;
    editions: readonly { editionId: number; minimumCoverage: number }[];
  },
) => {
  const { placeIds, from, to, editions } = turned;
  const end = GRAINS.map(
    (grain) => sql`when ${numberOf(grain)} then (m.start + ${lengthOf(grain)})::date - 1`,
  );
  return tx.rows(sql`
    insert into ${mark} (operator_id, edition_ids, from_day, to_day, size, urgent, created_at)
    select ${operatorId}, array_agg(distinct edition_id), day, day, 0, false, clock_timestamp()
    from (
      select distinct edition_id, m.start, case m.grain ${sql.join(end, sql` `)} end as last_day
      from ${measurement} m join unnest(${ints(editions.map((it) => it.editionId))},
        ${doubles(editions.map((it) => it.minimumCoverage))}) as e(edition_id, minimum) using (edition_id)
      where m.place_id = any(${ints(placeIds)}) and m.start > ${from}::date - 366 and m.start <= ${to}::date
        and (coalesce(m.coverage, 1) >= minimum) <> (coalesce(m.coverage_at_end, 1) >= minimum)) as turning
    cross join lateral (
      select max(d.date) as day from ${observedDay} d
      where d.operator_id = ${operatorId} and d.date between turning.start and turning.last_day) as observed
    where last_day > ${from}::date and last_day <= ${to}::date and day is not null
    group by day`);
};

/** The days in a stretch of time that ever had observations, oldest first, with how many they have now. */
export const observedDays = (tx: Statements, operatorId: number, from: string, to: string) =>
  tx.rows<{ date: string; observations: number }>(sql`
    select date, observations from ${observedDay}
    where operator_id = ${operatorId} and date between ${from}::date and ${to}::date order by date`);

/** How many days of a stretch of time have observations of an operator. */
export async function countObservedDays(
  tx: Statements,
  operatorId: number,
  from: string,
  to: string,
): Promise<number> {
  const [row] = await tx.rows<{ count: number }>(sql`
    select count(*)::int as count from ${observedDay}
    where operator_id = ${operatorId} and date between ${from}::date and ${to}::date`);
  return row!.count;
}

/** The first day of which an operator has observations; null: none. */
export async function firstObservedDay(tx: Statements, operatorId: number): Promise<string | null> {
  const [row] = await tx.rows<{ day: string | null }>(sql`
    select min(date) as day from ${observedDay} where operator_id = ${operatorId} and observations > 0`);
  return row?.day ?? null;
}

/** What figures wait for: not the looking at reports, which changes none. */
const OF_FIGURES = sql`reported_ids is null`;

/** How many marks and editions that readers do not see yet wait, since when, and when the engine last completed work. */
export async function backlog(
  db: Statements,
): Promise<{ pending: number; oldestPendingAt: Date | null; lastCompletedAt: Date | null }> {
  const [row] = await db.rows<{
    pending: number;
    oldestPendingAt: Date | null;
    lastCompletedAt: Date | null;
  }>(sql`
    select (select count(*)::int from ${mark} where ${OF_FIGURES}) + (select count(*)::int from ${kpiEdition} where state = 'BUILDING') as pending,
      (select min(created_at) from ${mark} where ${OF_FIGURES}) as "oldestPendingAt",
      (select max(completed_at) from ${operator}) as "lastCompletedAt"`);
  return row!;
}

/** How far the history of an edition is computed, in days with observations over all operators. */
export interface Progress {
  editionId: number;
  done: number;
  total: number;
}

/** The progress of those of the editions that are being computed. */
export const progressOf = (db: Statements, editionIds: readonly number[]) =>
  db.rows<Progress>(sql`
    select e.id as "editionId", all_days.total, (all_days.total - coalesce(left_over.days, 0))::int as done
    from ${kpiEdition} e
      cross join (select count(*)::int as total from ${observedDay}) as all_days
      left join (
        select named.id, sum((select count(*) from ${observedDay} d where d.operator_id = m.operator_id
          and d.date between m.from_day and m.to_day)) as days
        from ${mark} m cross join lateral unnest(m.edition_ids) as named(id) group by named.id) as left_over using (id)
    where e.id = any(${ints(editionIds)}) and (e.state = 'BUILDING' or left_over.id is not null)`);

/** Which of the marks are still waiting. */
export async function marksLeft(db: Statements, ids: readonly number[]): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(sql`select id from ${mark} where id = any(${bigints(ids)})`);
  return rows.map((row) => row.id);
}

/** Notes that work on an operator is done, so that an answer made before is known to be older. */
export const noteCompleted = (tx: Statements, operatorId: number) =>
  tx.rows(sql`update ${operator} set completed_at = clock_timestamp(), completions = completions + 1
    where id = ${operatorId}`);

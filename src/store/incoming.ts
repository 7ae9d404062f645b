/**
 * A batch on its way in: rows wait in a temporary table of the transaction, are checked as a set, and are merged with
 * their history, the marks of what is now out of date and the count of days, all or nothing.
 */
import { sql, type SQL } from 'drizzle-orm';
import { days, doubles, ints } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import {
  batch,
  mark,
  observation,
  observationHistory,
  observedDay,
  place,
  recordingClock,
  series,
} from './schema.ts';

/** Rows as columns; `row` is what problems are told by: a list index or a line number. */
export interface IncomingRows {
  row: number[];
  inputId: number[];
  operatorId: number[];
  placeId: number[];
  lineId: number[];
  date: string[];
  value: number[];
}

/** The places of observations, without values. */
export type IncomingKeys = Omit<IncomingRows, 'value'>;

/** What a batch did, in observations. */
export interface BatchCounts {
  inserted: number;
  replaced: number;
  unchanged: number;
  withdrawn: number;
}

const BATCH = columns(batch, ['id', 'bodyHash', 'inserted', 'replaced', 'unchanged', 'withdrawn']);
/** A batch that was recorded, by its key; `bodyHash` is the SHA-256 of what was sent, in hex. */
export type StoredBatch = RowOf<typeof BATCH>;

/** An input at a place and line. */
export interface SeriesKey {
  inputId: number;
  placeId: number;
  lineId: number;
}

/** The waiting rows' table. */
export const incoming = sql.identifier('incoming');

/** The batch that somebody's key is bound to, if any. */
export async function findBatch(
  db: Statements,
  { principal, key }: { principal: string; key: string },
): Promise<StoredBatch | null> {
  const [row] = await db.rows<StoredBatch>(
    sql`select ${BATCH} from ${batch} where principal = ${principal} and key = ${key}`,
  );
  return row ?? null;
}

/** Binds the key to a new batch; null where it is bound already. Waits for a transaction that is just binding it. */
export async function openBatch(
  tx: Statements,
  {
    principal,
    key,
    bodyHash,
    source,
  }: { principal: string; key: string; bodyHash: string; source: string | null },
): Promise<number | null> {
  const [row] = await tx.rows<{ id: number }>(sql`
    insert into ${batch} (principal, key, body_hash, source, recorded_at)
    values (${principal}, ${key}, ${bodyHash}, ${source}, clock_timestamp()) on conflict (principal, key) do nothing returning id`);
  return row?.id ?? null;
}

/**
 * Ends a batch: what it did, and when. The caller holds the locks of its operators, so that the instants of an operator rise in the
 * order in which its batches take effect, whatever the clock does.
 */
export const closeBatch = (tx: Statements, id: number, counts: BatchCounts, operatorIds: readonly number[]) =>
  tx.rows(sql`
    with instant as materialized (
        select greatest(clock_timestamp(), max(recorded_at) + interval '1 millisecond') as at
        from ${recordingClock} where operator_id = any(${ints(operatorIds)})),
      clock as (
        insert into ${recordingClock} (operator_id, recorded_at)
        select operator_id, at from unnest(${ints(operatorIds)}) as operator(operator_id), instant
        on conflict (operator_id) do update set recorded_at = excluded.recorded_at)
    update ${batch} set inserted = ${counts.inserted}, replaced = ${counts.replaced}, unchanged = ${counts.unchanged},
      withdrawn = ${counts.withdrawn}, recorded_at = at from instant where id = ${id}`);

/** The waiting table of this connection, empty at the start of each transaction. */
export const prepareIncoming = (tx: Statements) =>
  tx.rows(sql`create temporary table if not exists ${incoming} (
    ordinal integer not null, input_id integer not null, operator_id integer not null, place_id integer not null,
    line_id integer not null, date date not null, value double precision not null) on commit delete rows`);

/** Puts rows among those that wait. One statement. */
export const stage = (tx: Statements, rows: IncomingRows) =>
  tx.rows(sql`insert into ${incoming} select * from unnest(${ints(rows.row)}, ${ints(rows.inputId)},
    ${ints(rows.operatorId)}, ${ints(rows.placeId)}, ${ints(rows.lineId)}, ${days(rows.date)}, ${doubles(rows.value)})`);

/** Takes rows out again, by what they are told by. */
export const dropRows = (tx: Statements, rows: number[]) =>
  tx.rows(sql`delete from ${incoming} where ordinal = any(${ints(rows)})`);

/** The distinct series of the waiting rows. */
export const incomingSeries = (tx: Statements) =>
  tx.rows<SeriesKey & { operatorId: number }>(sql`
    select distinct operator_id as "operatorId", input_id as "inputId", place_id as "placeId", line_id as "lineId"
    from ${incoming}`);

/** Every series that the operators ever reported of these inputs. */
export const knownSeries = (tx: Statements, operatorIds: number[], inputIds: number[]) =>
  tx.rows<SeriesKey>(sql`
    select input_id as "inputId", place_id as "placeId", line_id as "lineId" from ${series}
    where operator_id = any(${ints(operatorIds)}) and input_id = any(${ints(inputIds)})`);

/** Notes that these series are reported; those that are known stay. */
export const addSeries = (tx: Statements, keys: (SeriesKey & { operatorId: number })[]) =>
  tx.rows(sql`insert into ${series} (operator_id, input_id, place_id, line_id)
    select * from unnest(${ints(keys.map((it) => it.operatorId))}, ${ints(keys.map((it) => it.inputId))},
      ${ints(keys.map((it) => it.placeId))}, ${ints(keys.map((it) => it.lineId))}) on conflict do nothing`);

/** How many rows one statement takes, so that an embedded database answers others' health checks in between. */
export const MERGE_ROWS = 50_000;

/** Writes the waiting rows of a batch; the caller holds the operators' locks. */
export async function merge(
  tx: Statements,
  batchId: number,
  { rows, lastRow, urgent, known }: { rows: number; lastRow: number; urgent: boolean; known: KnownDays },
): Promise<Pick<BatchCounts, 'inserted' | 'replaced' | 'unchanged'> & { markIds: number[] }> {
  let written = 0;
  let replaced = 0;
  const markIds: number[] = [];
  if (lastRow > MERGE_ROWS) await tx.rows(sql`create index on ${incoming} using brin (ordinal)`);
  for (let from = 0; from <= lastRow; from += MERGE_ROWS) {
    const slice = await mergeSlice(tx, batchId, from, urgent, known);
    written += slice.written;
    replaced += slice.replaced;
    markIds.push(...slice.markIds);
  }
  if (lastRow > MERGE_ROWS) await tx.rows(sql`drop index if exists pg_temp.incoming_ordinal_idx`);
  return { inserted: written - replaced, replaced, unchanged: rows - written, markIds };
}

const newMarks = sql`coalesce((select json_agg(id) from marked), '[]'::json)`;

/**
 * What is stored already is looked up row by row: whatever else a planner may choose for a join reads more than is asked
 * for. Nobody else writes these operators' observations, so new rows need no second look when they are inserted.
 */
async function mergeSlice(tx: Statements, batchId: number, from: number, urgent: boolean, known: KnownDays) {
  const columns = sql`place_id, input_id, date, line_id`;
  const [counts] = await tx.rows<{ written: number; replaced: number; markIds: number[] }>(sql`
    with fresh as materialized (
        select f.*, o.value as old_value, o.batch_id as old_batch from ${incoming} f left join lateral (
          select value, batch_id from ${observation} o where o.place_id = f.place_id and o.input_id = f.input_id
            and o.date = f.date and o.line_id = f.line_id limit 1) as o on true
        where ordinal >= ${from} and ordinal < ${from + MERGE_ROWS} order by ${columns}),
      changed as (select * from fresh where old_value is distinct from value),
      replaced as (select * from changed where old_value is not null),
      history as (
        insert into ${observationHistory} (${columns}, value, batch_id) select ${columns}, old_value, old_batch from replaced),
      added as (
        insert into ${observation} (${columns}, value, batch_id)
        select ${columns}, value, ${batchId} from changed where old_value is null),
      updated as (
        insert into ${observation} (${columns}, value, batch_id) select ${columns}, value, ${batchId} from replaced
        on conflict (${columns}) do update set value = excluded.value, batch_id = excluded.batch_id),
      marked as (${markChanged(sql`changed`, urgent, knownTable(known))}),
      days as (${countDays(sql`changed`, sql`replaced`)})
    select (select count(*)::int from changed) as written, (select count(*)::int from replaced) as replaced,
      ${newMarks} as "markIds"`);
  return counts!;
}

/** `known`: a table of operators and the latest day of each before the batch. */
const markChanged = (changed: SQL, urgent: boolean, known: SQL) => sql`
  insert into ${mark} (operator_id, input_id, from_day, to_day, place_ids, line_ids, size, urgent, created_at, known_until)
  select operator_id, input_id, date, date, array_agg(place_id), array_agg(line_id), count(*), ${urgent}, clock_timestamp(),
    known.until
  from ${changed} left join ${known} using (operator_id) group by operator_id, input_id, date, known.until returning id`;

/** The latest day with observations of each operator that has any, before a batch. */
export type KnownDays = readonly { operatorId: number; until: string }[];

const knownTable = (known: KnownDays) => sql`
  unnest(${ints(known.map((it) => it.operatorId))}, ${days(known.map((it) => it.until))}) as known(operator_id, until)`;

const countDays = (added: SQL, known: SQL) => sql`
  insert into ${observedDay} (operator_id, date, observations)
  select operator_id, date, sum(n) from (
    select operator_id, date, count(*) as n from ${added} group by 1, 2
    union all select operator_id, date, -count(*) from ${known} group by 1, 2) as change
  group by 1, 2
  on conflict (operator_id, date) do update set observations = ${observedDay}.observations + excluded.observations`;

/** Takes values back, with their history; how many there were, and how far the batch's operators were observed before. */
export async function withdraw(
  tx: Statements,
  batchId: number,
  keys: IncomingKeys,
  operatorIds: readonly number[],
  urgent: boolean,
): Promise<{ withdrawn: number; markIds: number[]; known: KnownDays }> {
  const [counts] = await tx.rows<{ withdrawn: number; markIds: number[]; known: KnownDays }>(sql`
    with known as materialized (
        select operator_id, max(date) as until from ${observedDay}
        where operator_id = any(${ints(operatorIds)}) and observations > 0 group by 1),
      key as (select distinct * from unnest(${ints(keys.placeId)}, ${ints(keys.inputId)}, ${days(keys.date)},
        ${ints(keys.lineId)}) as key(place_id, input_id, date, line_id)),
      removed as (
        delete from ${observation} o using key k where o.place_id = k.place_id and o.input_id = k.input_id
          and o.date = k.date and o.line_id = k.line_id
        returning o.place_id, o.input_id, o.date, o.line_id, o.value, o.batch_id),
      gone as (select operator_id, removed.* from removed join ${place} p on p.id = place_id order by place_id, line_id),
      history as (
        insert into ${observationHistory} (place_id, input_id, date, line_id, value, batch_id)
        select place_id, input_id, date, line_id, value, batch_id from gone
        union all select place_id, input_id, date, line_id, null, ${batchId} from gone),
      marked as (${markChanged(sql`gone`, urgent, sql`known`)}),
      nothing as (select operator_id, date from gone where false),
      days as (${countDays(sql`nothing`, sql`gone`)})
    select (select count(*)::int from gone) as withdrawn, ${newMarks} as "markIds",
      coalesce((select json_agg(json_build_object('operatorId', operator_id, 'until', until)) from known), '[]') as known`);
  return counts!;
}

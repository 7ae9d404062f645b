/**
 * What rows of a batch cannot be together with what is stored or with each other, found in the database as a set and read
 * in the order of rows, so many at once. Which of two rows of the batch stays is decided by whoever reads.
 */
import { sql } from 'drizzle-orm';
import { ints } from './arrays.ts';
import type { Statements } from './database.ts';
import { incoming, MERGE_ROWS, type SeriesKey } from './incoming.ts';
import { observation } from './schema.ts';

/** Two series that would count the same thing twice if both had a value on one day. */
export interface SeriesPair {
  incoming: SeriesKey;
  other: SeriesKey;
}

/** A row that cannot stand beside what is stored (`otherRow` null) or beside an earlier row of its batch. */
export interface RowConflict {
  row: number;
  otherRow: number | null;
  /** Where the other value is reported; null where it is the same input, place and date. */
  otherPlaceId: number | null;
  otherLineId: number | null;
}

const conflict = sql.identifier('incoming_conflict');

/**
 * Every conflict in the order of rows. A row that repeats the place of an earlier one has that conflict only, and is taken
 * out here: whatever becomes of the earlier one, it cannot stay. So each place has one row to hold against the others.
 */
export async function* rowConflicts(
  tx: Statements,
  pairs: readonly SeriesPair[],
  lastRow: number,
): AsyncGenerator<RowConflict[]> {
  const isRepeated = await anyRepeated(tx);
  if (!isRepeated && pairs.length === 0) return;
  await prepare(tx);
  if (isRepeated) await takeOutRepeated(tx);
  if (pairs.length > 0) await addOverlaps(tx, pairs);
  for (let from = 0; from <= lastRow; from += MERGE_ROWS) yield await conflictsFrom(tx, from);
}

const CELL = sql`place_id, input_id, date, line_id`;

async function anyRepeated(tx: Statements): Promise<boolean> {
  const [found] = await tx.rows<{ any: boolean }>(
    sql`select exists (select from ${incoming} group by ${CELL} having count(*) > 1) as any`,
  );
  return found!.any;
}

const prepare = (tx: Statements) =>
  tx.rows(sql`create temporary table if not exists ${conflict} (
    ordinal integer not null, other_ordinal integer, other_place integer, other_line integer) on commit delete rows`);

async function takeOutRepeated(tx: Statements): Promise<void> {
  await tx.rows(sql`
    insert into ${conflict} (ordinal, other_ordinal) select i.ordinal, k.first from ${incoming} i join (
      select ${CELL}, min(ordinal) as first from ${incoming} group by ${CELL} having count(*) > 1) k using (${CELL})
    where i.ordinal <> k.first`);
  await tx.rows(sql`delete from ${incoming} i using ${conflict} c where c.ordinal = i.ordinal`);
}

/** Adds the rows of the first series of each pair that meet, on their date, a value of the second one. */
async function addOverlaps(tx: Statements, pairs: readonly SeriesPair[]): Promise<void> {
  const column = (pick: (pair: SeriesPair) => number) => ints(pairs.map(pick));
  await tx.rows(sql`
    with pair as (select * from unnest(${column((it) => it.incoming.inputId)}, ${column((it) => it.incoming.placeId)},
        ${column((it) => it.incoming.lineId)}, ${column((it) => it.other.placeId)}, ${column((it) => it.other.lineId)})
        as pair(input_id, place_id, line_id, other_place, other_line)),
      candidate as (select i.ordinal, i.date, pair.* from pair join ${incoming} i using (input_id, place_id, line_id))
    insert into ${conflict}
    select c.ordinal, null::int, c.other_place, c.other_line
      from candidate c join ${observation} o on o.place_id = c.other_place and o.input_id = c.input_id
        and o.date = c.date and o.line_id = c.other_line
    union all
    select c.ordinal, i.ordinal, c.other_place, c.other_line
      from candidate c join ${incoming} i on i.place_id = c.other_place and i.input_id = c.input_id
        and i.date = c.date and i.line_id = c.other_line and i.ordinal < c.ordinal`);
}

const conflictsFrom = (tx: Statements, from: number) =>
  tx.rows<RowConflict>(sql`
    select ordinal as row, other_ordinal as "otherRow", other_place as "otherPlaceId", other_line as "otherLineId"
    from ${conflict} where ordinal >= ${from} and ordinal < ${from + MERGE_ROWS} order by 1, 2 nulls first, 3, 4`);

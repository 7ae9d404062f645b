/** Silences as rows, and what they hold back. */
import { sql, type SQL } from 'drizzle-orm';
import { bigints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { instant, json } from './parameters.ts';
import { delivery, silence } from './schema.ts';

const SILENCE = columns(silence, [
  'id',
  'filter',
  'until',
  'by',
  'why',
  'createdAt',
  'endedAt',
  'principal',
  'grants',
]);
/** A silence. */
export type SilenceRow = RowOf<typeof SILENCE>;

const active = (now: Date): SQL => sql`ended_at is null and until > ${instant(now)}`;

/** Begins a silence; answers it with its id. */
export async function insertSilence(
  db: Statements,
  it: Pick<SilenceRow, 'filter' | 'until' | 'by' | 'why' | 'createdAt' | 'principal' | 'grants'>,
): Promise<SilenceRow> {
  const [row] = await db.rows<SilenceRow>(sql`
    insert into ${silence} (filter, until, by, why, created_at, principal, grants)
    values (${json(it.filter)}, ${instant(it.until)}, ${it.by}, ${it.why}, ${instant(it.createdAt)}, ${it.principal},
      ${texts(it.grants)})
    returning ${SILENCE}`);
  return row!;
}

/** A silence by its id; undefined where there is none. */
export async function silenceRow(db: Statements, id: number): Promise<SilenceRow | undefined> {
  const [row] = await db.rows<SilenceRow>(sql`select ${SILENCE} from ${silence} where id = ${id}`);
  return row;
}

/** Ends a silence; undefined where it is none, or over already. */
export async function endSilence(db: Statements, id: number, now: Date): Promise<SilenceRow | undefined> {
  const [row] = await db.rows<SilenceRow>(sql`
    update ${silence} set ended_at = ${instant(now)} where id = ${id} and ${active(now)} returning ${SILENCE}`);
  return row;
}

/** The silences that hold now, the oldest first. */
export const activeSilences = (db: Statements, now: Date) =>
  db.rows<SilenceRow>(sql`select ${SILENCE} from ${silence} where ${active(now)} order by id`);

/** A page of silences, newest first, before one; `isActive` null: all. */
export const silencePage = (
  db: Statements,
  {
    isActive,
    before,
    limit,
    now,
  }: { isActive: boolean | null; before: number | null; limit: number; now: Date },
) =>
  db.rows<SilenceRow>(sql`
    select ${SILENCE} from ${silence} where (${isActive}::boolean is null or (${active(now)}) = ${isActive}::boolean)
      and (${before}::bigint is null or id < ${before}::bigint)
    order by id desc limit ${limit}`);

/** Silences that are over and whose breaches nobody has looked at since. */
export const unsettledSilences = (db: Statements, now: Date) =>
  db.rows<{ id: number }>(
    sql`select id from ${silence} where settled_at is null and not (${active(now)}) order by id`,
  );

/** When the next silence ends by itself; null where none is waiting. */
export async function nextSilenceEnd(db: Statements, now: Date): Promise<Date | null> {
  const [row] = await db.rows<{ at: Date | null }>(
    sql`select min(until) as at from ${silence} where ${active(now)}`,
  );
  return row!.at;
}

/** Holds a silence that is over for this transaction; false where another server deals with it, or has. */
export async function lockOver(tx: Statements, id: number): Promise<boolean> {
  const rows = await tx.rows(
    sql`select id from ${silence} where id = ${id} and settled_at is null for update skip locked`,
  );
  return rows.length > 0;
}

/** Notes that what a silence held back was let go or dropped. */
export const noteSettled = (tx: Statements, id: number, now: Date) =>
  tx.rows(sql`update ${silence} set settled_at = ${instant(now)} where id = ${id}`);

/**
 * Holds deliveries back for a silence. Where the silence was settled meanwhile nothing is held: the lock makes a silence's end
 * and this wait for each other, so that nothing is held by a silence that nobody looks at any more.
 */
export const hold = (db: Statements, deliveryIds: readonly number[], silenceId: number) =>
  db.rows(sql`
    with holding as (select id from ${silence} where id = ${silenceId} and settled_at is null for share)
    update ${delivery} d set state = 'HELD', silence_id = holding.id from holding
    where d.id = any(${bigints(deliveryIds)}) and d.state = 'PENDING'`);

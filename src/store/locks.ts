/** Advisory locks, all held to the end of the transaction. Taken in this order: reference, operators (rising), partitions. */
import { sql } from 'drizzle-orm';
import { ints } from './arrays.ts';
import type { Statements } from './database.ts';

const REFERENCE = 1;
const RECORDING = 2;
const PARTITIONS = 3;
const ENGINE = 4;

/** Holds trees and inputs still while observations are checked against them. */
export const shareReference = (tx: Statements) =>
  tx.rows(sql`select pg_advisory_xact_lock_shared(${REFERENCE}, 0)`);

/** Waits for all recordings and keeps new ones waiting: for changes of trees, inputs and KPIs. */
export const lockReference = (tx: Statements) => tx.rows(sql`select pg_advisory_xact_lock(${REFERENCE}, 0)`);

/** One recording at a time an operator, so that no two batches report overlapping places at once. */
export const lockOperators = (tx: Statements, operatorIds: readonly number[]) =>
  tx.rows(sql`select pg_advisory_xact_lock(${RECORDING}, id)
    from (select unnest(${ints([...operatorIds].sort((a, b) => a - b))}) as id) as operators`);

/** Makes a transaction see one moment, all its statements the same. Has to be its first statement. */
export const seeOneMoment = (tx: Statements) => tx.rows(sql`set transaction isolation level repeatable read`);

/** Makes whoever creates partitions wait for each other, until the commit. */
export const lockPartitions = (tx: Statements) =>
  tx.rows(sql`select pg_advisory_xact_lock(${PARTITIONS}, 0)`);

/** Waits until nobody computes: before breaches end that a computation under way could open again. */
export const lockComputing = (tx: Statements, operatorIds: Iterable<number>) =>
  tx.rows(sql`select pg_advisory_xact_lock(${ENGINE}, id)
    from (select unnest(${ints([...operatorIds].sort((a, b) => a - b))}) as id) as operators`);

/**
 * Whether this transaction is now the only one computing the operator. It computes without the database's just-in-time
 * compiler, which would spend a second on compiling each of a few statements that then run for less.
 */
export async function tryComputing(tx: Statements, operatorId: number): Promise<boolean> {
  const [row] = await tx.rows<{ locked: boolean }>(sql`
    select pg_try_advisory_xact_lock(${ENGINE}, ${operatorId}) as locked, set_config('jit', 'off', true)`);
  return row?.locked ?? false;
}

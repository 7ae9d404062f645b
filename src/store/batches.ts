/** What was recorded so far, batch by batch. */
import { sql } from 'drizzle-orm';
import type { Statements } from './database.ts';
import { batch, operator } from './schema.ts';

/** What a database that is empty, or almost, holds. */
export interface Beginnings {
  operators: string[];
  /** The keys of the first batches, at most `limit`, in the order of recording. */
  keys: string[];
}

export async function readBeginnings(db: Statements, limit: number): Promise<Beginnings> {
  const operators = await db.rows<{ code: string }>(sql`select code from ${operator} order by id limit ${limit}`);
  const keys = await db.rows<{ key: string }>(sql`select key from ${batch} order by id limit ${limit}`);
  return { operators: operators.map((it) => it.code), keys: keys.map((it) => it.key) };
}

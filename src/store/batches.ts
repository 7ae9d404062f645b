/** What was recorded first, which tells where a database comes from. */
import { sql } from 'drizzle-orm';
import type { Statements } from './database.ts';
import { batch, operator } from './schema.ts';

/** How a database began: the codes of its operators (at most `limit`, the oldest) and the key of its first batch. */
export interface Beginnings {
  operators: string[];
  firstKey: string | null;
}

/** Reads how a database began; neither operators nor a key where nothing was defined or recorded yet. */
export async function readBeginnings(db: Statements, limit: number): Promise<Beginnings> {
  const operators = await db.rows<{ code: string }>(
    sql`select code from ${operator} order by id limit ${limit}`,
  );
  const [first] = await db.rows<{ key: string }>(sql`select key from ${batch} order by id limit 1`);
  return { operators: operators.map((it) => it.code), firstKey: first?.key ?? null };
}

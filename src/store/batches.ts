/** What was recorded first, which tells where a database comes from. */
import { sql } from 'drizzle-orm';
import type { Statements } from './database.ts';
import { batch, operator } from './schema.ts';

/** How a database began: the codes of its operators (at most `limit`, the oldest) and the key of its first batch. */
export interface Beginnings {
  operators: string[];
  firstKey: string | null;
}

/** How far the sample's batches are recorded: its last day, how many there are, and whether the last one is there. */
export interface SampleBatches {
  lastDay: string;
  recorded: number;
  isWhole: boolean;
}

/** More batches than any sample has. */
const MOST = 1000;

/**
 * The batches of the sample that a database began with, by their keys; null where it began with something else. Only keys that the
 * sample may have are looked up, however many batches there are.
 */
export async function readSampleBatches(db: Statements): Promise<SampleBatches | null> {
  const [row] = await db.rows<SampleBatches>(sql`
    with first as (
      select substring(key from '^sample ([0-9]{4}-[0-9]{2}-[0-9]{2}) (?:1|last)$') as day
      from (select key from ${batch} order by id limit 1) as oldest)
    select day as "lastDay", count(b.key)::int as recorded,
      coalesce(bool_or(b.key = 'sample ' || day || ' last'), false) as "isWhole"
    from first cross join (select n::text as name from generate_series(1, ${MOST}) as n union all select 'last') as named
    left join ${batch} b on b.key = 'sample ' || day || ' ' || name
    where day is not null group by day`);
  return row ?? null;
}

/** Reads how a database began; neither operators nor a key where nothing was defined or recorded yet. */
export async function readBeginnings(db: Statements, limit: number): Promise<Beginnings> {
  const operators = await db.rows<{ code: string }>(
    sql`select code from ${operator} order by id limit ${limit}`,
  );
  const [first] = await db.rows<{ key: string }>(sql`select key from ${batch} order by id limit 1`);
  return { operators: operators.map((it) => it.code), firstKey: first?.key ?? null };
}

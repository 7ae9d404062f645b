/** What was recorded first, which tells where a database comes from. */
import { sql } from 'drizzle-orm';
import type { Statements } from './database.ts';
import { batch, operator } from './schema.ts';

/** How a database began: the codes of its operators (at most `limit`, the oldest) and the key of its first batch. */
export interface Beginnings {
  operators: string[];
  firstKey: string | null;
}

/** What of a sample is recorded: its last day, how many batches, and whether the last one is there. */
export interface SampleBatches {
  /** Null where the database began with something else, or with nothing yet. */
  lastDay: string | null;
  recorded: number;
  isWhole: boolean;
  /** Whether nothing at all is recorded. */
  isEmpty: boolean;
}

/** More batches than any sample has. */
const MOST = 1000;

/**
 * The batches of the sample that a database began with, by their keys. Only keys that the sample may have are looked up,
 * however many batches there are.
 */
export async function readSampleBatches(db: Statements): Promise<SampleBatches> {
  const [row] = await db.rows<SampleBatches>(sql`
    with first as (
      select substring(key from '^sample ([0-9]{4}-[0-9]{2}-[0-9]{2}) (?:1|last)$') as day
      from (select key from ${batch} order by id limit 1) as oldest)
    select day as "lastDay", count(b.key)::int as recorded, false as "isEmpty",
      coalesce(bool_or(b.key = 'sample ' || day || ' last'), false) as "isWhole"
    from first cross join (select n::text as name from generate_series(1, ${MOST}) as n union all select 'last') as named
    left join ${batch} b on b.key = 'sample ' || day || ' ' || name
    group by day`);
  return row ?? { lastDay: null, recorded: 0, isWhole: false, isEmpty: true };
}

/** Reads how a database began; neither operators nor a key where nothing was defined or recorded yet. */
export async function readBeginnings(db: Statements, limit: number): Promise<Beginnings> {
  const operators = await db.rows<{ code: string }>(
    sql`select code from ${operator} order by id limit ${limit}`,
  );
  const [first] = await db.rows<{ key: string }>(sql`select key from ${batch} order by id limit 1`);
  return { operators: operators.map((it) => it.code), firstKey: first?.key ?? null };
}

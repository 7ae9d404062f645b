/**
 * Partitions by time, made when the first observation of their time arrives: a month of observations, a year of
 * measurements. Everything before 2000 shares one. Attaching leaves readers and writers of other partitions alone.
 */
import { sql } from 'drizzle-orm';
import type { Statements } from './database.ts';
import { lockPartitions } from './locks.ts';

const FIRST_YEAR = 2000;

interface Partition {
  table: 'observation' | 'measurement';
  name: string;
  from: string;
  to: string;
}

/**
 * Makes the partitions that observations of these months ('YYYY-MM') and the measurements above them go to. `known`
 * remembers what exists, so that most calls run no statement; call the returned function once the transaction is committed.
 */
export async function ensurePartitions(
  tx: Statements,
  known: Set<string>,
  months: Iterable<string>,
): Promise<() => void> {
  const missing = new Map<string, Partition>();
  for (const month of months) {
    for (const partition of partitionsOf(month)) {
      if (!known.has(partition.name)) missing.set(partition.name, partition);
    }
  }
  if (missing.size > 0) await create(tx, [...missing.values()]);
  return () => [...missing.keys()].forEach((name) => known.add(name));
}

function partitionsOf(month: string): Partition[] {
  const year = Number(month.slice(0, 4));
  if (year < FIRST_YEAR) return [];
  // The week of a year's first days may begin in the year before.
  const years = [year, year - 1].filter((it) => it >= FIRST_YEAR);
  return [monthOfObservations(month), ...years.map(yearOfMeasurements)];
}

function monthOfObservations(month: string): Partition {
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
  const name = `observation_${month.replace('-', '_')}`;
  return { table: 'observation', name, from: `${month}-01`, to: `${next}-01` };
}

function yearOfMeasurements(year: number): Partition {
  return {
    table: 'measurement',
    name: `measurement_${year}`,
    from: `${year}-01-01`,
    to: `${year + 1}-01-01`,
  };
}

async function create(tx: Statements, partitions: Partition[]): Promise<void> {
  await lockPartitions(tx);
  const steps = partitions.map(
    ({ table, name, from, to }) => `
      if to_regclass('${name}') is null then
        create table ${name} (like ${table} including all);
        alter table ${table} attach partition ${name} for values from ('${from}') to ('${to}');
      end if;`,
  );
  await tx.rows(sql.raw(`do $$ begin ${steps.join('')} end $$`));
}

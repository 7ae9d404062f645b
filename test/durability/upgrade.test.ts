/** A database of the first version with what clients recorded, and what a start of this version makes of it. */
import { type SQL, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { until } from '../delivery/world.ts';
import { emptyPostgresUrl, freshPostgresUrl, onPostgres } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { Clients, unitsOf } from './chaos.ts';
import { firstMigrations, readJournal } from './firstMigrations.ts';
import { ask, defineUnits, settled } from './recorder.ts';
import { OPERATOR } from './story.ts';
import { expectTruth } from './truth.ts';

const CLIENTS = 2;

onPostgres('PostgreSQL', () => {
  test(
    'two servers that start at once on a database of the first version migrate it once and keep everything',
    { timeout: 180_000 },
    async () => {
      const { url, clients, truth } = await recordedByThisVersion();
      const DATABASE_URL = await emptyPostgresUrl();
      const db = openPostgres(DATABASE_URL, 1);
      await db.migrate(firstMigrations(1));
      const tables = await tablesOf(db);
      await copy(url, db, tables);
      const kept = tables.map(withoutInstant);
      const before = await rowsOf(db, kept);
      expect(before.get('measurement')!.length).toBeGreaterThan(100);
      const servers = await Promise.all([startServer({ DATABASE_URL }), startServer({ DATABASE_URL })]);
      await settled(servers[0]);
      await nothingMarked(db);
      for (const server of servers) expect(await server.stop()).toMatchObject({ code: 0, stderr: '' });
      expect(await rowsOf(db, kept)).toEqual(before);
      const done = await db.rows(sql`select hash from drizzle.__drizzle_migrations`);
      expect(done).toHaveLength(readJournal(migrationsFolder()).entries.length);
      await expectTruth(db, truth, clients.told, clients.units);
      // What is new is computed for what was there, and nobody waits for anything who was not told to.
      const original = openPostgres(url, 1);
      expect(await completenessIn(db)).toEqual(await completenessIn(original));
      const problems = await openProblemsIn(db);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems).toEqual(await openProblemsIn(original));
      await original.close();
      expect(await db.rows(sql`select distinct wait_days, minimum_coverage from operator`)).toEqual([
        { wait_days: 0, minimum_coverage: null },
      ]);
      await db.close();
    },
  );
});

/** On which days everything was observed, and how much of what was expected each measurement is made of. */
const completenessIn = async (db: Database) => [
  await db.rows(
    sql`select place_id, input_id, line_id, month, present from observation_month order by 1, 2, 3, 4`,
  ),
  await db.rows(sql`
    select place_id, line_id, grain, start, edition_id, coverage, coverage_at_end from measurement order by 1, 2, 3, 4, 5`),
];

/** What is wrong with the data by now. */
const openProblemsIn = (db: Database) =>
  db.rows(sql`
    select kind, input_id, place_id, line_id, from_day, to_day from data_problem where resolved_at is null order by 1, 2, 3, 4, 5, 6`);

/** Waits until reports have been looked at too, which is not among what figures wait for. */
const nothingMarked = (db: Database) =>
  until(async () => (await db.rows(sql`select from mark limit 1`)).length === 0, 'nothing is marked', 60_000);

/** A database in which clients recorded for a while. */
async function recordedByThisVersion() {
  const url = await freshPostgresUrl();
  const server = await startServer({ DATABASE_URL: url });
  await defineUnits(server, unitsOf(CLIENTS));
  // As the first version did.
  await ask(server, `mutation { setWatching(operator: "${OPERATOR}", waitDays: 0) { __typename } }`);
  const clients = new Clients(CLIENTS, () => server);
  await clients.more(20);
  const truth = await clients.stop();
  await settled(server);
  const db = openPostgres(url, 1);
  await nothingMarked(db);
  await db.close();
  await server.stop();
  return { url, clients, truth };
}

interface Table {
  name: string;
  columns: string;
  /** The one that the database counts up. */
  counted: string | null;
}

/** Figures of which something is missing are written again, to say so: when they were is another moment then. */
const withoutInstant = ({ name, columns, counted }: Table): Table => ({
  name,
  counted,
  columns: columns
    .split(', ')
    .filter((it) => it !== 'computed_at' && it !== 'completed_at')
    .join(', '),
});

const tablesOf = (db: Database) =>
  db.rows<Table>(sql`
    select relname as name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns,
      max(column_name) filter (where is_identity = 'YES') as counted
    from information_schema.columns join pg_class on oid = format('%I.%I', table_schema, table_name)::regclass
    where table_schema = 'public' and relkind in ('r', 'p') and not relispartition group by 1 order by 1`);

const raw = ({ name, columns }: Table): [SQL, SQL] => [sql`${sql.identifier(name)}`, sql.raw(columns)];

async function copy(url: string, to: Database, tables: readonly Table[]): Promise<void> {
  const from = openPostgres(url, 1);
  const months = await from.rows<{ month: string }>(
    sql`select distinct to_char(date, 'YYYY-MM') as month from observed_day`,
  );
  await to.transaction((tx) =>
    ensurePartitions(
      tx,
      new Set(),
      months.map((it) => it.month),
    ),
  );
  for (const table of tables) {
    const [name, columns] = raw(table);
    const [all] = await from.rows<{ rows: string }>(
      sql`select coalesce(jsonb_agg(it), '[]')::text as rows from ${name} it`,
    );
    await to.rows(sql`truncate ${name}`);
    await to.rows(sql`insert into ${name} (${columns}) overriding system value
      select ${columns} from jsonb_populate_recordset(null::${name}, ${all!.rows}::text::jsonb)`);
    if (table.counted === null) continue;
    const counted = sql.identifier(table.counted);
    await to.rows(
      sql`select setval(pg_get_serial_sequence(${table.name}, ${table.counted}), max(${counted})) from ${name}`,
    );
  }
  await from.close();
}

/** What stands in the columns that the first version had, in words; but for a number that rises with every start. */
async function rowsOf(db: Database, tables: readonly Table[]): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const table of tables.filter((it) => it.name !== 'revision')) {
    const [name, columns] = raw(table);
    const rows = await db.rows<{ row: string }>(
      sql`select row(${columns})::text as row from ${name} order by 1`,
    );
    found.set(
      table.name,
      rows.map((it) => it.row),
    );
  }
  return found;
}

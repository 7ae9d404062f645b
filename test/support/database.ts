/** Fresh migrated databases for tests: each its own copy of the run's base. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { describe, inject } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { Vault } from '../../src/store/vault.ts';

/** The key of every server and database of the tests that are given none. */
export const KEY = Buffer.alloc(32, 'tests').toString('base64');

/** What seals with it. */
export const VAULT = new Vault([KEY]);

/** An embedded database in memory, migrated and empty. */
export async function freshPglite(): Promise<Database> {
  return openPglite({ copyOf: new Blob([readFileSync(inject('pgliteBase'))]) }, VAULT);
}

/** The URL of a new database on the run's PostgreSQL, migrated and empty. Only where there is one. */
export const freshPostgresUrl = (): Promise<string> => newPostgresUrl('base');

/** The URL of a new database on the run's PostgreSQL that has no tables at all. */
export const emptyPostgresUrl = (): Promise<string> => newPostgresUrl('template0');

async function newPostgresUrl(copyOf: string): Promise<string> {
  const template = inject('postgresUrl');
  if (!template) throw new Error('no PostgreSQL: guard the test with onPostgres');
  const name = `test_${randomBytes(6).toString('hex')}`;
  const admin = openPostgres(template.replace('DATABASE', 'postgres'), 1);
  await admin.rows(sql.raw(`create database ${name} template ${copyOf}`));
  await admin.close();
  return template.replace('DATABASE', name);
}

/** A new database on the run's PostgreSQL, migrated and empty. */
export async function freshPostgres(): Promise<Database> {
  return openPostgres(await freshPostgresUrl(), undefined, VAULT);
}

/** Groups tests that need a PostgreSQL; skipped, and said so, where there is none. */
export const onPostgres = describe.skipIf(inject('postgresUrl') === null);

/** Runs the same tests on each kind of database. */
export function onEachDatabase(tests: (fresh: () => Promise<Database>) => void): void {
  if (inject('embedded')) describe('embedded', () => tests(freshPglite));
  onPostgres('PostgreSQL', () => tests(freshPostgres));
}

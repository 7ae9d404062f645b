/** Once a run: the migrated bases that tests copy, one embedded and one in a PostgreSQL of the run's own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { dumpPglite, openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { postgresPrograms, type PostgresServer, startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    pgliteBase: string;
    /** A URL with DATABASE in place of the name; null where there is no PostgreSQL. */
    postgresUrl: string | null;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'kpi-matrix-test-'));
  const [, server] = await Promise.all([prepareEmbedded(directory), preparePostgres()]);
  project.provide('pgliteBase', join(directory, 'base.tar'));
  project.provide('postgresUrl', server ? server.url('DATABASE') : null);
  return async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

async function prepareEmbedded(directory: string): Promise<void> {
  const database = await openPglite({});
  await database.migrate(migrationsFolder());
  const dump = await dumpPglite(database);
  writeFileSync(join(directory, 'base.tar'), Buffer.from(await dump.arrayBuffer()));
  await database.close();
}

async function preparePostgres(): Promise<PostgresServer | null> {
  const bin = postgresPrograms();
  if (!bin) {
    process.stderr.write(
      '\n*** SKIPPED: every test on PostgreSQL. No server programs (15 or later) were found; install a PostgreSQL ' +
        'server, for example the package "postgresql".\n\n',
    );
    return null;
  }
  const server = await startPostgres(bin);
  const admin = openPostgres(server.url('postgres'), 1);
  const { sql } = await import('drizzle-orm');
  await admin.rows(sql`create database base`);
  await admin.close();
  const base = openPostgres(server.url('base'), 1);
  await base.migrate(migrationsFolder());
  await base.close();
  return server;
}

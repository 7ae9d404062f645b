/** Once a run: the bundled program, and the migrated bases that tests copy, one embedded and one in a PostgreSQL of the run's own. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { dumpPglite, openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { postgresVersions, type PostgresServer, startPostgres } from './postgresServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    pgliteBase: string;
    /** The main file of the bundled program. */
    program: string;
    /** A URL with DATABASE in place of the name; null where there is no PostgreSQL. */
    postgresUrl: string | null;
    /** Whether tests run on an embedded database too. */
    embedded: boolean;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = mkdtempSync(join(tmpdir(), 'kpi-matrix-test-'));
  const isOldest = project.name === OLDEST;
  const [program, server] = await Promise.all([
    bundle(),
    preparePostgres(isOldest),
    prepareEmbedded(directory),
  ]);
  project.provide('program', program);
  project.provide('embedded', !isOldest);
  project.provide('pgliteBase', join(directory, 'base.tar'));
  project.provide('postgresUrl', server ? server.url('DATABASE') : null);
  return async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));

/** Inside the project, so that the program finds its packages. */
async function bundle(): Promise<string> {
  const output = join(PROJECT, 'node_modules', '.cache', 'kpi-matrix-test');
  await promisify(execFile)(process.execPath, [join(PROJECT, '.ci/build.js'), output]);
  return join(output, 'src', 'main.js');
}

async function prepareEmbedded(directory: string): Promise<void> {
  const database = await openPglite({});
  await database.migrate(migrationsFolder());
  const dump = await dumpPglite(database);
  writeFileSync(join(directory, 'base.tar'), Buffer.from(await dump.arrayBuffer()));
  await database.close();
}

/** The project whose tests run on the oldest PostgreSQL that there is. */
const OLDEST = 'oldest PostgreSQL';

async function preparePostgres(oldest: boolean): Promise<PostgresServer | null> {
  const versions = postgresVersions();
  if (versions.length === 0 || (oldest && versions[0]!.version === versions.at(-1)!.version)) {
    tell(
      versions.length === 0
        ? 'SKIPPED: every test on PostgreSQL. There is no package for this platform, and no server programs (15 or later) ' +
            'were found; install a PostgreSQL server.'
        : `PostgreSQL ${versions[0]!.version} is the only one found: nothing is tested on an older one. Install one for that.`,
    );
    return null;
  }
  const { bin, version } = oldest ? versions[0]! : versions.at(-1)!;
  tell(`${project(oldest)} on PostgreSQL ${version}`);
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

const tell = (text: string): unknown => process.stderr.write(`\n*** ${text}\n`);
const project = (oldest: boolean): string => (oldest ? 'some tests again' : 'tests');

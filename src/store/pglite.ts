/**
 * The embedded database: PGlite in a private directory, or in memory for tests. One process, one connection:
 * a lock file keeps a second process out, because two openers lose each other's data without a word.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { PGlite, types } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { compile, type Database, type Statements } from './database.ts';
import { lockDirectory } from './directoryLock.ts';
import { refuseNewerSchema } from './migrations.ts';

const PARSERS = { [types.DATE]: (value: string) => value, [types.INT8]: Number };

/**
 * Opens the database in a directory (created with mode 0700), or from a dumped copy in memory.
 * Throws DirectoryHeld where another living process has it open.
 */
export async function openPglite(at: { directory: string } | { copyOf?: Blob }): Promise<Database> {
  if (!('directory' in at)) return wrap(await PGlite.create({ loadDataDir: at.copyOf, parsers: PARSERS }));
  const unlock = lockDirectory(at.directory);
  try {
    const pglite = await PGlite.create({ dataDir: `${at.directory}/pg`, parsers: PARSERS });
    return wrap(pglite, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

/** A dump of an in-memory database, to open copies from. */
export async function dumpPglite(database: Database): Promise<Blob> {
  return (database as Database & { pglite: PGlite }).pglite.dumpDataDir('none');
}

function wrap(pglite: PGlite, unlock: () => void = () => {}): Database & { pglite: PGlite } {
  const statements = { count: 0 };
  const on = (client: Pick<PGlite, 'query'>): Statements => ({
    rows: async <T extends object>(statement: Parameters<Statements['rows']>[0]) => {
      statements.count++;
      const { text, params } = compile(statement);
      // It answers without ever waiting: who asks it statement after statement would keep this process from all else.
      await othersTurn();
      return (await client.query<T>(text, params)).rows;
    },
  });
  return {
    kind: 'pglite',
    pglite,
    statements,
    ...on(pglite),
    transaction: (work) => pglite.transaction((tx) => work(on(tx as unknown as PGlite))) as Promise<never>,
    listen: (channel, wake) => pglite.listen(channel, wake),
    migrate: async (migrationsFolder) => {
      await refuseNewerSchema(migrationsFolder, async (text) => (await pglite.query(text)).rows);
      await migrate(drizzle(pglite), { migrationsFolder });
    },
    close: async () => {
      await pglite.close();
      unlock();
    },
  };
}

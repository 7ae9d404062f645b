/**
 * The embedded database: PGlite in a private directory, or in memory for tests. One process, one connection:
 * a lock keeps a second process out, because two openers lose each other's data without a word.
 */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { PGlite, types } from '@electric-sql/pglite';
import { drizzle } from 'drizzle-orm/pglite';
import { migrate } from 'drizzle-orm/pglite/migrator';
import { DirectoryUnusable, makeDataDirectory } from './dataDirectory.ts';
import { type Database, databaseOf, type Driver, type Run } from './database.ts';
import { DirectoryHeld, type DirectoryLock, DirectoryLost, lockDirectory } from './directoryLock.ts';
import { refuseNewerSchema } from './migrations.ts';
import type { Vault } from './vault.ts';

const PARSERS = { [types.DATE]: (value: string) => value, [types.INT8]: Number };

/** Between two looks at the lock of a database that is not asked anything, in milliseconds. */
const LOOK = 1000;

/**
 * Opens the database in a directory (created with mode 0700), or from a dumped copy in memory.
 * Throws DirectoryHeld where another living process has it open, and DirectoryUnusable where it cannot be written or locked.
 * `lost` is called when the lock was taken away, before the next statement and before what ran is acknowledged. It must end the
 * process at once; left out, the statement that noticed rejects with DirectoryLost.
 */
export async function openPglite(
  at: { directory: string; lost?: (error: DirectoryLost) => never } | { copyOf?: Blob },
  vault?: Vault,
): Promise<Database> {
  if ('directory' in at) return databaseOf(await embeddedDriver(at, othersTurn), vault);
  const pglite = await PGlite.create({ loadDataDir: at.copyOf, parsers: PARSERS });
  return Object.assign(databaseOf(wrap(pglite, othersTurn), vault), { pglite });
}

/**
 * The same database in a directory as a driver, to be served to other threads. `turn` is awaited before each statement: it answers
 * without ever waiting, so who asks it statement after statement would keep its thread from all else.
 */
export async function embeddedDriver(
  { directory, lost }: { directory: string; lost?: (error: DirectoryLost) => never },
  turn?: () => Promise<void>,
): Promise<Driver> {
  makeDataDirectory(directory);
  const lock = await lockDirectory(directory).catch((error: unknown) => {
    throw error instanceof DirectoryHeld ? error : new DirectoryUnusable(directory, error);
  });
  try {
    const pglite = await PGlite.create({ dataDir: `${directory}/pg`, parsers: PARSERS });
    return wrap(pglite, turn, guarded(directory, lock, lost));
  } catch (error) {
    lock.release();
    throw new Error(
      `the embedded database in ${directory} cannot be opened: ${(error as Error).message}. Is its disk full, or was it damaged? ` +
        'Restore a backup, or set DATA_DIR to another directory.',
      { cause: error },
    );
  }
}

interface Guard {
  /** Ends everything where the lock was taken away. */
  check(): void;
  release(): void;
}

/** Before a statement, so that nothing is written into another's database; after it, so that nothing is acknowledged that may be lost. */
function guarded(directory: string, lock: DirectoryLock, lost?: (error: DirectoryLost) => never): Guard {
  const check = (): void => {
    if (lock.isHeld()) return;
    const error = new DirectoryLost(directory);
    lost?.(error);
    throw error;
  };
  const timer = lost && setInterval(check, LOOK).unref();
  const release = (): void => {
    clearInterval(timer);
    lock.release();
  };
  return { check, release };
}

const UNGUARDED: Guard = { check: () => {}, release: () => {} };

/** A dump of an in-memory database, to open copies from. */
export async function dumpPglite(database: Database): Promise<Blob> {
  return (database as Database & { pglite: PGlite }).pglite.dumpDataDir('none');
}

function wrap(pglite: PGlite, turn?: () => Promise<void>, guard: Guard = UNGUARDED): Driver {
  const on =
    (client: Pick<PGlite, 'query'>): Run =>
    async <T extends object>(text: string, params: unknown[]) => {
      await turn?.();
      guard.check();
      const { rows } = await client.query<T>(text, params);
      guard.check();
      return rows;
    };
  return {
    kind: 'pglite',
    run: on(pglite),
    transaction: async (work) => {
      const result = await pglite.transaction(async (tx) => {
        const done = await work(on(tx as unknown as PGlite));
        guard.check();
        return done;
      });
      guard.check();
      return result as never;
    },
    listen: (channel, wake) => pglite.listen(channel, wake),
    migrate: async (migrationsFolder) => {
      await refuseNewerSchema(migrationsFolder, async (text) => (await pglite.query(text)).rows);
      await migrate(drizzle(pglite), { migrationsFolder });
    },
    close: async () => {
      guard.check();
      await pglite.close();
      guard.release();
    },
  };
}

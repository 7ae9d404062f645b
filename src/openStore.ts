/** The database of a process: a PostgreSQL, or the embedded one, which a thread of its own has open. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { EXIT } from './cli/exit.ts';
import type { Configuration } from './config.ts';
import { type Part, PartFailed } from './parts/part.ts';
import { type Common, openEmbedded } from './parts/parts.ts';
import type { Database } from './store/database.ts';
import { explainedDatabase } from './store/databaseUnusable.ts';
import { DirectoryHeld } from './store/directoryLock.ts';
import { migrationsFolder } from './store/migrations.ts';
import { openPglite } from './store/pglite.ts';
import { openPostgres } from './store/postgres.ts';
import { sealWebhooks } from './store/sealedWebhooks.ts';
import { type Vault, vaultOf } from './store/vault.ts';

const EMBEDDED_WARNING =
  'the embedded database survives a crash of this program, but not a power loss or a crash of the machine: ' +
  'use a PostgreSQL (DATABASE_URL) for data that must not be lost';

/** The database as the main thread sees it, and, where it is embedded, the thread that has it open. */
export interface Store {
  db: Database;
  part: Part | undefined;
  /** Has each new thread of the embedded database told to the others. */
  connect: (tell: (database: Part) => void) => void;
  close(): Promise<void>;
}

/** Opens the database that is configured, and brings it to this version's schema. Throws SecretUnreadable where a key is missing. */
export async function openStore(configuration: Configuration, given: Common): Promise<Store> {
  const store = await openedStore(configuration, given);
  try {
    const webhooks = await sealWebhooks(store.db);
    if (webhooks > 0) given.log.info({ webhooks }, 'encrypted the secrets of webhooks that were kept plain');
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function openedStore(configuration: Configuration, given: Common): Promise<Store> {
  const { DATABASE_URL, DATA_DIR } = configuration;
  const { log } = given;
  if (DATABASE_URL) {
    const db = await openServer(DATABASE_URL, vaultOf(configuration));
    return { db, part: undefined, connect: () => {}, close: () => db.close() };
  }
  let tell: (database: Part) => void = () => {};
  const onLost = (message: string): never => {
    log.fatal(message);
    process.exit(EXIT.HELD);
  };
  const { db, part } = await openEmbedded({ ...given, onLost }, (it) => tell(it)).catch((error: unknown) => {
    throw error instanceof PartFailed && error.isHeld ? Object.assign(error, { exitCode: EXIT.HELD }) : error;
  });
  log.warn({ directory: DATA_DIR }, EMBEDDED_WARNING);
  return { db, part, connect: (given) => (tell = given), close: () => part.stop() };
}

/**
 * Opens it for this process's main thread alone, where nothing is served. `as` says what is done to it first: it is brought to this
 * version's schema, unless only its answer is waited for.
 */
export function openAlone(
  configuration: Configuration,
  as: 'migrated' | 'found' = 'migrated',
): Promise<Database> {
  const { DATABASE_URL, DATA_DIR } = configuration;
  const vault = vaultOf(configuration);
  const prepare = as === 'migrated' ? migrated : answering;
  return DATABASE_URL ? openServer(DATABASE_URL, vault, prepare) : openHere(DATA_DIR, vault, prepare);
}

type Prepare = (db: Database) => Promise<Database>;

async function openServer(url: string, vault: Vault, prepare: Prepare = migrated): Promise<Database> {
  const db = openPostgres(url, undefined, vault);
  return prepare(db).catch((error: unknown) => {
    throw explainedDatabase(error, url);
  });
}

async function openHere(directory: string, vault: Vault, prepare: Prepare): Promise<Database> {
  try {
    return await prepare(await openPglite({ directory }, vault));
  } catch (error) {
    throw error instanceof DirectoryHeld ? Object.assign(error, { exitCode: EXIT.HELD }) : error;
  }
}

const migrated: Prepare = (db) => orClosed(db, () => db.migrate(migrationsFolder()));

/** How long a database that is only looked at may take to answer, in milliseconds. */
const PATIENCE = 10_000;

const answering: Prepare = (db) =>
  orClosed(db, async () => {
    const silent = sleep(PATIENCE, undefined, { ref: false }).then(() => {
      throw Object.assign(new Error('it does not answer'), { code: 'ETIMEDOUT' });
    });
    await Promise.race([db.rows(sql`select 1`), silent]);
  });

/** The database, or what it was closed for. */
async function orClosed(db: Database, work: () => Promise<unknown>): Promise<Database> {
  try {
    await work();
    return db;
  } catch (error) {
    await db.close();
    throw error;
  }
}

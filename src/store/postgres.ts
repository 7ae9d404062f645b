/** PostgreSQL: statements and transactions on a pool of connections, notifications on one of their own. */
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { type Database, databaseOf, DatabaseSilent, type Driver } from './database.ts';
import { Listener } from './listener.ts';
import { refuseNewerSchema } from './migrations.ts';
import { type Connection, Pool } from './pool.ts';
import { TYPES } from './postgresTypes.ts';
import { oneSocket } from './socket.ts';
import type { Vault } from './vault.ts';

/** So long PostgreSQL works on a statement that a request reads by, in milliseconds; its client was told long before that it takes too long. */
const LONGEST_READ = 30_000;

/**
 * Opens two pools, one for what requests read; `max` connections in each, made when needed. Nothing is connected before the first statement. Where somebody listens, a
 * database that stops answering is noticed within seven seconds: all that waits for it is lost (DatabaseSilent), and what is asked
 * from then on, until it answers again.
 */
export function openPostgres(url: string, max = 10, vault?: Vault): Database {
  const options = {
    types: TYPES,
    fetch_types: false,
    onnotice: () => {},
    // Compiling a statement takes PostgreSQL a quarter of a second, more than any of ours that is asked for often.
    connection: { application_name: 'kpi-matrix', timezone: 'UTC', jit: 'off' },
    connect_timeout: 10,
    // In seconds: a machine that vanished without a word is found out, also by connections on which nothing is asked.
    keep_alive: 30,
  };
  const pool = new Pool(url, max, options);
  const readers = new Pool(url, max, {
    ...options,
    connection: { ...options.connection, statement_timeout: LONGEST_READ },
  });
  const pools = [pool, readers];
  const listener = new Listener(url, options, {
    onSilence: () => pools.forEach((it) => it.refuse(new DatabaseSilent())),
    onAnswer: () => pools.forEach((it) => it.accept()),
  });
  const driver: Driver = {
    kind: 'postgres',
    run: (text, params) => pool.use((connection) => connection.run(text, params)),
    read: (text, params) => readers.use((connection) => connection.run(text, params)),
    transaction: (work) =>
      pool.use((connection) =>
        transaction(connection, () => work((text, params) => connection.run(text, params))),
      ),
    listen: async (channel, wake) => {
      const end = listener.listen(channel, wake);
      return async () => end();
    },
    migrate: (folder) => migrateUnderLock(url, folder),
    close: async () => void (await Promise.all([...pools, listener].map((it) => it.close()))),
  };
  return databaseOf(driver, vault);
}

async function transaction<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  await connection.run('begin');
  try {
    const result = await work();
    connection.refuseFailed();
    await connection.run('commit');
    return result;
  } catch (error) {
    await connection.run('rollback').catch(() => connection.discard());
    throw error;
  }
}

/** Any number that no other program on the database is likely to lock. */
const MIGRATION_LOCK = 7_305_151;

async function migrateUnderLock(url: string, migrationsFolder: string): Promise<void> {
  const once = { max: 1, onnotice: () => {}, socket: oneSocket() };
  const client = postgres(url, once);
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await refuseNewerSchema(migrationsFolder, async (text) => client.unsafe(text));
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end({ timeout: 5 });
  }
}

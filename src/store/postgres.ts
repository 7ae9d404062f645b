/**
 * PostgreSQL through postgres.js. Its `begin` rejects when the backend dies, but the callback runs on and later statements
 * would commit alone on a new connection; the handle given out here refuses to work from that moment.
 */
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import { compile, type Database, type Statements, TransactionLost } from './database.ts';
import { refuseNewerSchema } from './migrations.ts';

const asText = { serialize: (value: string) => value, parse: (value: string) => value };

const TYPES = {
  day: { to: 1082, from: [1082], ...asText },
  bigint: { to: 20, from: [20], serialize: String, parse: Number },
  // Elements of arrays are parsed one by one, also those that are absent.
  float: {
    to: 701,
    from: [700, 701],
    serialize: String,
    parse: (text: string) => (text === 'NULL' ? null : Number(text)),
  },
};

type Client = Pick<postgres.Sql, 'unsafe'>;

/** Opens a pool; `max` connections, each made when needed. Nothing is connected before the first statement. */
export function openPostgres(url: string, max = 10): Database {
  const client = postgres(url, {
    max,
    types: TYPES as unknown as Record<string, postgres.PostgresType>,
    onnotice: () => {},
    connection: { application_name: 'kpi-matrix', timezone: 'UTC' },
    connect_timeout: 10,
  });
  const statements = { count: 0 };
  const run = async <T extends object>(on: Client, text: string, params: unknown[]): Promise<T[]> => {
    statements.count++;
    return (await on.unsafe(text, params as never[], { prepare: true })) as unknown as T[];
  };

  return {
    kind: 'postgres',
    statements,
    rows: (statement) => {
      const { text, params } = compile(statement);
      return run(client, text, params);
    },
    transaction: (work) => transaction(client, run, work),
    listen: async (channel, wake) => {
      const { unlisten } = await client.listen(channel, wake, wake);
      return async () => void (await unlisten());
    },
    migrate: (folder) => migrateUnderLock(url, folder),
    close: () => client.end({ timeout: 5 }),
  };
}

type Run = <T extends object>(on: Client, text: string, params: unknown[]) => Promise<T[]>;

async function transaction<T>(
  client: postgres.Sql,
  run: Run,
  work: (tx: Statements) => Promise<T>,
): Promise<T> {
  let lost: unknown;
  const result = client.begin((on) =>
    work({
      rows: async (statement) => {
        if (lost !== undefined) throw new TransactionLost(lost);
        const { text, params } = compile(statement);
        return run(on, text, params);
      },
    }),
  );
  result.catch((error: unknown) => (lost = error ?? true));
  return (await result) as T;
}

/** Any number that no other program on the database is likely to lock. */
const MIGRATION_LOCK = 7_305_151;

async function migrateUnderLock(url: string, migrationsFolder: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await refuseNewerSchema(migrationsFolder, async (text) => client.unsafe(text));
    await migrate(drizzle(client), { migrationsFolder });
  } finally {
    await client.end({ timeout: 5 });
  }
}

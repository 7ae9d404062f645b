/**
 * The two databases behind one door: statements in, rows out, transactions whole or not at all.
 * Statements are Drizzle's `sql` templates; nothing above this folder writes SQL.
 */
import type { SQL } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { Vault } from './vault.ts';

/** Runs statements, alone or inside a transaction. */
export interface Statements {
  /** The rows of one statement as objects; dates are 'YYYY-MM-DD', instants are Date, bigints are numbers. */
  rows<T extends object = Record<string, unknown>>(statement: SQL): Promise<T[]>;
  /** Seals and opens what is kept secret from whoever has the database alone. */
  readonly vault: Vault;
}

/** A database, of either kind. */
export interface Database extends Statements {
  readonly kind: 'pglite' | 'postgres';
  /**
   * The same rows by connections of their own, for what requests read: a PostgreSQL gives a statement up that takes very long, and
   * however many wait, recordings do not wait behind them.
   */
  readonly reading: Statements;
  /** How many statements were run so far; tests hold the number a request takes. */
  readonly statements: { count: number };
  /**
   * All of `work`'s statements or none. Only its handle may be used inside, and as little else as possible awaited.
   * Rejects with what `work` threw or with the loss of the connection; nothing is kept in either case.
   */
  transaction<T>(work: (tx: Statements) => Promise<T>): Promise<T>;
  /**
   * Calls `wake` after each notification on the channel; carries nothing. A connection that is lost is put up again, and wakes,
   * for what may have been missed. Returns how to stop.
   */
  listen(channel: string, wake: () => void): Promise<() => Promise<void>>;
  /** Brings the tables up to this version's, under a lock; throws SchemaTooNew where they are beyond it. */
  migrate(folder: string): Promise<void>;
  close(): Promise<void>;
}

/** Runs a statement that is text and parameters. */
export type Run = <T extends object>(text: string, params: unknown[]) => Promise<T[]>;

/** What a kind of database, or a way to one, has to bring: the same as a Database, of texts. */
export interface Driver extends Pick<Database, 'kind' | 'listen' | 'migrate' | 'close'> {
  run: Run;
  /** Runs what requests read, where that is done apart. */
  read?: Run;
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
}

const dialect = new PgDialect();

/** Text and parameters of a statement. */
export function compile(statement: SQL): { text: string; params: unknown[] } {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  return { text, params };
}

/** For those who read no secrets. */
const NO_KEYS = new Vault([]);

/** The door to a database of any kind; without a vault nothing secret is read or written. */
export function databaseOf(driver: Driver, vault: Vault = NO_KEYS): Database {
  const statements = { count: 0 };
  const on = (run: Run): Statements => ({
    vault,
    rows: (statement) => {
      statements.count++;
      const { text, params } = compile(statement);
      return run(text, params);
    },
  });
  return {
    kind: driver.kind,
    statements,
    ...on((text, params) => driver.run(text, params)),
    reading: on((text, params) => (driver.read ? driver.read(text, params) : driver.run(text, params))),
    transaction: (work) => driver.transaction((run) => work(on(run))),
    listen: (channel, wake) => driver.listen(channel, wake),
    migrate: (folder) => driver.migrate(folder),
    close: () => driver.close(),
  };
}

/** The connection is gone, and with it what it had not committed. */
export class TransactionLost extends Error {
  constructor(cause: unknown) {
    super('the database connection was lost; what was not committed is not kept', { cause });
  }
}

/** The database took connections and answered nothing for some seconds: it hangs, or nothing of it can be reached any more. */
export class DatabaseSilent extends TransactionLost {
  constructor() {
    super(new Error('the database does not answer'));
  }
}

/** Deadlock, serialisation, a lock that was not waited for any longer, administrator's shutdown, crash, cannot connect now, too many connections, and the network's errors. */
const PASSING = new Set([
  ...['40P01', '40001', '55P03', '57P01', '57P02', '57P03', '53300', '08006', '08003', '08001'],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
]);

/** Whether a failure may be gone at the next attempt; nothing of a failed transaction is ever kept. */
export function isPassing(error: unknown): boolean {
  if (error instanceof TransactionLost) return true;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return PASSING.has(String(code)) || (cause instanceof Error && isPassing(cause));
}

/**
 * Connections of postgres.js, each given to one statement or transaction at a time, and thrown away once it broke. The
 * driver would make a new one behind the same face: what comes later in a transaction would commit alone, a commit or rollback
 * would end another's transaction, and bytes that were not sent yet would spoil the new connection for many seconds.
 */
import postgres from 'postgres';
import { TransactionLost } from './database.ts';

type Options = postgres.Options<Record<string, postgres.PostgresType>>;

export class Connection {
  readonly #client: postgres.Sql;
  readonly #running = new Set<(lost: TransactionLost) => void>();
  #broken: TransactionLost | undefined;
  /** The first statement that failed since the last `begin`. */
  #failed: { error: unknown } | undefined;

  constructor(url: string, options: Options) {
    const onclose = () => this.#break(new Error('the connection was closed'));
    this.#client = postgres(url, { ...options, max: 1, idle_timeout: 0, max_lifetime: null, onclose });
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** Runs a statement; refused from the moment at which the connection broke. */
  async run<T extends object>(text: string, params: unknown[] = []): Promise<T[]> {
    if (text === 'begin') this.#failed = undefined;
    if (this.#broken) throw this.#broken;
    try {
      return await this.#send<T>(text, params);
    } catch (error) {
      this.#failed ??= { error };
      // Anything but PostgreSQL's word that this statement failed.
      if ((error as { severity?: unknown }).severity !== 'ERROR') this.#break(error);
      throw error;
    }
  }

  /** The driver forgets statements that were sent while a connection broke: they are rejected here. */
  async #send<T extends object>(text: string, params: unknown[]): Promise<T[]> {
    let forget: (lost: TransactionLost) => void;
    const forgotten = new Promise<never>((_, reject) => this.#running.add((forget = reject)));
    try {
      const rows = this.#client.unsafe(text, params as never[], { prepare: true });
      return (await Promise.race([rows, forgotten])) as unknown as T[];
    } finally {
      this.#running.delete(forget!);
    }
  }

  #break(cause: unknown): void {
    this.#broken ??= new TransactionLost(cause);
    for (const reject of this.#running) reject(this.#broken);
  }

  /** Throws the failure of a statement of this transaction: PostgreSQL would answer a commit by rolling back, without an error. */
  refuseFailed(): void {
    if (this.#failed) throw this.#failed.error;
  }

  discard(): void {
    this.#break(new Error('the connection was given up'));
    this.#client.end({ timeout: 0 }).catch(() => {});
  }

  close(): Promise<void> {
    return this.#client.end({ timeout: 5 });
  }
}

export class Pool {
  /** The one used last is used next, so that no more are made than needed. */
  readonly #idle: Connection[];
  readonly #waiting: ((connection: Connection) => void)[] = [];
  readonly #all = new Set<Connection>();

  constructor(
    readonly url: string,
    max: number,
    readonly options: Options,
  ) {
    this.#idle = Array.from({ length: max }, () => this.#make());
  }

  /** Gives a connection to `work` alone; waits for one where all are in use. */
  async use<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await this.#take();
    try {
      return await work(connection);
    } finally {
      this.#giveBack(connection);
    }
  }

  /** Lets statements that run finish for up to five seconds. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((it) => it.close()));
  }

  async #take(): Promise<Connection> {
    const connection = this.#idle.pop();
    if (connection) return this.#whole(connection);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next) next(this.#whole(connection));
    else this.#idle.push(connection);
  }

  /** The connection itself, or a new one in the place of a broken one. */
  #whole(connection: Connection): Connection {
    if (!connection.broken) return connection;
    this.#all.delete(connection);
    connection.discard();
    return this.#make();
  }

  #make(): Connection {
    const connection = new Connection(this.url, this.options);
    this.#all.add(connection);
    return connection;
  }
}

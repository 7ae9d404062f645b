/**
 * Connections of postgres.js, each given to one statement or transaction at a time, and thrown away once it broke. The
 * driver would make a new one behind the same face: what comes later in a transaction would commit alone, a commit or rollback
 * would end another's transaction, and bytes that were not sent yet would spoil the new connection for many seconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { TransactionLost } from './database.ts';
import { oneSocket } from './socket.ts';

/** What the driver is told. */
export type Options = postgres.Options<Record<string, postgres.PostgresType>> & {
  /** Told the channel of each notification. */
  onnotify?: (channel: string) => void;
};

/** How long statements may run on when all is closed, in milliseconds. */
const GRACE = 5000;

const nothing = (): void => {};

/** One connection, for one statement or transaction at a time. */
export class Connection {
  /** Settles when the connection breaks. */
  readonly lost: Promise<void>;
  readonly #client: postgres.Sql;
  readonly #running = new Set<(lost: TransactionLost) => void>();
  #broken: TransactionLost | undefined;
  #lose: () => void = nothing;
  /** Settles with the statement that was sent last. */
  #last: Promise<void> = Promise.resolve();
  /** The first statement that failed since the last `begin`. */
  #failed: { error: unknown } | undefined;

  constructor(url: string, options: Options) {
    this.lost = new Promise((resolve) => (this.#lose = resolve));
    const onclose = () => this.#break(new Error('the connection was closed'));
    const socket = oneSocket(() => !this.broken);
    const own = { max: 1, idle_timeout: 0, max_lifetime: null, onclose, socket };
    this.#client = postgres(url, { ...options, ...own });
  }

  get broken(): boolean {
    return this.#broken !== undefined;
  }

  /** Runs a statement; refused from the moment at which the connection broke. */
  async run<T extends object>(text: string, params: unknown[] = []): Promise<T[]> {
    if (text === 'begin') this.#failed = undefined;
    if (this.#broken) throw this.#broken;
    try {
      const sent = this.#send<T>(text, params);
      this.#last = sent.then(nothing, nothing);
      return await sent;
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
    this.#broken ??= cause instanceof TransactionLost ? cause : new TransactionLost(cause);
    for (const reject of this.#running) reject(this.#broken);
    this.#lose();
  }

  /** Throws the failure of a statement of this transaction: PostgreSQL would answer a commit by rolling back, without an error. */
  refuseFailed(): void {
    if (this.#failed) throw this.#failed.error;
  }

  discard(cause: Error = new Error('the connection was given up')): void {
    void this.#end(cause);
  }

  /** Lets a statement that runs finish for a while. */
  async close(): Promise<void> {
    await Promise.race([this.#last, sleep(GRACE, undefined, { ref: false })]);
    await this.#end(new Error('the connection was closed'));
  }

  /** Left to itself the driver would wait for the statements that it forgot. */
  async #end(cause: Error): Promise<void> {
    this.#break(cause);
    await this.#client.end({ timeout: 0 }).catch(() => {});
  }
}

/** Connections that are made when needed and thrown away once they broke. */
export class Pool {
  /** The one used last is used next, so that no more are made than needed. */
  readonly #idle: Connection[];
  #waiting: { take: (connection: Connection) => void; refuse: (error: Error) => void }[] = [];
  #refused: TransactionLost | undefined;
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

  /** Everything that runs or waits is lost at once, and what is asked from now on, until `accept`. */
  refuse(error: TransactionLost): void {
    this.#refused = error;
    for (const it of this.#all) it.discard(error);
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const { refuse } of waiting) refuse(error);
  }

  /** Takes work again. */
  accept(): void {
    this.#refused = undefined;
  }

  /** Lets statements that run finish for a while. */
  async close(): Promise<void> {
    await Promise.all([...this.#all].map((it) => it.close()));
  }

  async #take(): Promise<Connection> {
    if (this.#refused) throw this.#refused;
    const connection = this.#idle.pop();
    if (connection) return this.#whole(connection);
    return new Promise((take, refuse) => this.#waiting.push({ take, refuse }));
  }

  #giveBack(connection: Connection): void {
    const next = this.#waiting.shift();
    if (next) next.take(this.#whole(connection));
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

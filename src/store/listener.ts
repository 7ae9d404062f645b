/**
 * The connection on which the database wakes us, put up again whenever it is lost. It carries nothing that matters; because nothing
 * else is asked on it, it also tells whether the database answers at all.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Options } from './pool.ts';

/** How long after a loss it is tried again, in milliseconds. */
const PAUSE = 200;
/** How often the database is asked whether it answers, in milliseconds. */
const EVERY = 1000;
/** After so many looks without an answer it is taken for silent: looks of a thread that was busy itself do not add up. */
const PATIENCE = 6;

/** Who is told whether the database answers. */
export interface Watch {
  /** It has not answered for some seconds; told again as long as that lasts. */
  onSilence: () => void;
  onAnswer: () => void;
}

/** A connection that does nothing but listen, and is put up again when it is lost. */
export class Listener {
  readonly #wakes = new Map<string, Set<() => void>>();
  readonly #end = new AbortController();
  #connection: Connection | undefined;
  #running: Promise<void> | undefined;

  constructor(
    readonly url: string,
    readonly options: Options,
    readonly watch: Watch,
  ) {}

  /** Calls `wake` after each notification, and whenever one may have been missed: once it listens, and after each loss. */
  listen(channel: string, wake: () => void): () => void {
    const wakes = this.#wakes.get(channel) ?? new Set();
    wakes.add(wake);
    if (!this.#wakes.has(channel)) {
      this.#wakes.set(channel, wakes);
      if (this.#connection) void this.#attend(this.#connection, channel);
    }
    this.#running ??= this.#run();
    return () => void wakes.delete(wake);
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#connection?.close();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const onnotify = (channel: string) => this.#wake(channel);
      const connection = (this.#connection = new Connection(this.url, { ...this.options, onnotify }));
      for (const channel of this.#wakes.keys()) void this.#attend(connection, channel);
      const watching = this.#keepWatch(connection);
      await connection.lost;
      clearInterval(watching);
      connection.discard();
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Asks again and again, and gives the connection up when nothing comes back. */
  #keepWatch(connection: Connection): NodeJS.Timeout {
    let looks = 0;
    let isAsked = false;
    const answered = () => {
      [looks, isAsked] = [0, false];
      this.watch.onAnswer();
    };
    return setInterval(() => {
      if (!isAsked) {
        isAsked = true;
        // Where it fails the connection is lost, and this watch with it.
        connection.run('select 1').then(answered, () => undefined);
      } else if (++looks === PATIENCE) {
        connection.discard();
        this.watch.onSilence();
      }
    }, EVERY);
  }

  /** Whatever it fails with, the connection is lost with it and made anew. */
  async #attend(connection: Connection, channel: string): Promise<void> {
    try {
      await connection.run(`listen "${channel}"`);
      // It answers: whoever is woken may ask at once.
      this.watch.onAnswer();
      this.#wake(channel);
    } catch {
      connection.discard();
    }
  }

  #wake(channel: string): void {
    for (const wake of this.#wakes.get(channel) ?? []) wake();
  }
}

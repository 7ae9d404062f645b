/** The connection on which the database wakes us, put up again whenever it is lost. It carries nothing that matters. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection, type Options } from './pool.ts';

/** How long after a loss it is tried again, in milliseconds. */
const PAUSE = 200;

/** A connection that does nothing but listen, and is put up again when it is lost. */
export class Listener {
  readonly #wakes = new Map<string, Set<() => void>>();
  readonly #end = new AbortController();
  #connection: Connection | undefined;
  #running: Promise<void> | undefined;

  constructor(
    readonly url: string,
    readonly options: Options,
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
      await connection.lost;
      connection.discard();
      await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Whatever it fails with, the connection is lost with it and made anew. */
  async #attend(connection: Connection, channel: string): Promise<void> {
    try {
      await connection.run(`listen "${channel}"`);
      this.#wake(channel);
    } catch {
      connection.discard();
    }
  }

  #wake(channel: string): void {
    for (const wake of this.#wakes.get(channel) ?? []) wake();
  }
}

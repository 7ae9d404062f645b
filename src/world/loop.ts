/** Work that is done whenever somebody says there may be some, and once in a while without: a lost wake-up only delays it. */
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';

/** What a loop does. */
export interface LoopOptions {
  /** What is done, for the log. */
  name: string;
  /** Does some of it; in how many milliseconds to look again where nobody wakes it, 0 where there may be more at once. */
  pass: () => Promise<number>;
  /** Whose notifications wake it, also from other threads and processes. */
  wokenBy?: { db: Pick<Database, 'listen'>; channel: string };
  log: Pick<Logger, 'warn' | 'info'>;
}

/** How often a queue is looked at that should wake the loop: what another process left behind, in milliseconds. */
export const IDLE = 1000;

/** After a failure nothing is tried for so long, in milliseconds: a database that is down wakes nobody. */
const PAUSE = 250;

/** A loop that is woken. */
export class Loop {
  readonly #options: LoopOptions;
  #running: Promise<void> = Promise.resolve();
  #listening: Promise<() => Promise<void>> | undefined;
  #stopped = false;
  #woken = false;
  #failing = false;
  #rouse: () => void = () => {};

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    const { wokenBy } = this.#options;
    this.#listening = wokenBy?.db.listen(wokenBy.channel, this.wake);
    this.#running = this.#run();
  }

  readonly wake = (): void => {
    this.#woken = true;
    this.#rouse();
  };

  /** Ends after the pass that runs. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    const silence = await this.#listening;
    await silence?.();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const wait = await this.#work();
      if (wait === null) await this.#sleep(PAUSE);
      else if (wait > 0 && !this.#woken) await this.#sleep(wait);
    }
  }

  /** One pass; null where it failed. */
  async #work(): Promise<number | null> {
    const { name, pass, log } = this.#options;
    try {
      const wait = await pass();
      if (this.#failing) log.info(`${name} works again`);
      this.#failing = false;
      return wait;
    } catch (error) {
      // Told once an outage, not every quarter of a second.
      if (!this.#failing && !this.#stopped) log.warn({ err: error }, `${name} failed and is tried again`);
      this.#failing = true;
      return null;
    }
  }

  #sleep(milliseconds: number): Promise<void> {
    if (this.#stopped) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#rouse(), milliseconds);
      this.#rouse = () => {
        clearTimeout(timer);
        this.#rouse = () => {};
        resolve();
      };
    });
  }
}

/** Work that is done whenever somebody says there may be some, and once in a while without: a lost wake-up only delays it. */
import type { Logger } from 'pino';

export interface LoopOptions {
  /** What is done, for the log. */
  name: string;
  /** Does some of it; whether there may be more at once. */
  pass: () => Promise<boolean>;
  log: Pick<Logger, 'warn' | 'info'>;
  /** Milliseconds to the next pass where nobody wakes it. */
  idle: number;
}

/** After a failure nothing is tried for so long, in milliseconds: a database that is down wakes nobody. */
const PAUSE = 250;

export class Loop {
  readonly #options: LoopOptions;
  #running: Promise<void> = Promise.resolve();
  #stopped = false;
  #woken = false;
  #failing = false;
  #rouse: () => void = () => {};

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
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
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#woken = false;
      const succeeded = await this.#work();
      if (!succeeded) await this.#sleep(PAUSE);
      else if (!this.#woken) await this.#sleep(this.#options.idle);
    }
  }

  async #work(): Promise<boolean> {
    const { name, pass, log } = this.#options;
    try {
      while (!this.#stopped && (await pass()));
      if (this.#failing) log.info(`${name} works again`);
      this.#failing = false;
      return true;
    } catch (error) {
      // Told once an outage, not every quarter of a second.
      if (!this.#failing && !this.#stopped) log.warn({ err: error }, `${name} failed and is tried again`);
      this.#failing = true;
      return false;
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

/** The threads of the parts, seen from the main thread: each is started again whenever it ended and was not told to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Delay } from './delay.ts';
import type { FromPart, PartName, PartSettings, ToPart } from './messages.ts';

/** A part could not start. */
export class PartFailed extends Error {
  constructor(
    message: string,
    /** Because another process has the embedded database open. */
    readonly isHeld: boolean,
  ) {
    super(message);
  }
}

/** What a part needs. */
export interface PartOptions {
  name: PartName;
  /** The program, which runs the part when it finds itself in a thread. */
  program: string;
  settings: PartSettings;
  log: Logger;
  /** Told how long the part keeps what waits in its thread. */
  onDelay: (part: PartName, delay: Delay) => void;
  /** Told what the part says of its work. */
  onMessage?: (message: FromPart) => void;
  /** Called with each new thread, before it is ready. */
  onThread?: (part: Part) => void;
}

/** How long a part may take to stop, in milliseconds; then its thread is ended. */
const GRACE = 20_000;
/** The first and the longest pause before a part is started again, in milliseconds. */
const PAUSE = 100;
const LONGEST = 10_000;

/** A part and the thread it runs in at the moment. */
export class Part {
  readonly #options: PartOptions;
  readonly #end = new AbortController();
  #worker: Worker | undefined;
  #exited: Promise<void> = Promise.resolve();
  #keeping: Promise<void> = Promise.resolve();
  #isUp = false;

  constructor(options: PartOptions) {
    this.#options = options;
  }

  /** Whether it does its work at the moment. */
  get isUp(): boolean {
    return this.#isUp;
  }

  get name(): PartName {
    return this.#options.name;
  }

  /** Starts it for the first time; rejects with PartFailed where it says why it cannot. */
  async start(): Promise<void> {
    await this.#launch();
    this.#keeping = this.#keep();
  }

  /** Gives it one end of a line and answers the other. */
  line(): MessageChannel['port1'] {
    const { port1, port2 } = new MessageChannel();
    this.take(port2);
    return port1;
  }

  /** Gives it the end of a line. */
  take(port: MessageChannel['port1']): void {
    const message: ToPart = { type: 'line', port };
    this.#worker?.postMessage(message, [port]);
  }

  /** Lets it finish what it is doing. */
  async stop(): Promise<void> {
    this.#end.abort();
    const message: ToPart = { type: 'stop' };
    this.#worker?.postMessage(message);
    const timer = setTimeout(() => void this.#worker?.terminate(), GRACE);
    await this.#exited;
    await this.#keeping;
    clearTimeout(timer);
  }

  /** Starts it again whenever its thread has ended. */
  async #keep(): Promise<void> {
    const { name, log } = this.#options;
    const { signal } = this.#end;
    for (let pause = PAUSE; ; pause = Math.min(2 * pause, LONGEST)) {
      const begin = performance.now();
      await this.#exited;
      if (signal.aborted) return;
      if (performance.now() - begin > LONGEST) pause = PAUSE;
      await sleep(pause, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#launch().then(
        () => log.info({ part: name }, 'the part works again'),
        (error: unknown) =>
          log.error({ err: error, part: name }, 'a part could not be started and is tried again'),
      );
    }
  }

  /** A new thread; settles when the part is ready. */
  #launch(): Promise<void> {
    const { name, program, settings, log, onDelay, onMessage, onThread } = this.#options;
    const worker = new Worker(new URL(program), { workerData: { part: name, settings }, name });
    this.#worker = worker;
    const started = new Promise<void>((resolve, reject) => {
      worker.on('message', (message: FromPart) => {
        if (message.type === 'ready') {
          this.#isUp = true;
          resolve();
        } else if (message.type === 'failed') {
          reject(new PartFailed(message.message, message.isHeld));
        } else if (message.type === 'delay') onDelay(name, message);
        else onMessage?.(message);
      });
      worker.once('error', (error) => {
        log.error({ err: error, part: name }, 'a defect ended a part, which is started again');
        reject(error);
      });
      this.#exited = new Promise((exited) => {
        worker.once('exit', (code) => {
          if (this.#isUp && !this.#end.signal.aborted)
            log.error({ part: name, code }, 'a part has ended and is started again');
          this.#isUp = false;
          reject(new Error(`the thread of the part "${name}" ended with ${code}`));
          exited();
        });
      });
    });
    onThread?.(this);
    return started;
  }
}

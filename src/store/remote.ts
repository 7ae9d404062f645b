/**
 * A database that another thread has open: statements go there as messages, rows and notifications come back. Every thread has a line
 * of its own to it. A line that breaks loses what was not committed, as a connection does, and the next one takes its place.
 */
import type { MessagePort } from 'node:worker_threads';
import { type Driver, type Run, TransactionLost } from './database.ts';

/** What is asked over a line. A transaction is named by who asks. */
type Question =
  | { ask: 'run'; transaction: number | null; text: string; params: unknown[] }
  | { ask: 'begin' | 'commit' | 'rollback'; transaction: number }
  | { ask: 'listen'; channel: string };

type Answer = { id: number } & ({ rows: object[] } | { error: Record<string, unknown> });
type Message = Answer | { notified: string };

/** A transaction that is open at the database. */
interface Open {
  run: Run;
  end: (how: 'commit' | 'rollback') => Promise<void>;
}

const NOTHING: object[] = [];

/** Answers what is asked over a line, until it breaks. */
export function serveDriver(driver: Driver, port: MessagePort): void {
  const open = new Map<number, Open>();
  const silences: Promise<() => Promise<void>>[] = [];
  let broken = false;
  const tell = (message: Message) => port.postMessage(message);
  const answer = async (question: Question): Promise<object[]> => {
    switch (question.ask) {
      case 'run':
        return runOf(driver, open, question.transaction)(question.text, question.params);
      case 'begin': {
        const begun = await begin(driver);
        // It may have waited for its turn longer than the line lasted, and nobody would end it.
        if (broken) await begun.end('rollback');
        else open.set(question.transaction, begun);
        return NOTHING;
      }
      case 'commit':
      case 'rollback':
        await closing(open, question.transaction)?.end(question.ask);
        return NOTHING;
      case 'listen': {
        const { channel } = question;
        silences.push(driver.listen(channel, () => tell({ notified: channel })));
        await silences.at(-1);
        return NOTHING;
      }
    }
  };
  port.on('message', ({ id, ...question }: Question & { id: number }) => {
    answer(question as Question).then(
      (rows) => tell({ id, rows }),
      (error: unknown) => tell({ id, error: plainError(error) }),
    );
  });
  port.on('close', () => {
    broken = true;
    // Nobody is left to be told of what fails here; the database may be closed by now.
    const ignored = () => undefined;
    for (const it of open.values()) it.end('rollback').catch(ignored);
    for (const it of silences) it.then((silence) => silence()).catch(ignored);
  });
}

function runOf(driver: Driver, open: ReadonlyMap<number, Open>, transaction: number | null): Run {
  if (transaction === null) return (text, params) => driver.run(text, params);
  const found = open.get(transaction);
  if (!found) throw new Error('this transaction has ended');
  return found.run;
}

function closing(open: Map<number, Open>, transaction: number): Open | undefined {
  const found = open.get(transaction);
  open.delete(transaction);
  return found;
}

/** Thrown to have a transaction rolled back. */
const ROLLBACK = new Error('rolled back');

/** Begins a transaction that stays open until it is told how to end. */
function begin(driver: Driver): Promise<Open> {
  return new Promise((resolve, reject) => {
    const done = driver.transaction(
      (run) =>
        new Promise<void>((commit, rollback) => {
          const end = async (how: 'commit' | 'rollback'): Promise<void> => {
            if (how === 'commit') commit();
            else rollback(ROLLBACK);
            await done.catch((error: unknown) => {
              if (error !== ROLLBACK) throw error;
            });
          };
          resolve({ run, end });
        }),
    );
    done.catch(reject);
  });
}

/** What of an error others act on; a message cannot carry its class. */
function plainError(error: unknown): Record<string, unknown> {
  const { message, code, severity, detail, constraint } = error as Record<string, unknown>;
  return { message, code, severity, detail, constraint };
}

/** One line: what was asked and not answered is lost with it. */
class Line {
  readonly #waiting = new Map<
    number,
    { resolve: (rows: object[]) => void; reject: (error: Error) => void }
  >();
  readonly #port: MessagePort;
  #asked = 0;
  #lost: TransactionLost | undefined;

  constructor(port: MessagePort, notified: (channel: string) => void) {
    this.#port = port;
    port.on('message', (message: Message) => {
      if ('notified' in message) return notified(message.notified);
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('rows' in message) waiting?.resolve(message.rows);
      else waiting?.reject(Object.assign(new Error(), message.error));
    });
    port.on('close', () => this.#lose());
  }

  ask<T extends object>(question: Question): Promise<T[]> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost);
      const id = ++this.#asked;
      this.#waiting.set(id, { resolve: resolve as (rows: object[]) => void, reject });
      this.#port.postMessage({ id, ...question });
    });
  }

  close(): void {
    this.#port.close();
    this.#lose();
  }

  #lose(): void {
    this.#lost ??= new TransactionLost(new Error('the thread of the database has ended'));
    for (const { reject } of this.#waiting.values()) reject(this.#lost);
    this.#waiting.clear();
  }
}

/** The way to a database of another thread. What is asked before there is a line, or between two, waits for the next one. */
export class RemoteDriver implements Driver {
  readonly #wakes = new Map<string, Set<() => void>>();
  #transactions = 0;
  #current: Line | undefined;
  #waiting: ((line: Line) => void)[] = [];

  constructor(readonly kind: Driver['kind']) {}

  /** Asks over this line from now on. What was asked over the one before is lost: it may lead to nobody any more. */
  attach(port: MessagePort): void {
    this.#current?.close();
    const line = new Line(port, (channel) => this.#wake(channel));
    port.on('close', () => {
      if (this.#current === line) this.#current = undefined;
    });
    this.#current = line;
    for (const channel of this.#wakes.keys()) void this.#attend(line, channel);
    for (const resolve of this.#waiting.splice(0)) resolve(line);
  }

  async run<T extends object>(text: string, params: unknown[]): Promise<T[]> {
    return (await this.#line()).ask<T>({ ask: 'run', transaction: null, text, params });
  }

  async transaction<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const line = await this.#line();
    const transaction = ++this.#transactions;
    await line.ask({ ask: 'begin', transaction });
    try {
      const result = await work((text, params) => line.ask({ ask: 'run', transaction, text, params }));
      await line.ask({ ask: 'commit', transaction });
      return result;
    } catch (error) {
      // Where this fails too the line is lost, and the transaction with it.
      await line.ask({ ask: 'rollback', transaction }).catch(() => undefined);
      throw error;
    }
  }

  listen(channel: string, wake: () => void): Promise<() => Promise<void>> {
    const wakes = this.#wakes.get(channel) ?? new Set();
    wakes.add(wake);
    if (!this.#wakes.has(channel)) {
      this.#wakes.set(channel, wakes);
      if (this.#current) void this.#attend(this.#current, channel);
    }
    return Promise.resolve(() => Promise.resolve(void wakes.delete(wake)));
  }

  /** The thread that has the database open did it before it answered. */
  migrate(): Promise<void> {
    return Promise.resolve();
  }

  /** Closes the line, not the database. */
  close(): Promise<void> {
    this.#current?.close();
    return Promise.resolve();
  }

  #line(): Promise<Line> {
    if (this.#current) return Promise.resolve(this.#current);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Wakes once it listens, for what may have been missed. */
  async #attend(line: Line, channel: string): Promise<void> {
    await line.ask({ ask: 'listen', channel }).then(
      () => this.#wake(channel),
      // The line is lost, and the next one attends to it.
      () => undefined,
    );
  }

  #wake(channel: string): void {
    for (const wake of this.#wakes.get(channel) ?? []) wake();
  }
}

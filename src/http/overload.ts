/**
 * How much work one process takes on. Beyond it, what is new is refused at once and before anything of it is read: whatever waits
 * holds memory, and makes those wait who were there first.
 */
import type { IncomingMessage } from 'node:http';
import { type Handler, type Refused, refuse } from './refusal.ts';

/** Why new work is refused: too much is under way, or the thread does not keep up. */
export type Overloading = 'in_flight' | 'delay';

export interface OverloadOptions {
  /** Requests under way at once, and operations under way at once. */
  most: number;
  /** Told of each refusal. */
  onRefusal?: (reason: Overloading) => void;
}

/** The delay of the thread from which on nothing new is taken, in seconds. */
const LONGEST_DELAY = 1;
/** So many looks at the delay, one a second, are considered: the middle one counts, so that one long pause is none of it. */
const LOOKS = 3;

const OVERLOADED: Refused = {
  status: 503,
  code: 'OVERLOADED',
  message: 'this server has as much to do as it can at the moment; send the same again in a second',
  headers: { 'Retry-After': '1' },
};

/** The work of one process: it is counted, and refused where there is too much. */
export class Overload {
  readonly #options: OverloadOptions;
  readonly #leaving = new WeakMap<object, () => void>();
  #requests = 0;
  /**
   * Counted beside the requests: an operation over a WebSocket has none, and one whose client has gone, or was told that it took too
   * long, outlives its own.
   */
  #operations = 0;
  #delays: readonly number[] = [];

  constructor(options: OverloadOptions) {
    this.#options = options;
  }

  /** What is counted at the moment. */
  get underWay(): { requests: number; operations: number } {
    return { requests: this.#requests, operations: this.#operations };
  }

  /** Whether as much is under way as may be. */
  get isFull(): boolean {
    return Math.max(this.#requests, this.#operations) >= this.#options.most;
  }

  /** Takes a look at the thread's delay, in seconds. */
  delayed({ p99 }: { p99: number }): void {
    this.#delays = [...this.#delays, p99].slice(-LOOKS);
  }

  /** Answers by `handle` what there is room for; a request is under way until its answer has left, or has become a stream. */
  around(handle: Handler): Handler {
    return (request, response, of) => {
      if (this.refuses()) return refuse(request, response, OVERLOADED);
      this.#requests++;
      const leave = once(() => this.#requests--);
      this.#leaving.set(request, leave);
      response.once('close', leave);
      return handle(request, response, of);
    };
  }

  /** The answer to this request is a stream from now on: it costs when something happens, not while it is open. */
  streams(request: IncomingMessage): void {
    this.#leaving.get(request)?.();
  }

  /** Counts the work for an operation until it settles, also where nobody waits for it any more. */
  count(work: Promise<unknown>): void {
    this.#operations++;
    const done = () => void this.#operations--;
    work.then(done, done);
  }

  /** Whether there is no room for one more; a refusal is told. */
  refuses(): boolean {
    const reason = this.#reason();
    if (reason) this.#options.onRefusal?.(reason);
    return reason !== null;
  }

  #reason(): Overloading | null {
    if (this.isFull) return 'in_flight';
    const middle = [...this.#delays].sort((a, b) => a - b)[Math.floor(LOOKS / 2)] ?? 0;
    return middle >= LONGEST_DELAY ? 'delay' : null;
  }
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

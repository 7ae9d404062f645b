/** What one principal may have under way at once, so that nobody takes all the room of a process. */
import type { IncomingMessage } from 'node:http';
import { Counts, isLimited } from '../access/rates.ts';
import type { Viewer } from '../access/viewer.ts';
import { type Handler, type Refused, refuse } from './refusal.ts';

/** How much it may be. */
export interface UnderWayOptions {
  /** Requests to /graphql at once, and operations at once. */
  requests?: number;
  /** Files at once that are sent. */
  uploads?: number;
  /** Files at once that are fetched. */
  exports?: number;
  /** Told of each refusal, and of those that others give for the same reason. */
  onRefusal?: () => void;
}

const [MOST_REQUESTS, MOST_UPLOADS, MOST_EXPORTS] = [20, 2, 2];

const limited = (message: string, seconds: number): Refused => ({
  status: 429,
  code: 'RATE_LIMITED',
  message,
  headers: { 'Retry-After': String(seconds) },
});

const TOO_MANY_REQUESTS = limited(
  'you have as many requests under way as you may; send this one again when one is answered',
  1,
);

/** What an upload beyond those that somebody may send at once is refused with. */
export const TOO_MANY_UPLOADS = limited(
  'you are sending as many files as you may; send this one again when one is done',
  5,
);

/** What an export beyond those that somebody may fetch at once is refused with. */
export const TOO_MANY_EXPORTS = limited(
  'you are fetching as many files as you may; ask for this one again when one is done',
  5,
);

/** What each principal has under way: it is counted, and refused where it is too much. */
export class UnderWay {
  readonly #most: { requests: number; uploads: number; exports: number };
  readonly #onRefusal: () => void;
  readonly #requests = new Counts();
  /** Counted beside the requests, for the same reasons as in `overload.ts`. */
  readonly #operations = new Counts();
  readonly #uploads = new Counts();
  readonly #exports = new Counts();
  readonly #leaving = new WeakMap<IncomingMessage, () => void>();

  constructor({
    requests = MOST_REQUESTS,
    uploads = MOST_UPLOADS,
    exports = MOST_EXPORTS,
    onRefusal = () => {},
  }: UnderWayOptions = {}) {
    this.#most = { requests, uploads, exports };
    this.#onRefusal = onRefusal;
  }

  /** What is counted of somebody at the moment. */
  of(principal: string): { requests: number; operations: number; uploads: number; exports: number } {
    return {
      requests: this.#requests.of(principal),
      operations: this.#operations.of(principal),
      uploads: this.#uploads.of(principal),
      exports: this.#exports.of(principal),
    };
  }

  /** Answers by `handle` what somebody has room for; a request counts until its answer has left, or has become a stream. */
  around(handle: Handler): Handler {
    return (request, response, of) => {
      const viewer = of.caller?.viewer;
      if (!viewer || !isLimited(viewer)) return handle(request, response, of);
      if (this.refuses(viewer)) return refuse(request, response, TOO_MANY_REQUESTS);
      const leave = this.#requests.add(viewer.principal);
      this.#leaving.set(request, leave);
      response.once('close', leave);
      return handle(request, response, of);
    };
  }

  /** Does the work for a file that is sent, and counts it until it is done; false where somebody has as many as may be, and then nothing of it is done. */
  upload(viewer: Viewer, work: () => Promise<void>): Promise<boolean> {
    return this.#file(viewer, work, this.#uploads, this.#most.uploads);
  }

  /** The same for a file that is fetched. */
  export(viewer: Viewer, work: () => Promise<void>): Promise<boolean> {
    return this.#file(viewer, work, this.#exports, this.#most.exports);
  }

  async #file(
    { kind, principal }: Viewer,
    work: () => Promise<void>,
    counts: Counts,
    most: number,
  ): Promise<boolean> {
    if (!isLimited({ kind })) {
      await work();
      return true;
    }
    if (counts.of(principal) >= most) {
      this.refused();
      return false;
    }
    const leave = counts.add(principal);
    try {
      await work();
      return true;
    } finally {
      leave();
    }
  }

  /** Whether somebody has no room for one operation more; a refusal is told. */
  refuses({ kind, principal }: Viewer): boolean {
    const { requests, operations } = this.of(principal);
    const isFull = isLimited({ kind }) && Math.max(requests, operations) >= this.#most.requests;
    if (isFull) this.refused();
    return isFull;
  }

  /** Counts the work for an operation of somebody until it settles, also where nobody waits for it any more. */
  count({ kind, principal }: Viewer, work: Promise<unknown>): void {
    if (!isLimited({ kind })) return;
    const leave = this.#operations.add(principal);
    work.then(leave, leave);
  }

  /** The answer to this request is a stream from now on, which is counted as one. */
  streams(request: IncomingMessage): void {
    this.#leaving.get(request)?.();
  }

  /** Told of what is refused elsewhere because somebody asked for too much. */
  refused(): void {
    this.#onRefusal();
  }
}

/**
 * The feed of one process: new rows are read once, kept in a bounded ring, and handed to every follower. Who is further
 * behind than the ring reads pages of the table at its own pace. Only followers that wait are remembered.
 */
import type { Logger } from 'pino';
import type { Database } from '../store/database.ts';
import { eventsAfter, FEED_CHANNEL, feedBounds } from '../store/feed.ts';
import { IDLE, Loop } from '../world/loop.ts';
import { retrying } from '../world/retry.ts';
import type { Feed, FeedEvent } from './feed.ts';
import { Ring } from './ring.ts';

/** Events that stay in memory: a few hundred bytes each. */
const HELD = 4096;
/** Events a statement reads, and a follower is handed at once. */
const PAGE = 1000;
const BATCH = 100;
const NOTHING: readonly FeedEvent[] = [];

/** The feed over the rows of a database. */
export class Tail implements Feed {
  readonly #db: Database;
  readonly #loop: Loop;
  readonly #waiting = new Set<() => void>();
  #ring: Ring | undefined;
  #ended = false;

  constructor(db: Database, log: Logger) {
    this.#db = db;
    const pass = () => this.#pass();
    this.#loop = new Loop({ name: 'following the feed', pass, wokenBy: { db, channel: FEED_CHANNEL }, log });
  }

  start(): void {
    this.#loop.start();
  }

  /** Looks for new events now. */
  readonly wake = (): void => this.#loop.wake();

  /** Ends, and with it everybody who follows. */
  async stop(): Promise<void> {
    this.#ended = true;
    this.#rouse();
    await this.#loop.stop();
  }

  async position(): Promise<number> {
    while (!this.#ring && !this.#ended) await new Promise<void>((resolve) => this.await(resolve));
    return this.#ring?.head ?? 0;
  }

  async head(): Promise<number> {
    return (await feedBounds(this.#db, 0)).head;
  }

  read(after: number, limit: number): Promise<FeedEvent[]> {
    return eventsAfter(this.#db, after, limit);
  }

  follow(after: number, signal: AbortSignal): AsyncIterable<readonly FeedEvent[]> {
    return { [Symbol.asyncIterator]: () => new Follower(this, after, signal) };
  }

  /** What is in memory after a sequence: empty where there is nothing yet, undefined where it is held no longer. */
  held(after: number): readonly FeedEvent[] | undefined {
    return this.#ring ? this.#ring.after(after, BATCH) : NOTHING;
  }

  /** A page of the table, for who is behind the ring. Rejects if it cannot be read for a while. */
  page(after: number, ended: () => boolean): Promise<readonly FeedEvent[]> {
    return retrying(() => this.read(after, BATCH), ended);
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Calls back once, with the next events or at the end; forget by `forget`. */
  await(ready: () => void): void {
    this.#waiting.add(ready);
  }

  forget(ready: () => void): void {
    this.#waiting.delete(ready);
  }

  async #pass(): Promise<number> {
    const first = this.#ring === undefined;
    this.#ring ??= new Ring(HELD, await this.head());
    const fresh = await this.read(this.#ring.head, PAGE);
    this.#ring.push(fresh);
    if (fresh.length > 0 || first) this.#rouse();
    return fresh.length === PAGE ? 0 : IDLE;
  }

  #rouse(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const ready of waiting) ready();
  }
}

/** One who follows. `return` and the signal end it at once, also while it waits: a generator would wait for the next event. */
class Follower implements AsyncIterator<readonly FeedEvent[]> {
  readonly #tail: Tail;
  readonly #signal: AbortSignal;
  #after: number;
  #done = false;
  #roused: () => void = () => {};

  constructor(tail: Tail, after: number, signal: AbortSignal) {
    this.#tail = tail;
    this.#after = after;
    this.#signal = signal;
    if (signal.aborted) this.#done = true;
    else signal.addEventListener('abort', this.#end, { once: true });
  }

  async next(): Promise<IteratorResult<readonly FeedEvent[]>> {
    while (!this.#isDone()) {
      // Nothing may be awaited between the look into the ring and the waiting, or a wake-up could be missed.
      const held = this.#tail.held(this.#after);
      const events = held ?? (await this.#tail.page(this.#after, () => this.#isDone()));
      if (events.length > 0 && !this.#isDone()) {
        this.#after = events.at(-1)!.sequence;
        return { done: false, value: events };
      }
      if (!this.#isDone()) await this.#wait();
    }
    this.#end();
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<readonly FeedEvent[]>> {
    this.#end();
    return { done: true, value: undefined };
  }

  #isDone(): boolean {
    return this.#done || this.#tail.ended;
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#roused = resolve;
      this.#tail.await(resolve);
    });
  }

  readonly #end = (): void => {
    this.#done = true;
    this.#signal.removeEventListener('abort', this.#end);
    this.#tail.forget(this.#roused);
    this.#roused();
  };
}

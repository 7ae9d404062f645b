/** The latest events in memory, bounded: what followers that keep up are served from. */
import type { FeedEvent } from './feed.ts';

/** The latest events, at most a quarter more than the capacity. */
export class Ring {
  readonly #capacity: number;
  #events: FeedEvent[] = [];
  /** The sequence before the first event that is held. */
  #floor: number;

  /** Empty, right after the event with this sequence. */
  constructor(capacity: number, head: number) {
    this.#capacity = capacity;
    this.#floor = head;
  }

  /** The sequence of the latest event. */
  get head(): number {
    return this.#floor + this.#events.length;
  }

  /** Adds what follows the head. */
  push(events: readonly FeedEvent[]): void {
    this.#events.push(...events);
    // Cut in large pieces, so that an event costs no more than its own place.
    const surplus = this.#events.length - this.#capacity;
    if (surplus < this.#capacity / 4) return;
    this.#events = this.#events.slice(surplus);
    this.#floor += surplus;
  }

  /** Up to `limit` events after a sequence; empty at the head or beyond it, undefined where they are held no longer. */
  after(sequence: number, limit: number): readonly FeedEvent[] | undefined {
    if (sequence < this.#floor) return undefined;
    const at = sequence - this.#floor;
    return this.#events.slice(at, at + limit);
  }
}

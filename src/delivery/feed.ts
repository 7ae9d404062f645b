/**
 * The feed: every event of the database in one total order, read from committed rows and handed to whoever follows.
 *
 * A sequence is the place of an event in that order: 1, 2, 3 … without gaps, the same on every server. Whoever remembers
 * the sequence of the last event that was dealt with can go on after it, on another server or after a restart:
 *
 *     for await (const events of feed.follow(after, signal)) { … }   // batches in order, none empty
 *
 * `follow` pulls: while its consumer is busy nothing is read for it and nothing piles up. It ends when the signal aborts,
 * and rejects only where the database stays unreachable; then follow again from the last sequence.
 * Events are shared between followers and never changed: treat them as frozen.
 *
 * Beside this file: `kinds/` says of each kind of event who is told of it and in which words, `cursor.ts` turns
 * sequences into the opaque cursors of the API and back.
 */
import type { EventRow } from '../store/events.ts';

/** One change, of any kind, as it was published. */
export type FeedEvent = EventRow;

/** What is told, in its order. */
export interface Feed {
  /** The sequence up to which this process has read: at or shortly behind the head. Waits for the first look. */
  position(): Promise<number>;
  /** The sequence of the latest event that has one; 0 before the first. One statement. */
  head(): Promise<number>;
  /** Up to `limit` events after a sequence, in order; one statement. */
  read(after: number, limit: number): Promise<FeedEvent[]>;
  /** Every event after a sequence, in order and without a gap, then those to come, in batches, until the signal aborts. */
  follow(after: number, signal: AbortSignal): AsyncIterable<readonly FeedEvent[]>;
}

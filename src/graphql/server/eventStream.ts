/** One subscription as its transport reads it: frames in order, pulled when the last ones are on their way. */
import type { ExecutionResult } from 'graphql';
import type { FeedEvent } from '../../delivery/feed.ts';
import type { EventSource } from '../events/eventSource.ts';
import type { Announcement, Broadcast } from './broadcast.ts';
import type { Frame, FrameMaker } from './frames.ts';

type Batches = AsyncIterator<readonly FeedEvent[]>;

export interface EventStreamParts {
  source: EventSource;
  maker: FrameMaker;
  /** Where it listens when it is up to date. */
  broadcast: Broadcast;
  /** Called once. */
  onEnd: () => void;
}

export class EventStream implements AsyncIterableIterator<ExecutionResult> {
  readonly #parts: EventStreamParts;
  readonly #ended = new AbortController();
  #pending: Frame[] = [];
  /** The last event that was dealt with, or handed out if the transport has not come back. */
  #reached: number;
  #isListening = false;
  #batches: Batches | undefined;
  #stop: (nothing: null) => void = () => {};
  #failure: Error | undefined;

  constructor(parts: EventStreamParts) {
    this.#parts = parts;
    this.#reached = parts.source.begin;
  }

  /** While it listens: the sequence of the last event that was dealt with, sent or passed over by the filter. */
  get position(): number {
    return this.#isListening ? Math.max(this.#reached, this.#parts.broadcast.position) : this.#reached;
  }

  get isListening(): boolean {
    return this.#isListening;
  }

  get isEnded(): boolean {
    return this.#ended.signal.aborted;
  }

  /** The next frames, at least one; null at the end. Asking again says that the last ones were dealt with. */
  async frames(): Promise<readonly Frame[] | null> {
    try {
      while (!this.isEnded) {
        const frames =
          this.#reached < this.#parts.broadcast.position ? await this.#catchUp() : await this.#listen();
        if (!frames || this.isEnded) break;
        if (frames.length > 0) return frames;
      }
    } catch (error) {
      this.end();
      throw error;
    }
    this.end();
    if (this.#failure) throw this.#failure;
    return null;
  }

  async next(): Promise<IteratorResult<ExecutionResult>> {
    const frame = this.#pending.shift() ?? (await this.#refill());
    return frame ? { done: false, value: frame.result } : { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<ExecutionResult>> {
    this.end();
    return { done: true, value: undefined };
  }

  /** Ends it at once, and tells why. */
  fail(why: Error): void {
    this.#failure = why;
    this.end();
  }

  /** Ends it at once, also while it waits for an event. */
  end(): void {
    if (this.isEnded) return;
    this.#ended.abort();
    this.#pending = [];
    this.#stop(null);
    this.#parts.onEnd();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** What the broadcast tells next, without what was read here already. */
  async #listen(): Promise<readonly Frame[] | null> {
    this.#closeBatches();
    this.#isListening = true;
    const told = await new Promise<Announcement | null>((resolve, reject) => {
      this.#stop = resolve;
      this.#parts.broadcast.next().then(resolve, reject);
    });
    this.#isListening = false;
    if (!told) return null;
    const { frames, position } = told;
    const known = this.#reached;
    this.#reached = Math.max(known, position);
    return frames[0]!.sequence > known ? frames : frames.filter((it) => it.sequence > known);
  }

  /** The next batch of the feed, read for this subscriber alone. */
  async #catchUp(): Promise<readonly Frame[] | null> {
    const { source, maker } = this.#parts;
    this.#batches ??= source.feed.follow(this.#reached, this.#ended.signal)[Symbol.asyncIterator]();
    const { value: batch, done } = await this.#batches.next();
    if (done) return null;
    const events = await source.passing(batch as readonly FeedEvent[]);
    const frames = await Promise.all(events.map((it) => maker.frameOf(it)));
    this.#reached = (batch as readonly FeedEvent[]).at(-1)!.sequence;
    return frames;
  }

  #closeBatches(): void {
    void this.#batches?.return?.();
    this.#batches = undefined;
  }

  async #refill(): Promise<Frame | undefined> {
    this.#pending = [...((await this.frames()) ?? [])];
    return this.#pending.shift();
  }
}

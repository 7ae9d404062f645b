/**
 * One reading of the feed for all subscribers that ask the same and are up to date: what passes the filter, and what is sent of
 * it, is found out once, and each of them only writes it. Who is busy while something comes is not waited for: it catches up by
 * itself (eventStream.ts) and then listens again.
 */
import type { EventSource } from '../events/eventSource.ts';
import type { Frame, FrameMaker } from './frames.ts';

/** What listeners are told. */
export interface Announcement {
  /** In order, at least one. */
  frames: readonly Frame[];
  /** The sequence up to which they are told everything by it. */
  position: number;
}

interface Listener {
  take(announcement: Announcement | null): void;
  fail(error: unknown): void;
}

export class Broadcast {
  readonly #source: EventSource;
  readonly #maker: FrameMaker;
  readonly #ended = new AbortController();
  #listeners: Listener[] = [];
  #position: number;
  #failure: { error: unknown } | undefined;

  /** Reads from a place at or near the head on, until it is ended. */
  constructor(source: EventSource, maker: FrameMaker, begin: number) {
    this.#source = source;
    this.#maker = maker;
    this.#position = begin;
    void this.#run();
  }

  /** The sequence up to which listeners have been told everything. */
  get position(): number {
    return this.#position;
  }

  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** The next announcement; null at the end. Only for those who know everything up to `position`. */
  next(): Promise<Announcement | null> {
    return new Promise((resolve, reject) => {
      if (this.#failure) reject(this.#failure.error as Error);
      else if (this.#ended.signal.aborted) resolve(null);
      else this.#listeners.push({ take: resolve, fail: reject });
    });
  }

  end(): void {
    this.#ended.abort();
    this.#tell((it) => it.take(null));
  }

  async #run(): Promise<void> {
    try {
      for await (const batch of this.#source.feed.follow(this.#position, this.#ended.signal)) {
        const events = await this.#source.passing(batch);
        const frames = await Promise.all(events.map((it) => this.#maker.frameOf(it)));
        const position = batch.at(-1)!.sequence;
        this.#position = position;
        if (frames.length > 0) this.#tell((it) => it.take({ frames, position }));
      }
      this.end();
    } catch (error) {
      this.#failure = { error };
      this.#tell((it) => it.fail(error));
    }
  }

  #tell(tell: (listener: Listener) => void): void {
    const listeners = this.#listeners;
    this.#listeners = [];
    listeners.forEach(tell);
  }
}

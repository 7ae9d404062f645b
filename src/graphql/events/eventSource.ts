/** What one subscriber asked for: the feed after a place, through a filter. How it is read stands in server/. */
import type { Viewer } from '../../access/viewer.ts';
import type { Feed, FeedEvent } from '../../delivery/feed.ts';
import type { EventRow } from '../../store/events.ts';
import type { Context } from '../context.ts';
import { knownAmong } from '../knownAmong.ts';
import type { EventFilter } from './eventFilter.ts';
import { isKnownEvent } from './serviceEvent.ts';

export class EventSource implements AsyncIterable<EventRow> {
  readonly feed: Feed;
  readonly filter: EventFilter;
  /** The sequence that it begins after. */
  readonly begin: number;
  readonly viewer: Viewer;
  readonly #contexts: Context['events'];

  constructor({ delivery, events, viewer }: Context, filter: EventFilter, begin: number) {
    this.feed = delivery.feed;
    this.filter = filter;
    this.begin = begin;
    this.viewer = viewer;
    this.#contexts = events;
  }

  /** The events of a batch that pass. */
  async passing(batch: readonly FeedEvent[]): Promise<EventRow[]> {
    const context = await this.#contexts.of(batch, this.viewer);
    const known = await knownAmong(context, await context.reads.asSeen(batch), isKnownEvent);
    return known.filter((event) => this.filter.passes(event, context.moment.world));
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<EventRow> {
    for await (const batch of this.feed.follow(this.begin, new AbortController().signal))
      yield* await this.passing(batch);
  }
}

/** The broadcasts that somebody listens to; each is ended with the last of its subscribers. */
import type { EventSource } from '../events/eventSource.ts';
import { Broadcast } from './broadcast.ts';
import type { FrameMaker } from './frames.ts';

interface Audience {
  broadcast: Broadcast;
  size: number;
}

export class Broadcasts {
  readonly #audiences = new Map<string, Audience>();

  /** The broadcast of what a subscriber asked for; a new one begins at `position`. Call `leave` once. */
  join(
    source: EventSource,
    maker: FrameMaker,
    position: number,
  ): { broadcast: Broadcast; leave: () => void } {
    const key = `${maker.name} ${source.filter.key}`;
    const audience = this.#audienceOf(key, () => new Broadcast(source, maker, position));
    audience.size++;
    return { broadcast: audience.broadcast, leave: () => this.#leave(key, audience) };
  }

  #audienceOf(key: string, create: () => Broadcast): Audience {
    const known = this.#audiences.get(key);
    if (known && !known.broadcast.hasFailed) return known;
    const audience = { broadcast: create(), size: 0 };
    this.#audiences.set(key, audience);
    return audience;
  }

  #leave(key: string, audience: Audience): void {
    if (--audience.size > 0) return;
    audience.broadcast.end();
    if (this.#audiences.get(key) === audience) this.#audiences.delete(key);
  }
}

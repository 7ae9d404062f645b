/**
 * The contexts in which events are executed, shared by all subscribers: a thousand of them that are told of one event ask
 * once what is known at this moment, and load its breach once.
 */
import type { EventRow } from '../store/events.ts';
import { type Context, createContext, type SharedContext } from './context.ts';
import { createLoaders } from './loaders.ts';

/** A context serves so long, in milliseconds; what it has loaded then goes with it. */
const LIFE = 1000;

interface Shared {
  context: Promise<Context>;
  /** The latest event that it knows everything about. */
  covers: number;
  until: number;
}

export class EventContexts {
  readonly #shared: SharedContext;
  #latest: Shared | undefined;

  constructor(shared: Omit<SharedContext, 'events'>) {
    this.#shared = { ...shared, events: this };
  }

  /** A context that was made after these events were published. */
  of(events: readonly EventRow[]): Promise<Context> {
    const { sequence } = events.at(-1)!;
    const latest = this.#latest;
    if (latest && sequence <= latest.covers && Date.now() < latest.until) return latest.context;
    const loaders = createLoaders(this.#shared.db);
    // Nearly everybody asks for the breach: it is loaded while the rest is found out.
    for (const id of new Set(events.map((it) => it.breach.id))) loaders.breach.load(id).catch(() => {});
    const shared: Shared = {
      context: createContext(this.#shared, { loaders }),
      covers: sequence,
      until: Date.now() + LIFE,
    };
    shared.context.catch(() => this.renew());
    this.#latest = shared;
    return shared.context;
  }

  /** Forgets what was loaded: it may be that it could not be loaded. */
  renew(): void {
    this.#latest = undefined;
  }
}

/** What every resolver of one request is handed, and every one of an event. */
import type { Delivery } from '../delivery/delivery.ts';
import type { Webhooks } from '../delivery/webhooks/webhooks.ts';
import type { Engine } from '../engine/engine.ts';
import { isBreachEvent } from '../store/breachEvents.ts';
import type { Statements } from '../store/database.ts';
import type { EventRow } from '../store/events.ts';
import type { Moment } from '../world/moment.ts';
import type { Limits } from './limits.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import { type Reads, readsFor } from './reads.ts';

export interface Context {
  /** What records and changes; resolvers of mutations reach it through `change`. */
  engine: Pick<Engine, 'moment' | 'change' | 'record'>;
  delivery: Delivery;
  /** Left out where this server changes no webhooks. */
  webhooks?: Webhooks | undefined;
  reads: Reads;
  limits: Limits;
  loaders: Loaders;
  /** What is known while this request is answered; a mutation that changes it puts the new one in its place. */
  moment: Moment;
  /** The contexts that events are executed in. */
  events: EventContexts;
  /** Where a client that connects again says it was: stronger than the argument `after`. */
  lastEventId: string | null;
  /** Aborts when nobody waits for the answer any more; null where that is not known. */
  ended: AbortSignal | null;
}

/** What all requests share. */
export interface SharedContext extends Pick<
  Context,
  'engine' | 'delivery' | 'webhooks' | 'limits' | 'events'
> {
  /** What is read from; never written to. */
  db: Statements;
}

/** The context of one request; one statement. */
export async function createContext(
  { db, ...shared }: SharedContext,
  request: Partial<Pick<Context, 'lastEventId' | 'ended' | 'loaders'>> = {},
): Promise<Context> {
  const loaders = request.loaders ?? createLoaders(db);
  const moment = await shared.engine.moment();
  return { ...shared, lastEventId: null, ended: null, ...request, reads: readsFor(db), loaders, moment };
}

/** A context serves so long, in milliseconds; what it has loaded then goes with it. */
const LIFE = 1000;

interface Shared {
  context: Promise<Context>;
  /** The latest event that it knows everything about. */
  covers: number;
  until: number;
}

/**
 * The contexts in which events are executed, shared by all subscribers: a thousand of them that are told of one event ask
 * once what is known at this moment, and load its breach once.
 */
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
    for (const id of new Set(events.filter(isBreachEvent).map((it) => it.subjectId)))
      loaders.breach.load(id).catch(() => {});
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

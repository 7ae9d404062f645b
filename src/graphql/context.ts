/** What every resolver of one request is handed, and every one of an event. */
import type { Delivery } from '../delivery/delivery.ts';
import type { Webhooks } from '../delivery/webhooks/webhooks.ts';
import type { Role } from '../access/role.ts';
import { type Caller, hasEverywhere, LOCAL, rightsOf, type Viewer } from '../access/viewer.ts';
import type { AccessTokens } from '../engine/access/tokens.ts';
import type { Audit } from '../engine/access/audit.ts';
import type { Engine, UsedEngine } from '../engine/engine.ts';
import { userWith } from '../engine/user.ts';
import { isBreachEvent } from '../store/breachEvents.ts';
import type { Statements } from '../store/database.ts';
import type { EventRow } from '../store/events.ts';
import { seenThrough } from '../store/sight.ts';
import type { Moment } from '../world/moment.ts';
import type { Limits } from './limits.ts';
import { createLoaders, type Loaders } from './loaders.ts';
import { type Reads, readsFor } from './reads.ts';

/** What comes with a request. */
export interface Incoming {
  caller?: Caller;
}

/** What resolvers have. */
export interface Context extends Caller {
  /** What records and changes, as whoever asks may use it: mutations in the role that they ask for, see `server/mutations.ts`. */
  engine: Pick<UsedEngine, 'moment' | 'change' | 'record'>;
  /** The same in other roles. */
  engineAs(...roles: Role[]): UsedEngine;
  delivery: Delivery;
  /** Left out where this server changes no webhooks. */
  webhooks?: Webhooks | undefined;
  access: Access;
  reads: Reads;
  limits: Limits;
  loaders: Loaders;
  /** What is known while this request is answered, as far as it is seen; a mutation that changes it puts the new one in its place. */
  moment: Moment;
  /** The contexts that events are executed in. */
  events: EventContexts;
  /** Where a client that connects again says it was: stronger than the argument `after`. */
  lastEventId: string | null;
  /** Aborts when nobody waits for the answer any more; null where that is not known. */
  ended: AbortSignal | null;
}

/** Who may come in, and what is noted of what they do. */
export interface Access {
  tokens: AccessTokens;
  /** Left out where nothing is noted. */
  audit?: Audit | undefined;
}

/** What all requests share. */
export interface SharedContext extends Pick<
  Context,
  'delivery' | 'webhooks' | 'access' | 'limits' | 'events'
> {
  engine: Pick<Engine, 'moment' | 'as'>;
  /** What is read from; never written to. */
  db: Statements;
}

/** Whoever asks a server that needs no token. */
export const ANYBODY: Caller = { viewer: LOCAL, address: null };

/** The context of one request; one statement. */
export async function createContext(
  { db, engine, ...shared }: SharedContext,
  request: Caller & Partial<Pick<Context, 'lastEventId' | 'ended' | 'loaders'>>,
): Promise<Context> {
  const engineAs = (...roles: Role[]) => engine.as(userWith(request.viewer, ...roles));
  const used = engineAs('READER');
  const moment = await used.moment();
  const seen = seenThrough(db, moment.world.reference.sight);
  return {
    ...shared,
    lastEventId: null,
    ended: null,
    loaders: createLoaders(seen),
    ...request,
    engine: used,
    engineAs,
    reads: readsFor(seen),
    moment,
  };
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
  /** By what those who ask may do. */
  readonly #latest = new Map<string, Shared>();

  constructor(shared: Omit<SharedContext, 'events'>) {
    this.#shared = { ...shared, events: this };
  }

  /** A context that was made after these events were published, for all who may do the same. */
  of(events: readonly EventRow[], viewer: Viewer): Promise<Context> {
    const { sequence } = events.at(-1)!;
    const rights = rightsOf(viewer);
    const latest = this.#latest.get(rights);
    if (latest && sequence <= latest.covers && Date.now() < latest.until) return latest.context;
    const loaders = hasEverywhere(viewer, 'READER') ? this.#loading(events) : undefined;
    const shared: Shared = {
      context: createContext(this.#shared, { viewer, address: null, ...(loaders && { loaders }) }),
      covers: sequence,
      until: Date.now() + LIFE,
    };
    shared.context.catch(() => this.renew());
    this.#forgetOld();
    this.#latest.set(rights, shared);
    return shared.context;
  }

  /** Forgets what was loaded: it may be that it could not be loaded. */
  renew(): void {
    this.#latest.clear();
  }

  /** Nearly everybody asks for the breach: it is loaded while the rest is found out. */
  #loading(events: readonly EventRow[]): Loaders {
    const loaders = createLoaders(seenThrough(this.#shared.db));
    for (const id of new Set(events.filter(isBreachEvent).map((it) => it.subjectId)))
      loaders.breach.load(id).catch(() => {});
    return loaders;
  }

  #forgetOld(): void {
    const now = Date.now();
    for (const [rights, { until }] of this.#latest) if (until <= now) this.#latest.delete(rights);
  }
}

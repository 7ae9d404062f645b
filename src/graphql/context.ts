/** What every resolver of one request is handed. */
import type { Delivery } from '../delivery/delivery.ts';
import type { Webhooks } from '../delivery/webhooks/webhooks.ts';
import type { Moment, Services } from '../engine/services.ts';
import type { Statements } from '../store/database.ts';
import type { EventContexts } from './eventContexts.ts';
import type { Limits } from './limits.ts';
import { createLoaders, type Loaders } from './loaders.ts';

export interface Context {
  services: Services;
  delivery: Delivery;
  /** Left out where this server changes no webhooks. */
  webhooks?: Webhooks | undefined;
  db: Statements;
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
export type SharedContext = Pick<Context, 'services' | 'delivery' | 'webhooks' | 'db' | 'limits' | 'events'>;

/** The context of one request; one statement. */
export async function createContext(
  shared: SharedContext,
  request: Partial<Pick<Context, 'lastEventId' | 'ended' | 'loaders'>> = {},
): Promise<Context> {
  const loaders = request.loaders ?? createLoaders(shared.db);
  const moment = await shared.services.moment();
  return { ...shared, lastEventId: null, ended: null, ...request, loaders, moment };
}

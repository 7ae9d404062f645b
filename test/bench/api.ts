/**
 * The server of the product, put together as `serve` does, but with room for more subscriptions than a process takes by
 * default. A process of its own. Environment: PORT, DATABASE_URL, SUBSCRIPTIONS.
 */
import { pino } from 'pino';
import { startDelivery } from '../../src/delivery/delivery.ts';
import { startEngine } from '../../src/engine/engine.ts';
import { createGraphQLServer } from '../../src/graphql/server/yoga.ts';
import { takeAddress } from '../../src/http/address.ts';
import { EVERYBODY } from '../../src/http/identity/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { startServer } from '../../src/http/server.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { collectWhenAsked } from './garbage.ts';
import { benchRegistry } from './registry.ts';

const { PORT, DATABASE_URL = '', SUBSCRIPTIONS } = process.env;
const log = pino({ level: 'warn' });
const db = openPostgres(DATABASE_URL);
const delivery = startDelivery({ db, log });
const engine = await startEngine({ db, registry: await benchRegistry(), log });
const limits = { subscriptions: Number(SUBSCRIPTIONS) };
const { yoga, upgrade } = createGraphQLServer({ engine, delivery, db, log, limits });
startServer({
  admission: EVERYBODY,
  server: await takeAddress('127.0.0.1', Number(PORT)),
  allowedHosts: [],
  api: { engine, graphql: yoga, upgrade },
  metrics: createMetrics(),
  log,
  down: () => Promise.resolve([]),
});
collectWhenAsked();

/** The server side, composed: configuration, database, registry, engine, API; and its orderly end. */
import type { Server } from 'node:http';
import { sql } from 'drizzle-orm';
import { type Logger, pino } from 'pino';
import { EXIT } from './cli/exit.ts';
import { SERVER_PARTS, type ServerPart } from './cli/io.ts';
import { type Configuration, readConfiguration } from './config.ts';
import { createDelivery, type Delivery, startDelivery } from './delivery/delivery.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './delivery/webhooks/webhooks.ts';
import { publishRegistry } from './engine/definitions/editions.ts';
import { type Engine, startRecorder } from './engine/engine.ts';
import type { TrustedDocuments } from './graphql/server/trustedDocuments.ts';
import { createGraphQLServer, type GraphQLServer } from './graphql/server/yoga.ts';
import { namesOf } from './graphql/webhooks/webhook.ts';
import { exportsOf } from './http/export/exports.ts';
import { leaveAddress, takeAddress } from './http/address.ts';
import { withinLimits } from './http/withinLimits.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { Overload } from './http/overload.ts';
import { UnderWay } from './http/rates.ts';
import { startServer } from './http/server.ts';
import { openStore, type Store } from './openStore.ts';
import { watchDelay } from './parts/delay.ts';
import { type Common, partOf } from './parts/parts.ts';
import { surviveDriver } from './parts/surviveDriver.ts';
import { recipeFiles } from './recipes.ts';
import { pluginFolder } from './registry/pluginFolder.ts';
import { loadRegistry, type Registry } from './registry/registry.ts';
import { RegistryError } from './registry/registryError.ts';
import { beginSample, loadSample, sampleToLoad, yesterday } from './sample/load.ts';
import { secretsKey } from './secretsKey.ts';
import { accessOf, type ServerAccess } from './serverAccess.ts';
import type { Database } from './store/database.ts';
import { queueLengths } from './store/deliveries.ts';
import { EVENTS_CHANNEL } from './store/events.ts';
import { backlog } from './store/marks.ts';
import { trustedIn } from './trustedFile.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How long requests may go on after the signal to stop, in milliseconds. */
const GRACE = 20_000;

/**
 * Runs the server, or some parts of it, until it is told to stop (SIGINT, SIGTERM). `program` is the file that runs the parts in their
 * threads. Throws errors that carry an `exitCode`.
 */
export async function serve(
  environment: Environment,
  program: string,
  only: readonly ServerPart[] = SERVER_PARTS,
): Promise<void> {
  const configuration = readConfiguration(environment);
  if (!configuration.DATABASE_URL && only.length < SERVER_PARTS.length) throw new NeedsServer();
  const trusted = trustedIn(configuration);
  const log = pino({ level: configuration.LOG_LEVEL });
  surviveDriver(log);
  const stopping = stopSignal();
  const address = await takeAddress(configuration.HOST, configuration.PORT);
  try {
    const metrics = createMetrics();
    const overload = new Overload({ most: configuration.MAX_IN_FLIGHT, onRefusal: metrics.refused });
    watchDelay((delay) => {
      metrics.delayed('api', delay);
      overload.delayed(delay);
    });
    address.on('drop', () => metrics.refused('connections'));
    const settings = { ...configuration, SECRETS_KEY: secretsKey(configuration, log) };
    const given = { program, settings, log, onDelay: metrics.delayed };
    const store = await openStore(settings, given);
    try {
      await run({ configuration, trusted, given, metrics, overload, store, address, stopping, only });
    } finally {
      await store.close();
    }
  } finally {
    leaveAddress(address);
  }
  log.info('stopped');
}

/** Parts were to be run apart without a database that several processes can open. */
class NeedsServer extends Error {
  readonly exitCode = EXIT.USAGE;

  constructor() {
    super(
      '--only needs a PostgreSQL, named by DATABASE_URL: one process at a time has the embedded database open, and runs all parts',
    );
  }
}

interface Run {
  configuration: Configuration;
  trusted: TrustedDocuments;
  given: Common;
  metrics: Metrics;
  overload: Overload;
  store: Store;
  address: Server;
  stopping: Promise<string>;
  only: readonly ServerPart[];
}

async function run({
  configuration,
  trusted,
  given,
  metrics,
  overload,
  store,
  address,
  stopping,
  only,
}: Run): Promise<void> {
  const { db } = store;
  const { log } = given;
  const registry = await loadRegistry({ folder: pluginFolder(), plugins: configuration.KPI_PLUGINS }).catch(
    explained,
  );
  const told = { ...given, onChunk: metrics.computed, onSent: metrics.sent };
  const working = THREADS.filter((it) => only.includes(it)).map((it) => partOf(it, told, () => store.part));
  let api: RunningApi | undefined;
  try {
    await publishRegistry(db, registry);
    store.connect((database) => working.forEach((part) => part.take(database.line())));
    await Promise.all(working.map((part) => part.start()));
    const access = await accessOf(configuration, db, log);
    const shares = new UnderWay({ onRefusal: () => metrics.refused('rate') });
    if (only.includes('api'))
      api = await startApi(configuration, db, registry, { log, access, trusted, gate: overload, shares });
    // Who listens notices a database that does not answer, and nothing else in this thread does.
    else await db.listen(EVENTS_CHANNEL, () => {});
    const { lag } = createDelivery({ db, log, ordering: false });
    const { subscriptions = () => 0 } = api?.graphql ?? {};
    metrics.watch({ backlog: () => backlog(db), subscriptions, lag, queue: () => queueLengths(db) });
    const parts = [...(store.part ? [store.part] : []), ...working];
    const down = async () => {
      const names = parts.filter((it) => !it.isUp).map((it) => it.name);
      if (!names.includes('database')) await db.rows(sql`select 1`);
      return names;
    };
    const server = startServer({
      server: address,
      allowedHosts: configuration.ALLOWED_HOSTS,
      allowedOrigins: configuration.ALLOWED_ORIGINS,
      admission: access.admission,
      api: api && {
        engine: api.engine,
        audit: access.audit,
        graphql: withinLimits(shares.around(api.graphql.yoga), overload, {
          onLate: () => metrics.refused('slow_body'),
        }),
        upgrade: api.graphql.upgrade,
        uploads: shares,
        exports: overload.around(
          exportsOf({
            ...{ engine: api.engine, origin: api.origin, db: db.reading, log },
            ...{ shares, overload, door: access.door },
          }),
        ),
      },
      metrics,
      recipes: recipeFiles(),
      log,
      down,
    });
    const ended = new AbortController();
    // Begun before anybody is told to come: until it is whole the API says so.
    const sampled = api && (await sampleOf(configuration, db, api.engine, log, ended.signal))();
    const url = api ? `${server.url}/graphql` : server.url;
    log.info({ url, parts: only, kpis: registry.kpis.length, database: db.kind }, 'ready');
    log.info({ signal: await stopping }, 'stopping');
    ended.abort();
    await api?.graphql.endSubscriptions();
    await server.stop(GRACE);
    await sampled;
  } finally {
    await Promise.all(working.map((part) => part.stop()));
    await api?.stop();
  }
}

/** The parts that have threads of their own. */
const THREADS = ['engine', 'delivery'] as const;

/** What answers, in the main thread. */
interface RunningApi {
  engine: Engine;
  graphql: GraphQLServer;
  /** Of the database. */
  origin(): Promise<string>;
  stop(): Promise<void>;
}

async function startApi(
  configuration: Configuration,
  db: Database,
  registry: Registry,
  {
    log,
    access,
    ...given
  }: {
    log: Logger;
    access: ServerAccess;
    trusted: TrustedDocuments;
    gate: Overload;
    shares: UnderWay;
  },
): Promise<RunningApi> {
  const engine = startRecorder({ db, registry, log });
  const delivery = startDelivery({ db, log, ordering: false });
  const stop = async () => {
    await engine.stop();
    await delivery.stop();
  };
  try {
    const webhooks = await webhooksOf(configuration, { db, log, delivery, engine });
    const limits = { points: configuration.RATE_LIMIT };
    const reading = { engine, delivery, webhooks, db: db.reading, log };
    const graphql = createGraphQLServer({ ...reading, ...given, access, door: access.door, limits });
    return { engine, graphql, origin: delivery.origin, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What sets webhooks up; another thread delivers. They name breaches as the API does, and know what the engine knows. */
async function webhooksOf(
  { ALLOW_WEBHOOK_HOSTS: allowedHosts }: Configuration,
  {
    engine,
    ...given
  }: Pick<WebhookOptions, 'db' | 'log' | 'delivery'> & { engine: Engine; delivery: Delivery },
): Promise<Webhooks> {
  const known = async () => (await engine.moment()).world;
  return createWebhooks({ ...given, allowedHosts, known, names: namesOf(await given.delivery.origin()) });
}

/** Begins the sample where it is wanted, only in an embedded database; returns how to load it. */
async function sampleOf(
  { SAMPLE_DATA, SAMPLE_DATE }: Configuration,
  db: Database,
  engine: Engine,
  log: Logger,
  ended: AbortSignal,
): Promise<() => Promise<void>> {
  const nothing = () => Promise.resolve();
  if (SAMPLE_DATA === 'none' || db.kind !== 'pglite') return nothing;
  const fail = (error: unknown) =>
    log.error({ err: error }, 'the sample data could not be loaded; the server goes on without');
  try {
    const lastDay = await sampleToLoad(db, SAMPLE_DATE ?? yesterday(engine));
    if (lastDay === null) return nothing;
    await beginSample(engine);
    return () =>
      loadSample(engine, lastDay, ended).then(() => {
        if (!ended.aborted) log.info('the sample data is loaded (synthetic; SAMPLE_DATA=none starts empty)');
      }, fail);
  } catch (error) {
    fail(error);
    return nothing;
  }
}

function explained(error: unknown): never {
  throw error instanceof RegistryError ? Object.assign(error, { exitCode: 1 }) : error;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

/** The server side, composed: configuration, database, registry, engine, API; and its orderly end. */
import type { Server } from 'node:http';
import { sql } from 'drizzle-orm';
import { type Logger, pino } from 'pino';
import { EXIT } from './cli/exit.ts';
import { type Configuration, readConfiguration } from './config.ts';
import { type Delivery, startDelivery } from './delivery/delivery.ts';
import { createWebhooks, type WebhookOptions, type Webhooks } from './delivery/webhooks/webhooks.ts';
import { publishRegistry } from './engine/definitions/editions.ts';
import { type Engine, startRecorder } from './engine/engine.ts';
import { createGraphQLServer } from './graphql/server/yoga.ts';
import { namesOf } from './graphql/webhooks/webhook.ts';
import { leaveAddress, takeAddress } from './http/address.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { startServer } from './http/server.ts';
import { watchDelay } from './parts/delay.ts';
import { type Part, PartFailed } from './parts/part.ts';
import { type Common, openEmbedded, partOf } from './parts/parts.ts';
import { surviveDriver } from './parts/surviveDriver.ts';
import { pluginFolder } from './registry/pluginFolder.ts';
import { loadRegistry } from './registry/registry.ts';
import { RegistryError } from './registry/registryError.ts';
import { beginSample, loadSample, sampleToLoad, yesterday } from './sample/load.ts';
import type { Database } from './store/database.ts';
import { explainedDatabase } from './store/databaseUnusable.ts';
import { queueLengths } from './store/deliveries.ts';
import { DirectoryHeld } from './store/directoryLock.ts';
import { backlog } from './store/marks.ts';
import { migrationsFolder } from './store/migrations.ts';
import { openPglite } from './store/pglite.ts';
import { openPostgres } from './store/postgres.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** How long requests may go on after the signal to stop, in milliseconds. */
const GRACE = 20_000;

const EMBEDDED_WARNING =
  'the embedded database survives a crash of this program, but not a power loss or a crash of the machine: ' +
  'use a PostgreSQL (DATABASE_URL) for data that must not be lost';

/**
 * Runs the server until it is told to stop (SIGINT, SIGTERM). `program` is the file that runs the parts in their threads.
 * Throws errors that carry an `exitCode`.
 */
export async function serve(environment: Environment, program: string): Promise<void> {
  const configuration = readConfiguration(environment);
  const log = pino({ level: configuration.LOG_LEVEL });
  surviveDriver(log);
  const stopping = stopSignal();
  const address = await takeAddress(configuration.HOST, configuration.PORT);
  try {
    const metrics = createMetrics();
    watchDelay((delay) => metrics.delayed('api', delay));
    const given = { program, settings: configuration, log, onDelay: metrics.delayed };
    const store = await openStore(configuration, given);
    try {
      await run({ configuration, given, metrics, store, address, stopping });
    } finally {
      await store.close();
    }
  } finally {
    leaveAddress(address);
  }
  log.info('stopped');
}

/** Brings the database to this version's schema. */
export async function migrate(environment: Environment): Promise<void> {
  const { DATABASE_URL, DATA_DIR } = readConfiguration(environment);
  const db = await (DATABASE_URL ? openServer(DATABASE_URL) : openHere(DATA_DIR));
  await db.close();
}

/** The database as the main thread sees it, and, where it is embedded, the thread that has it open. */
interface Store {
  db: Database;
  part: Part | undefined;
  /** Has each new thread of the embedded database told to the others. */
  connect: (tell: (database: Part) => void) => void;
  close(): Promise<void>;
}

async function openStore({ DATABASE_URL, DATA_DIR }: Configuration, given: Common): Promise<Store> {
  const { log } = given;
  if (DATABASE_URL) {
    const db = await openServer(DATABASE_URL);
    return { db, part: undefined, connect: () => {}, close: () => db.close() };
  }
  let tell: (database: Part) => void = () => {};
  const onLost = (message: string): never => {
    log.fatal(message);
    process.exit(EXIT.HELD);
  };
  const { db, part } = await openEmbedded({ ...given, onLost }, (it) => tell(it)).catch((error: unknown) => {
    throw error instanceof PartFailed && error.isHeld ? Object.assign(error, { exitCode: EXIT.HELD }) : error;
  });
  log.warn({ directory: DATA_DIR }, EMBEDDED_WARNING);
  return { db, part, connect: (given) => (tell = given), close: () => part.stop() };
}

async function openServer(url: string): Promise<Database> {
  const db = openPostgres(url);
  return migrated(db).catch((error: unknown) => {
    throw explainedDatabase(error, url);
  });
}

async function openHere(directory: string): Promise<Database> {
  try {
    return await migrated(await openPglite({ directory }));
  } catch (error) {
    throw error instanceof DirectoryHeld ? Object.assign(error, { exitCode: EXIT.HELD }) : error;
  }
}

async function migrated(db: Database): Promise<Database> {
  await db.migrate(migrationsFolder()).catch(async (error: unknown) => {
    await db.close();
    throw error;
  });
  return db;
}

interface Run {
  configuration: Configuration;
  given: Common;
  metrics: Metrics;
  store: Store;
  address: Server;
  stopping: Promise<string>;
}

async function run({ configuration, given, metrics, store, address, stopping }: Run): Promise<void> {
  const { db } = store;
  const { log } = given;
  const registry = await loadRegistry({ folder: pluginFolder(), plugins: configuration.KPI_PLUGINS }).catch(
    explained,
  );
  let engine: Engine | undefined;
  const working: Part[] = [];
  const delivery = startDelivery({ db, log, ordering: false });
  try {
    await publishRegistry(db, registry);
    engine = startRecorder({ db, registry, log });
    const told = { ...given, onChunk: metrics.computed, onSent: metrics.sent };
    for (const name of ['engine', 'delivery'] as const) working.push(partOf(name, told, () => store.part));
    store.connect((database) => working.forEach((part) => part.take(database.line())));
    await Promise.all(working.map((part) => part.start()));
    const webhooks = await webhooksOf(configuration, { db, log, delivery, engine });
    const graphql = createGraphQLServer({ engine, delivery, webhooks, db, log });
    const { yoga, upgrade, subscriptions } = graphql;
    metrics.watch({
      backlog: () => backlog(db),
      subscriptions,
      lag: () => delivery.lag(),
      queue: () => queueLengths(db),
    });
    const parts = [...(store.part ? [store.part] : []), ...working];
    const down = async () => {
      const names = parts.filter((it) => !it.isUp).map((it) => it.name);
      if (!names.includes('database')) await db.rows(sql`select 1`);
      return names;
    };
    const allowedHosts = configuration.ALLOWED_HOSTS;
    const server = startServer({
      server: address,
      allowedHosts,
      engine,
      graphql: yoga,
      upgrade,
      metrics,
      log,
      down,
    });
    const ended = new AbortController();
    // Begun before anybody is told to come: until it is whole the API says so.
    const load = await sampleOf(configuration, db, engine, log, ended.signal);
    const sampled = load();
    log.info({ url: `${server.url}/graphql`, kpis: registry.kpis.length, database: db.kind }, 'ready');
    log.info({ signal: await stopping }, 'stopping');
    ended.abort();
    await graphql.endSubscriptions();
    await server.stop(GRACE);
    await sampled;
  } finally {
    await Promise.all(working.map((part) => part.stop()));
    await engine?.stop();
    await delivery.stop();
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

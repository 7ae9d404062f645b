/** The server side, composed: configuration, database, registry, engine, API; and its orderly end. */
import type { Server } from 'node:http';
import { sql } from 'drizzle-orm';
import { type Logger, pino } from 'pino';
import { EXIT } from './cli/exit.ts';
import { type Configuration, readConfiguration } from './config.ts';
import { type Delivery, startDelivery } from './delivery/delivery.ts';
import { startWebhooks, type WebhookOptions, type Webhooks } from './delivery/webhooks/webhooks.ts';
import { type Engine, startEngine } from './engine/engine.ts';
import { createGraphQLServer } from './graphql/server/yoga.ts';
import { namesOf } from './graphql/webhooks/webhook.ts';
import { leaveAddress, takeAddress } from './http/address.ts';
import { createMetrics } from './http/metrics.ts';
import { startServer } from './http/server.ts';
import { pluginFolder } from './registry/pluginFolder.ts';
import { loadRegistry } from './registry/registry.ts';
import { RegistryError } from './registry/registryError.ts';
import { beginSample, loadSample, sampleToLoad, yesterday } from './sample/load.ts';
import type { Database } from './store/database.ts';
import { explainedDatabase } from './store/databaseUnusable.ts';
import { queueLengths } from './store/deliveries.ts';
import { DirectoryHeld, type DirectoryLost } from './store/directoryLock.ts';
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

/** Runs the server until it is told to stop (SIGINT, SIGTERM). Throws errors that carry an `exitCode`. */
export async function serve(environment: Environment): Promise<void> {
  const configuration = readConfiguration(environment);
  const log = pino({ level: configuration.LOG_LEVEL });
  surviveDriver(log);
  const stopping = stopSignal();
  const address = await takeAddress(configuration.HOST, configuration.PORT);
  try {
    const db = await open(configuration, log);
    try {
      await run(configuration, log, db, address, stopping);
    } finally {
      await db.close();
    }
  } finally {
    leaveAddress(address);
  }
  log.info('stopped');
}

/** Brings the database to this version's schema. */
export async function migrate(environment: Environment): Promise<void> {
  const configuration = readConfiguration(environment);
  const db = await open(configuration, pino({ level: configuration.LOG_LEVEL }));
  await db.close();
}

async function open({ DATABASE_URL, DATA_DIR }: Configuration, log: Logger): Promise<Database> {
  try {
    const db = DATABASE_URL
      ? openPostgres(DATABASE_URL)
      : await openPglite({ directory: DATA_DIR, lost: (error) => endLost(log, error) });
    await db.migrate(migrationsFolder()).catch(async (error: unknown) => {
      await db.close();
      throw error;
    });
    if (!DATABASE_URL) log.warn({ directory: DATA_DIR }, EMBEDDED_WARNING);
    return db;
  } catch (error) {
    if (error instanceof DirectoryHeld) throw Object.assign(error, { exitCode: EXIT.HELD });
    throw DATABASE_URL ? explainedDatabase(error, DATABASE_URL) : error;
  }
}

async function run(
  configuration: Configuration,
  log: Logger,
  db: Database,
  address: Server,
  stopping: Promise<string>,
): Promise<void> {
  const registry = await loadRegistry({ folder: pluginFolder(), plugins: configuration.KPI_PLUGINS }).catch(
    explained,
  );
  let engine: Engine | undefined;
  let webhooks: Webhooks | undefined;
  const delivery = startDelivery({ db, log });
  try {
    const metrics = createMetrics();
    const onChunk = (seconds: number, chunk: { written: number }) => metrics.computed(seconds, chunk.written);
    engine = await startEngine({ db, registry, log, onChunk });
    webhooks = await webhooksOf(configuration, { db, log, delivery, engine, onMessage: metrics.sent });
    const graphql = createGraphQLServer({ engine, delivery, webhooks, db, log });
    const { yoga, upgrade, subscriptions } = graphql;
    metrics.watch({
      backlog: () => backlog(db),
      subscriptions,
      lag: () => delivery.lag(),
      queue: () => queueLengths(db),
    });
    const ready = async () => void (await db.rows(sql`select 1`));
    const allowedHosts = configuration.ALLOWED_HOSTS;
    const server = startServer({
      server: address,
      allowedHosts,
      engine,
      graphql: yoga,
      upgrade,
      metrics,
      log,
      ready,
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
    await webhooks?.stop();
    await engine?.stop();
    await delivery.stop();
  }
}

/** Webhooks name breaches as the API does, and know what the engine knows. */
async function webhooksOf(
  { ALLOW_WEBHOOK_HOSTS: allowedHosts }: Configuration,
  {
    engine,
    ...given
  }: Pick<WebhookOptions, 'db' | 'log' | 'delivery' | 'onMessage'> & { engine: Engine; delivery: Delivery },
): Promise<Webhooks> {
  const known = async () => (await engine.moment()).world;
  return startWebhooks({ ...given, allowedHosts, known, names: namesOf(await given.delivery.origin()) });
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

/** At once: an orderly end would write into a database that another process may have open. */
function endLost(log: Logger, error: DirectoryLost): never {
  log.fatal(error.message);
  process.exit(EXIT.HELD);
}

function explained(error: unknown): never {
  throw error instanceof RegistryError ? Object.assign(error, { exitCode: 1 }) : error;
}

function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal));
  });
}

/**
 * postgres.js writes to a socket that died in the same moment and throws where nobody can catch it; the statement itself
 * is rejected as it should be. Anything else that nobody caught is a defect and ends the process.
 */
function surviveDriver(log: Logger): void {
  process.on('uncaughtException', (error) => {
    const ofDriver =
      /reading 'write'|null \(reading 'write/.test(error.message) && /postgres/.test(error.stack ?? '');
    if (ofDriver) return log.warn({ err: error }, 'a database connection died while it was written to');
    log.fatal({ err: error }, 'a defect ends the server');
    process.exit(1);
  });
}

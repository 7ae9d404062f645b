/** A part in its thread: what it does, and how it answers the main thread. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { pino } from 'pino';
import { startDelivery } from '../delivery/delivery.ts';
import { startWebhooks } from '../delivery/webhooks/webhooks.ts';
import { Settler, type SettlerOptions } from '../engine/settler.ts';
import { namesOf } from '../graphql/webhooks/webhook.ts';
import { pluginFolder } from '../registry/pluginFolder.ts';
import { loadRegistry } from '../registry/registry.ts';
import { databaseOf, type Driver } from '../store/database.ts';
import { DirectoryHeld } from '../store/directoryLock.ts';
import { migrationsFolder } from '../store/migrations.ts';
import { embeddedDriver } from '../store/pglite.ts';
import { openPostgres } from '../store/postgres.ts';
import { RemoteDriver, serveDriver } from '../store/remote.ts';
import { vaultOf } from '../store/vault.ts';
import { WorldKeeper } from '../world/keeper.ts';
import { watchDelay } from './delay.ts';
import type { FromPart, PartName, PartSettings, Started, ToPart } from './messages.ts';
import { surviveDriver } from './surviveDriver.ts';

/** A part that was told to begin. */
interface Running {
  /** Settles when it does its work; rejects where it cannot. */
  started: Promise<void>;
  /** Takes a line: to the embedded database, or, in its own thread, from somebody who asks it. */
  line(port: MessagePort): void;
  stop(): Promise<void>;
}

type Begin = (settings: PartSettings, tell: (message: FromPart) => void) => Running;

const PARTS: Readonly<Record<PartName, Begin>> = {
  database: beginDatabase,
  engine: beginEngine,
  delivery: beginDelivery,
};

/** Runs the part that this thread was started for, until it is told to stop. */
export function runPart(): void {
  const { part, settings } = workerData as Started;
  const main = parentPort!;
  const tell = (message: FromPart) => main.postMessage(message);
  watchDelay((delay) => tell({ type: 'delay', ...delay }));
  const running = PARTS[part](settings, tell);
  main.on('message', (message: ToPart) => {
    if (message.type === 'line') running.line(message.port);
    else void running.stop().then(() => process.exit(0));
  });
  running.started.then(
    () => tell({ type: 'ready' }),
    (error: Error) => {
      tell({ type: 'failed', message: error.message, isHeld: error instanceof DirectoryHeld });
      process.exit(1);
    },
  );
}

/** The embedded database: a long statement keeps only this thread busy. */
function beginDatabase({ DATA_DIR }: PartSettings, tell: (message: FromPart) => void): Running {
  const lost = (error: Error): never => {
    tell({ type: 'lost', message: error.message });
    throw error;
  };
  const opening = openMigrated(DATA_DIR, lost);
  return {
    started: opening.then(() => undefined),
    line: (port) =>
      void opening.then(
        (driver) => serveDriver(driver, port),
        () => port.close(),
      ),
    stop: async () => (await opening).close(),
  };
}

async function openMigrated(directory: string, lost: (error: Error) => never): Promise<Driver> {
  const driver = await embeddedDriver({ directory, lost });
  await driver.migrate(migrationsFolder()).catch(async (error: unknown) => {
    await driver.close();
    throw error;
  });
  return driver;
}

/** What has connections of its own, and knows what is known: `begin` starts its work and answers how to end it. */
function beginOver(settings: PartSettings, begin: (given: Given) => Promise<() => Promise<void>>): Running {
  const { DATABASE_URL, KPI_PLUGINS, LOG_LEVEL } = settings;
  const log = pino({ level: LOG_LEVEL });
  surviveDriver(log);
  const remote = DATABASE_URL ? null : new RemoteDriver('pglite');
  const vault = vaultOf(settings);
  const db = remote ? databaseOf(remote, vault) : openPostgres(DATABASE_URL!, undefined, vault);
  const starting = (async () => {
    const registry = await loadRegistry({ folder: pluginFolder(), plugins: KPI_PLUGINS });
    return begin({ db, registry, log, keeper: new WorldKeeper({ db, registry, log }) });
  })();
  return {
    started: starting.then(() => undefined),
    line: (port) => remote?.attach(port),
    stop: async () => {
      const end = await starting;
      await end();
      await db.close();
    },
  };
}

type Given = Pick<SettlerOptions, 'db' | 'registry' | 'log' | 'keeper'>;

/** The settler. */
function beginEngine(settings: PartSettings, tell: (message: FromPart) => void): Running {
  return beginOver(settings, async (given) => {
    const onChunk = (seconds: number, { written }: { written: number }) =>
      tell({ type: 'computed', seconds, written });
    const settler = new Settler({ ...given, onChunk });
    settler.start();
    return Promise.resolve(() => settler.stop());
  });
}

/** The sequencer, and who sends to webhooks. Webhooks name breaches as the API does. */
function beginDelivery(settings: PartSettings, tell: (message: FromPart) => void): Running {
  return beginOver(settings, async ({ db, log, keeper }) => {
    const delivery = startDelivery({ db, log });
    const webhooks = await startWebhooks({
      db,
      log,
      delivery,
      known: async () => (await keeper.moment()).world,
      names: namesOf(await delivery.origin()),
      allowedHosts: settings.ALLOW_WEBHOOK_HOSTS,
      onMessage: (format, result, events) => tell({ type: 'sent', format, result, events }),
    });
    return async () => {
      await webhooks.stop();
      await delivery.stop();
    };
  });
}

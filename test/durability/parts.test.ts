/** The parts of a server in threads of their own: one that ends is started again, nothing is lost, nothing doubled. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { sseSubscriber, webSocketSubscriber } from '../delivery/clients.ts';
import { expectAll, write, WRITERS } from '../delivery/fire.ts';
import { startWorld, until } from '../delivery/world.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import {
  freshDataDirectory,
  type RunningServer,
  startServer,
  temporaryDirectory,
} from '../support/server.ts';
import { Clients, patience, rounds, unitsOf } from './chaos.ts';
import { ask, defineUnits, settled } from './recorder.ts';
import { ENDINGS, saboteur } from './saboteur.ts';
import { expectTruth } from './truth.ts';

const CLIENTS = 5;
/** How long a part may take to be there again, in milliseconds; the machine may be busy. */
const PATIENCE = 30_000;

const worksAgain = ({ stdout }: RunningServer): number => stdout().split('the part works again').length - 1;

/** Ends parts again and again while clients record, then holds what is stored against what was told. */
async function ending(
  count: number,
  parts: readonly string[],
  settings: Record<string, string>,
  open: () => Promise<Database>,
) {
  const sabotage = saboteur(temporaryDirectory());
  const server = await startServer({ ...settings, ...sabotage.settings });
  await defineUnits(server, unitsOf(CLIENTS));
  const clients = new Clients(CLIENTS, () => server);
  for (let round = 0; round < count; round++) {
    await clients.progress();
    // Each part ends in each way.
    const way = (round + Math.floor(round / parts.length)) % ENDINGS.length;
    sabotage.end(parts[round % parts.length]!, ENDINGS[way]!);
    for (const until = Date.now() + PATIENCE; worksAgain(server) <= round; await sleep(20)) {
      expect(await (await fetch(`${server.url}/healthz`)).text()).toBe('ok\n');
      if (Date.now() > until)
        throw new Error(`part ${parts[round % parts.length]} is gone:\n${server.stdout()}`);
    }
  }
  await clients.progress();
  const truth = await clients.stop();
  await settled(server);
  expect(await (await fetch(`${server.url}/readyz`)).text()).toBe('ready\n');
  expect((await server.stop()).code).toBe(0);
  console.info(`${count} endings, ${clients.told} batches, ${clients.failures.length} failed`);
  const db = await open();
  await expectTruth(db, truth, clients.told, clients.units);
  await db.close();
}

const embedded = rounds(6);

test(
  `embedded: ${embedded} ends of the database, the engine or delivery lose and double nothing`,
  { timeout: patience(embedded) },
  async () => {
    const directory = await freshDataDirectory();
    await ending(embedded, ['database', 'engine', 'delivery'], { DATA_DIR: directory }, () =>
      openPglite({ directory }),
    );
  },
);

onPostgres('PostgreSQL', () => {
  const count = rounds(3);
  test(
    `${count} ends of the engine or delivery lose and double nothing`,
    { timeout: patience(count) },
    async () => {
      const url = await freshPostgresUrl();
      await ending(count, ['engine', 'delivery'], { DATABASE_URL: url }, async () => openPostgres(url));
    },
  );

  test(`${count} ends of delivery hide no event and repeat none`, { timeout: patience(count) }, async () => {
    const url = await freshPostgresUrl();
    const world = await startWorld(openPostgres(url));
    const sabotage = saboteur(temporaryDirectory());
    const server = await startServer({ DATABASE_URL: url, ...sabotage.settings });
    const writing = openPostgres(url, WRITERS);
    const subscribers = [sseSubscriber(), webSocketSubscriber()];
    const followed = subscribers.map((it) => it.connect(server.url));
    let isEnding = true;
    const written = Promise.all(
      Array.from({ length: WRITERS }, async (_, n) => {
        do await write(writing, world.ids, world.ids.kpis[n]!, 25);
        while (isEnding);
      }),
    );
    for (let round = 0; round < count; round++) {
      sabotage.end('delivery', ENDINGS[round % ENDINGS.length]!);
      await until(() => worksAgain(server) > round, 'delivery works again', PATIENCE);
    }
    isEnding = false;
    await written;
    const [events] = await writing.rows<{ total: number }>(sql`select count(*)::int as total from event`);
    const total = events!.total;
    await until(
      () => subscribers.every((it) => it.received.sequences.length >= total),
      'everything was seen',
      120_000,
    );
    for (const it of subscribers) it.cut();
    expect((await server.stop()).code).toBe(0);
    await Promise.all(followed);
    for (const it of subscribers) expectAll(it, total);
    await writing.close();
  });
});

test('a part that is down is named, and questions are answered meanwhile', async () => {
  const sabotage = saboteur(temporaryDirectory());
  const server = await startServer({ DATA_DIR: await freshDataDirectory(), ...sabotage.settings });
  sabotage.end('engine', 'exit');
  const seen = new Set<string>();
  for (const until = Date.now() + PATIENCE; worksAgain(server) === 0 && Date.now() < until; await sleep(5)) {
    seen.add(await (await fetch(`${server.url}/readyz`)).text());
    expect(await ask(server, '{ engine { pending } }')).toEqual({ engine: { pending: 0 } });
  }
  expect([...seen]).toContain('down, and being started again: engine\n');
  const parts = new Set<string>();
  for (const until = Date.now() + PATIENCE; parts.size < 4 && Date.now() < until; await sleep(100)) {
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const [, part] of metrics.matchAll(/^kpi_matrix_part_delay_seconds\{part="(\w+)",quantile="1"\}/gm))
      parts.add(part!);
  }
  expect([...parts].sort()).toEqual(['api', 'database', 'delivery', 'engine']);
  expect((await server.stop()).code).toBe(0);
});

/** Two servers on one PostgreSQL. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { sseSubscriber } from '../delivery/clients.ts';
import { until } from '../delivery/world.ts';
import { emptyPostgresUrl, freshPostgresUrl, onPostgres } from '../support/database.ts';
import { startServer } from '../support/server.ts';
import { Clients, unitsOf } from './chaos.ts';
import { ask, defineUnits, settled } from './recorder.ts';
import { expectTruth } from './truth.ts';

const CLIENTS = 6;
/** A server's work is taken over within this, in milliseconds. */
const TAKE_OVER = 10_000;

onPostgres('PostgreSQL', () => {
  test(
    'two servers, one killed half-way, record and compute as one would',
    { timeout: 120_000 },
    async () => {
      const url = await freshPostgresUrl();
      const [first, second] = await Promise.all([
        startServer({ DATABASE_URL: url }),
        startServer({ DATABASE_URL: url }),
      ]);
      await defineUnits(first, unitsOf(CLIENTS));
      const targets = [{ url: first.url }, { url: second.url }];
      const clients = new Clients(CLIENTS, (at) => targets[at % 2]!);
      await clients.more(40);
      await first.kill();
      targets[0]!.url = second.url;
      const takenOver = await settledWithin(second);
      await clients.more(40);
      const truth = await clients.stop();
      await settled(second);
      expect(takenOver).toBeLessThan(TAKE_OVER);
      expect(await second.stop()).toMatchObject({ code: 0, stderr: '' });
      const db = openPostgres(url, 1);
      await expectTruth(db, truth, clients.told, clients.units);
      await db.close();
    },
  );

  test(
    'the parts in processes of their own, each killed half-way, record, compute and tell as one would',
    { timeout: 120_000 },
    async () => {
      const DATABASE_URL = await freshPostgresUrl();
      const start = (...only: string[]) => startServer({ DATABASE_URL }, [], only);
      const api = await start('api');
      await defineUnits(api, unitsOf(CLIENTS));
      const subscriber = sseSubscriber();
      const following = subscriber.connect(api.url);
      const clients = new Clients(CLIENTS, () => api);
      let [engine, delivery] = await Promise.all([start('engine'), start('delivery')]);
      for (const { url } of [engine, delivery]) {
        expect(await (await fetch(`${url}/readyz`)).text()).toBe('ready\n');
        const answer = await fetch(`${url}/graphql?query={__typename}`);
        expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('--only')]);
        expect(await (await fetch(`${url}/metrics`)).text()).toContain('kpi_matrix_engine_pending');
      }
      await clients.more(20);
      await engine.kill();
      // Nobody computes now, and what is recorded is kept all the same.
      await clients.more(1);
      engine = await start('engine');
      await clients.more(20);
      await delivery.kill();
      await clients.more(20);
      delivery = await start('delivery');
      const truth = await clients.stop();
      await settled(api);
      const db = openPostgres(DATABASE_URL, 1);
      // Data problems have places in the same order; this subscriber asks for breaches.
      const breaches = () =>
        db.rows<{ sequence: number | null }>(
          sql`select sequence from event where kind = 'BREACH' order by id`,
        );
      const total = (await breaches()).length;
      await until(() => subscriber.received.sequences.length >= total, 'all was told', 30_000);
      subscriber.cut();
      for (const it of [engine, delivery, api])
        expect(await it.stop()).toMatchObject({ code: 0, stderr: '' });
      await following;
      const sequences = (await breaches()).map((it) => it.sequence);
      expect(subscriber.received.sequences).toEqual(sequences.sort((a, b) => a! - b!));
      expect(new Set(subscriber.received.ids).size).toBe(total);
      await expectTruth(db, truth, clients.told, clients.units);
      await db.close();
    },
  );

  test('two servers start at once on an empty database: one migration', { timeout: 60_000 }, async () => {
    const DATABASE_URL = await emptyPostgresUrl();
    const servers = await Promise.all([startServer({ DATABASE_URL }), startServer({ DATABASE_URL })]);
    const db = openPostgres(DATABASE_URL, 1);
    const [kpis] = await db.rows<{ n: number; codes: number }>(
      sql`select count(*)::int as n, count(distinct code)::int as codes from kpi`,
    );
    const [editions] = await db.rows<{ n: number }>(sql`select count(*)::int as n from kpi_edition`);
    const [migrations] = await db.rows<{ n: number; hashes: number }>(
      sql`select count(*)::int as n, count(distinct hash)::int as hashes from drizzle.__drizzle_migrations`,
    );
    expect(kpis!.n).toBeGreaterThan(0);
    expect(kpis!.n).toBe(kpis!.codes);
    expect(editions!.n).toBe(kpis!.n);
    expect(migrations!.n).toBe(migrations!.hashes);
    for (const server of servers) expect((await server.stop()).code).toBe(0);
    await db.close();
  });
});

/** How long it takes, in milliseconds, until what waits now is computed. */
async function settledWithin(target: { url: string }): Promise<number> {
  const begin = Date.now();
  for (; Date.now() < begin + 2 * TAKE_OVER; await sleep(20)) {
    const { engine } = await ask<{ engine: { oldestPendingAt: string | null } }>(
      target,
      '{ engine { oldestPendingAt } }',
    );
    if (engine.oldestPendingAt === null || Date.parse(engine.oldestPendingAt) >= begin) break;
  }
  return Date.now() - begin;
}

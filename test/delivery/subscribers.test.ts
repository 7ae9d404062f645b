/** The feed under fire: writers that roll back and dawdle, two servers, subscribers that are cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { sseSubscriber, webSocketSubscriber } from './clients.ts';
import { expectAll, follow, TRANSACTIONS, write, WRITERS } from './fire.ts';
import { changeBreach, openBreach, startWorld, until } from './world.ts';

const CUTS_EACH = 25;

onPostgres('with two servers on one PostgreSQL', () => {
  test('subscribers that are cut at random see every committed event once, in order', async () => {
    const url = await freshPostgresUrl();
    const world = await startWorld(openPostgres(url));
    const pools = [openPostgres(url), openPostgres(url)];
    const servers = [await world.serve({}, pools[0]), await world.serve({}, pools[1])];
    const writing = openPostgres(url, WRITERS);
    const subscribers = [sseSubscriber(), webSocketSubscriber(), sseSubscriber(), webSocketSubscriber()];

    let total = Infinity;
    const followed = subscribers.map((it) =>
      follow(it, servers, CUTS_EACH, () => it.received.sequences.length >= total),
    );
    await Promise.all(
      Array.from({ length: WRITERS }, (_, n) => write(writing, world.ids, world.ids.kpis[n]!)),
    );
    const committed = await writing.rows<{ id: number; sequence: number | null }>(
      sql`select id from event order by id`,
    );
    total = committed.length;
    await Promise.all(followed);

    for (const it of subscribers) expectAll(it, total);
    expect(total).toBeGreaterThan(WRITERS * TRANSACTIONS * 0.85);
    expect(total).toBeLessThan(WRITERS * TRANSACTIONS);

    const [order] = await writing.rows<{ broken: number }>(sql`
      select count(*)::int as broken from event a join event b on a.subject_id = b.subject_id and a.id < b.id and a.sequence > b.sequence`);
    expect(order!.broken).toBe(0);
    for (const it of servers) await it.stop();
    for (const it of [...pools, writing]) await it.close();
  }, 180_000);

  test('a server goes on after it lost its connections, and is woken again', async () => {
    const url = await freshPostgresUrl();
    const world = await startWorld(openPostgres(url));
    const pool = openPostgres(url);
    const server = await world.serve({}, pool);
    const subscriber = sseSubscriber();
    const connected = subscriber.connect(server.url);
    const breach = await world.db.transaction((tx) => openBreach(tx, world.ids, { placeId: world.ids.root }));
    await until(() => subscriber.received.ids.length === 1, 'the first event came');

    const admin = openPostgres(url, 1);
    await admin.rows(
      sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await until(async () => {
      await world.db.transaction((tx) => changeBreach(tx, breach.id, 'ESCALATED')).catch(() => {});
      return subscriber.received.ids.length >= 2;
    }, 'events come again');
    await sleep(1500);
    // Without a wake-up an event waits for the next look, half a second on average.
    const delays: number[] = [];
    for (let n = 0; n < 5; n++) {
      const before = subscriber.received.ids.length;
      const begin = performance.now();
      await world.db.transaction((tx) => changeBreach(tx, breach.id, n % 2 ? 'ESCALATED' : 'DEESCALATED'));
      await until(() => subscriber.received.ids.length > before, 'the event came');
      delays.push(performance.now() - begin);
    }
    expect(Math.min(...delays)).toBeLessThan(200);
    const { sequences } = subscriber.received;
    expect(sequences).toEqual(sequences.map((_, n) => n + 1));
    subscriber.cut();
    await connected;
    await server.stop();
    await pool.close();
    await admin.close();
  }, 60_000);
});

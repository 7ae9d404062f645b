/** Connections to PostgreSQL that break at a bad moment: nobody waits for them, and nothing of them stays. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { startServer } from '../support/server.ts';

test('a proxy without a database behind it, which hangs up on everybody, is a failure at once', async () => {
  const proxy = createServer((socket) => socket.on('error', () => {}).end());
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const db = openPostgres(`postgres://nobody@127.0.0.1:${(proxy.address() as AddressInfo).port}/nothing`, 1);
  for (let i = 0; i < 2; i++) await expect(db.rows(sql`select 1`)).rejects.toThrow(/hung up|ECONNRESET/);
  await db.close();
  proxy.close();
});

onPostgres('PostgreSQL', () => {
  let url: string;
  let admin: Database;
  beforeAll(async () => {
    url = await freshPostgresUrl();
    admin = openPostgres(`${url}?application_name=admin`, 1);
  });
  afterAll(() => admin.close());

  const others = sql`from pg_stat_activity where datname = current_database() and application_name = 'kpi-matrix'`;
  const cut = () => admin.rows(sql`select pg_terminate_backend(pid) ${others}`);
  const connections = async () => (await admin.rows(sql`select ${others}`)).length;

  test('whoever listens is woken after a loss, and by what is notified from then on', async () => {
    const db = openPostgres(url, 1);
    let wakes = 0;
    await db.listen('news', () => wakes++);
    for (let round = 1; round < 6; round += 2) {
      await expect.poll(() => wakes, PATIENTLY).toBe(round);
      await admin.rows(sql`notify news`);
      await expect.poll(() => wakes, PATIENTLY).toBe(round + 1);
      await cut();
    }
    await db.close();
  });

  test('a database that is closed while its connections are cut closes at once and keeps none', async () => {
    for (let round = 0; round < 10; round++) {
      const db = openPostgres(url, 4);
      await db.listen('news', () => {});
      const work = Array.from({ length: 4 }, () => db.rows(sql`select pg_sleep(0.02)`).catch(() => {}));
      await Promise.race(work);
      await cut();
      await Promise.all(work);
      const begin = Date.now();
      await db.close();
      expect(Date.now() - begin).toBeLessThan(4000);
    }
    await expect.poll(connections, PATIENTLY).toBe(0);
  });

  test('a server that is told to stop just after its connections were cut ends', async () => {
    for (let round = 0; round < 2; round++) {
      const server = await startServer({ DATABASE_URL: url });
      await cut();
      expect(await server.stop()).toMatchObject({ code: 0, signal: null });
    }
  });
});

const PATIENTLY = { timeout: 20_000, interval: 10 };

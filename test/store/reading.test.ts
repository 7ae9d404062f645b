/** What requests read: by connections of their own, and not for ever. */
import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { type Database, isPassing } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { freshPglite, freshPostgresUrl, onPostgres } from '../support/database.ts';

test('an embedded database reads by its one connection', async () => {
  const db = await freshPglite();
  onTestFinished(() => db.close());
  expect(await db.reading.rows(sql`select 1 as one`)).toEqual([{ one: 1 }]);
  expect(db.statements.count).toBe(1);
});

onPostgres('PostgreSQL', () => {
  async function open(): Promise<{ db: Database; admin: Database; url: string }> {
    const url = await freshPostgresUrl();
    const [db, admin] = [openPostgres(url, 1), openPostgres(`${url}?application_name=admin`, 1)];
    onTestFinished(async () => void (await Promise.all([db.close(), admin.close()])));
    return { db, admin, url };
  }

  test('a statement that a request reads by is given up after 30 seconds, no other is', async () => {
    const { db } = await open();
    const limit = sql`show statement_timeout`;
    expect(await db.reading.rows(limit)).toEqual([{ statement_timeout: '30s' }]);
    const unlimited = [{ statement_timeout: '0' }];
    expect(await db.rows(limit)).toEqual(unlimited);
    expect(await db.transaction((tx) => tx.rows(limit))).toEqual(unlimited);
    expect(db.statements.count).toBe(3);
  });

  test('after a statement was given up its connection reads on, and nobody is told to try the same again', async () => {
    const { db } = await open();
    const name = sql`select pg_backend_pid() as pid`;
    const [before] = await db.reading.rows(name);
    await db.reading.rows(sql`set statement_timeout = 20`);
    const error: unknown = await db.reading.rows(sql`select pg_sleep(60)`).catch((it: unknown) => it);
    expect(error).toMatchObject({ code: '57014' });
    expect(isPassing(error)).toBe(false);
    expect(await db.reading.rows(name)).toEqual([before]);
  });

  test('recordings do not wait behind those who read', async () => {
    const { db, admin } = await open();
    const reads = Array.from({ length: 3 }, () =>
      db.reading.rows(sql`select pg_sleep(60)`).catch((error: unknown) => error),
    );
    expect(await db.transaction((tx) => tx.rows(sql`select 1 as one`))).toEqual([{ one: 1 }]);
    const busy = sql`select count(pg_cancel_backend(pid))::int as n from pg_stat_activity
      where datname = current_database() and query like 'select pg_sleep%' and state = 'active'`;
    for (const read of reads) {
      await expect.poll(async () => (await admin.rows(busy))[0], { timeout: 20_000 }).toEqual({ n: 1 });
      expect(await read).toMatchObject({ code: '57014' });
    }
  });

  /** The system's list of connections, where it has one: each with both ends, and which timer runs. */
  const LIST = '/proc/self/net/tcp';
  const [ESTABLISHED, KEEPALIVE] = ['01', '02'];

  test.skipIf(!existsSync(LIST))('the system looks after connections on which nothing is asked', async () => {
    const { db, admin } = await open();
    await Promise.all([db.rows(sql`select 1`), db.reading.rows(sql`select 1`)]);
    await db.listen('news', () => {});
    const timers = async () => {
      const ports = await admin.rows<{ port: string }>(
        sql`select upper(lpad(to_hex(client_port), 4, '0')) as port from pg_stat_activity
          where datname = current_database() and application_name = 'kpi-matrix'`,
      );
      const lines = readFileSync(LIST, 'utf8').split('\n');
      return ports.map(({ port }) => timerOf(lines, port));
    };
    await expect.poll(timers, { timeout: 20_000 }).toEqual([KEEPALIVE, KEEPALIVE, KEEPALIVE]);
  });

  function timerOf(lines: readonly string[], port: string): string | undefined {
    const all = lines.map((it) => it.trim().split(/\s+/));
    // The same port may have been another's, whose connection is over.
    const fields = all.find((it) => it[1]?.endsWith(`:${port}`) && it[3] === ESTABLISHED);
    return fields?.[5]?.split(':')[0];
  }
});

/** A database of another thread, asked over a line of messages. */
import { MessageChannel } from 'node:worker_threads';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Database, databaseOf, type Driver, isPassing } from '../../src/store/database.ts';
import { embeddedDriver } from '../../src/store/pglite.ts';
import { RemoteDriver, serveDriver } from '../../src/store/remote.ts';
import { freshDataDirectory } from '../support/server.ts';

let embedded: Driver;
let remote: RemoteDriver;
let db: Database;
let ends: MessageChannel['port1'][];

/** A new line, both ends in this thread: the messages are those between two. */
function connect(): void {
  const { port1, port2 } = new MessageChannel();
  serveDriver(embedded, port1);
  remote.attach(port2);
  ends.push(port1);
}

beforeEach(async () => {
  embedded = await embeddedDriver({ directory: await freshDataDirectory() });
  remote = new RemoteDriver('pglite');
  db = databaseOf(remote);
  ends = [];
  connect();
  await db.rows(sql`create table kept (n integer primary key)`);
});

afterEach(async () => {
  await db.close();
  await embedded.close();
});

const kept = async () => (await db.rows<{ n: number }>(sql`select n from kept order by n`)).map((it) => it.n);

test('rows arrive as they do in the same thread', async () => {
  const [row] = await db.rows(sql`
    select date '2026-11-20' as day, timestamptz '2026-11-20T01:02:03Z' as at, 12::bigint as count, null as nothing, ${'中'} as text`);
  expect(row).toEqual({
    day: '2026-11-20',
    at: new Date('2026-11-20T01:02:03Z'),
    count: 12,
    nothing: null,
    text: '中',
  });
});

test('what requests read comes over the same line', async () => {
  await db.rows(sql`insert into kept values (1)`);
  expect(await db.reading.rows(sql`select n from kept`)).toEqual([{ n: 1 }]);
});

test('an error keeps its words and its code', async () => {
  await db.rows(sql`insert into kept values (1)`);
  await expect(db.rows(sql`insert into kept values (1)`)).rejects.toMatchObject({
    code: '23505',
    message: expect.stringContaining('duplicate key') as string,
  });
});

test('a transaction is kept whole, or not at all with what its work threw', async () => {
  await db.transaction(async (tx) => {
    await tx.rows(sql`insert into kept values (1)`);
    await tx.rows(sql`insert into kept values (2)`);
  });
  const failure = new Error('no');
  const failed = db.transaction(async (tx) => {
    await tx.rows(sql`insert into kept values (3)`);
    throw failure;
  });
  await expect(failed).rejects.toBe(failure);
  expect(await kept()).toEqual([1, 2]);
});

test('a line that breaks loses what was not committed, and what is asked then waits for the next one', async () => {
  const lost = db.transaction(async (tx) => {
    await tx.rows(sql`insert into kept values (1)`);
    ends[0]!.close();
    await tx.rows(sql`insert into kept values (2)`);
  });
  const error: unknown = await lost.catch((it: unknown) => it);
  expect(isPassing(error)).toBe(true);
  const asked = kept();
  connect();
  expect(await asked).toEqual([]);
});

test('a transaction that still waited for its turn when its line broke is not left open', async () => {
  let release: () => void = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const first = embedded.transaction(() => held);
  const waiting = db.transaction(() => Promise.resolve());
  await new Promise((resolve) => setTimeout(resolve, 50));
  ends[0]!.close();
  await expect(waiting).rejects.toThrow('lost');
  release();
  await first;
  connect();
  expect(await kept()).toEqual([]);
});

test('what was asked over a line that leads nowhere is lost when the next one is there', async () => {
  remote.attach(new MessageChannel().port1);
  const asked = kept();
  await new Promise((resolve) => setImmediate(resolve));
  connect();
  expect(isPassing(await asked.catch((it: unknown) => it))).toBe(true);
  expect(await kept()).toEqual([]);
});

test('notifications arrive, also over the next line, which wakes for what may have been missed', async () => {
  let woken = 0;
  let rouse: () => void = () => {};
  const wake = () => {
    woken++;
    rouse();
  };
  const next = async (cause: () => unknown) => {
    const roused = new Promise<void>((resolve) => (rouse = resolve));
    await cause();
    await roused;
  };
  await next(() => db.listen('news', wake));
  await next(() => db.rows(sql`select pg_notify('news', '')`));
  expect(woken).toBe(2);
  await next(() => {
    ends[0]!.close();
    connect();
  });
  await next(() => db.rows(sql`select pg_notify('news', '')`));
  expect(woken).toBe(4);
});

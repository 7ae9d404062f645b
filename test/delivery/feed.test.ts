/** The total order of events and who follows it, on both databases. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { BadCursor, cursorOf, parseCursor } from '../../src/delivery/cursor.ts';
import { createDelivery, type Delivery, startDelivery } from '../../src/delivery/delivery.ts';
import type { FeedEvent } from '../../src/delivery/feed.ts';
import { Ring } from '../../src/delivery/ring.ts';
import type { Database } from '../../src/store/database.ts';
import type { BreachEvent } from '../../src/store/breachEvents.ts';
import { eventsAfter, numberEvents } from '../../src/store/feed.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { freshPglite, freshPostgresUrl, onEachDatabase, onPostgres } from '../support/database.ts';
import { changeBreach, type Ids, openBreach, resolveBreach, until } from './world.ts';

const log = pino({ level: 'silent' });
/** There is no engine here, so ids need not name anything. */
const IDS: Ids = { operator: 1, root: 1, north: 2, beijing: 3, mobile: 1, kpis: [1, 2] };

const open = (db: Database, kpiId = 1, placeId = 1) =>
  db.transaction((tx) => openBreach(tx, IDS, { placeId, kpiId }));

async function running(db: Database): Promise<Delivery> {
  const delivery = startDelivery({ db, log });
  onTestFinished(async () => {
    await delivery.stop();
    await db.close();
  });
  return delivery;
}

/** The next so many events after a sequence. */
async function take(delivery: Delivery, after: number, count: number): Promise<FeedEvent[]> {
  const ended = new AbortController();
  const events: FeedEvent[] = [];
  for await (const batch of delivery.feed.follow(after, ended.signal)) {
    events.push(...batch);
    if (events.length >= count) ended.abort();
  }
  return events;
}

const ofBreach = (event: FeedEvent) => (event as BreachEvent).payload;

const sequencesOf = (events: readonly FeedEvent[]) => events.map((it) => it.sequence);

onEachDatabase((fresh) => {
  test('events get their places in the order of their commits, without gaps, and are told from any place on', async () => {
    const db = await fresh();
    const delivery = await running(db);
    const { id } = await open(db);
    await db.transaction(async (tx) => {
      await changeBreach(tx, id, 'ESCALATED');
      await changeBreach(tx, id, 'DEESCALATED');
    });
    await db
      .transaction(async (tx) => {
        await changeBreach(tx, id, 'ESCALATED');
        throw new Error('rolled back');
      })
      .catch(() => {});
    await db.transaction((tx) => resolveBreach(tx, id));

    const events = await take(delivery, 0, 4);
    expect(events.map((it) => [it.sequence, it.type, ofBreach(it).state])).toEqual([
      [1, 'OPENED', 'OPEN'],
      [2, 'ESCALATED', 'OPEN'],
      [3, 'DEESCALATED', 'OPEN'],
      [4, 'RESOLVED', 'RESOLVED'],
    ]);
    expect(sequencesOf(await take(delivery, 2, 2))).toEqual([3, 4]);
    expect(await delivery.feed.head()).toBe(4);
    expect(sequencesOf(await delivery.feed.read(1, 2))).toEqual([2, 3]);
  });

  test('an acknowledgement is an event; what comes after it, until the end, finds the breach acknowledged', async () => {
    const db = await fresh();
    const delivery = await running(db);
    const { id } = await open(db);
    expect(await delivery.acknowledge(id, { by: 'Li Na', note: 'on it' })).toEqual({
      outcome: 'acknowledged',
    });
    await db.transaction((tx) => changeBreach(tx, id, 'ESCALATED'));
    expect(await delivery.acknowledge(id, { by: 'Wang', note: null })).toMatchObject({
      outcome: 'already',
      by: 'Li Na',
    });
    await db.transaction((tx) => resolveBreach(tx, id));
    expect(await delivery.acknowledge(id, { by: 'Wang', note: null })).toEqual({ outcome: 'resolved' });
    expect(await delivery.acknowledge(999_999, { by: 'Wang', note: null })).toEqual({ outcome: 'unknown' });
    const events = await take(delivery, 0, 4);
    expect(events.map((it) => ofBreach(it).state)).toEqual([
      'OPEN',
      'ACKNOWLEDGED',
      'ACKNOWLEDGED',
      'RESOLVED',
    ]);
    expect(events[1]).toMatchObject({
      type: 'ACKNOWLEDGED',
      payload: {
        reason: null,
        severity: 'WARNING',
        value: 71,
        start: '2026-11-01',
        note: 'on it',
        by: 'Li Na',
      },
    });
  });

  test('many that acknowledge at once: one of them does, the others learn who', async () => {
    const db = await fresh();
    const delivery = await running(db);
    const { id } = await open(db);
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) => delivery.acknowledge(id, { by: `clerk ${n}`, note: null })),
    );
    expect(all.filter((it) => it.outcome === 'acknowledged')).toHaveLength(1);
    const winner = `clerk ${all.findIndex((it) => it.outcome === 'acknowledged')}`;
    for (const it of all)
      if (it.outcome !== 'acknowledged') expect(it).toMatchObject({ outcome: 'already', by: winner });
    expect(await take(delivery, 0, 2)).toHaveLength(2);
  });

  test('a cursor goes on where it says, and says so where it cannot', async () => {
    const db = await fresh();
    const delivery = await running(db);
    const { id } = await open(db);
    for (let n = 0; n < 4; n++)
      await db.transaction((tx) => changeBreach(tx, id, n % 2 ? 'ESCALATED' : 'DEESCALATED'));
    await until(async () => (await delivery.feed.head()) === 5, 'all have their places');
    const failure = async (cursor: string, replay = true) => {
      const error = await delivery.sequenceAfter(cursor, replay).catch((it: unknown) => it);
      return error instanceof BadCursor ? error.code : error;
    };
    expect(await delivery.sequenceAfter(undefined, true)).toBe(5);
    expect(await delivery.sequenceAfter('', true)).toBe(0);
    expect(await delivery.sequenceAfter(await delivery.cursor(3), true)).toBe(3);
    expect(await failure('nonsense')).toBe('BAD_USER_INPUT');
    expect(await failure(`${await delivery.cursor(3)}=`)).toBe('BAD_USER_INPUT');
    expect(await failure(cursorOf('another', 3))).toBe('CURSOR_FOREIGN');
    expect(await failure(await delivery.cursor(6))).toBe('CURSOR_FOREIGN');

    await db.rows(sql`update event set at = at - interval '31 days' where sequence <= 3`);
    expect(await failure(await delivery.cursor(2))).toBe('CURSOR_TOO_OLD');
    expect(await failure(await delivery.cursor(2), false)).toBe(2);
    expect(await delivery.sequenceAfter(await delivery.cursor(3), true)).toBe(3);
    expect(await delivery.sequenceAfter('', true)).toBe(3);
  });

  test('who is within a wider breach is known for every event, and stays so for an episode that opened on its own', async () => {
    const db = await fresh();
    const delivery = await running(db);
    await db.rows(
      sql`insert into place (operator_id, code, parent_id) values (1, null, null), (1, 'north', 1), (1, 'beijing', 2)`,
    );
    const early = await open(db, 1, 3);
    const wide = await open(db, 1, 1);
    const late = await db.transaction((tx) => openBreach(tx, IDS, { placeId: 2, kpiId: 1, lineId: 1 }));
    const other = await open(db, 2, 2);
    for (const { id } of [early, late, other])
      await db.transaction((tx) => changeBreach(tx, id, 'ESCALATED'));
    // All end in one commit: what was within a moment ago is not told on its own now.
    await db.transaction(async (tx) => {
      for (const { id } of [wide, early, late]) await resolveBreach(tx, id);
    });
    const events = await take(delivery, 0, 10);
    const told = (id: number) => events.filter((it) => it.subjectId === id).map((it) => ofBreach(it).within);
    expect(told(early.id)).toEqual([false, false, false]);
    expect(told(wide.id)).toEqual([false, false]);
    expect(told(late.id)).toEqual([true, true, true]);
    expect(told(other.id)).toEqual([false, false]);
  });

  test('of breaches that open in one commit only the widest is on its own, whichever was written first', async () => {
    const db = await fresh();
    const delivery = await running(db);
    await db.rows(
      sql`insert into place (operator_id, code, parent_id) values (1, null, null), (1, 'north', 1), (1, 'beijing', 2)`,
    );
    await db.transaction(async (tx) => {
      for (const placeId of [3, 2, 1]) await openBreach(tx, IDS, { placeId });
    });
    expect((await take(delivery, 0, 3)).map((it) => [it.placeId, ofBreach(it).within])).toEqual([
      [3, true],
      [2, true],
      [1, false],
    ]);
  });

  test('who follows is rid of at once: by its signal, by leaving, and with the feed', async () => {
    const db = await fresh();
    const delivery = startDelivery({ db, log });
    const ended = new AbortController();
    const waiting = delivery.feed.follow(0, ended.signal)[Symbol.asyncIterator]();
    const leaving = delivery.feed.follow(0, new AbortController().signal)[Symbol.asyncIterator]();
    const staying = delivery.feed.follow(0, new AbortController().signal)[Symbol.asyncIterator]();
    const nexts = [waiting, leaving, staying].map((it) => it.next());
    ended.abort();
    expect((await nexts[0]!).done).toBe(true);
    await leaving.return?.();
    expect((await nexts[1]!).done).toBe(true);
    await delivery.stop();
    expect((await nexts[2]!).done).toBe(true);
    await db.close();
  });
});

onPostgres('on PostgreSQL', () => {
  test('servers that number at once number every event once', async () => {
    const url = await freshPostgresUrl();
    const dbs = Array.from({ length: 4 }, () => openPostgres(url, 2));
    const writer = openPostgres(url, 8);
    let writing = true;
    const numbering = dbs.map(async (db) => {
      while (writing) await numberEvents(db, 7);
    });
    const breaches = await Promise.all(Array.from({ length: 8 }, (_, n) => open(writer, 1, n + 1)));
    await Promise.all(
      breaches.map(async ({ id }) => {
        for (let n = 0; n < 60; n++)
          await writer.transaction((tx) => changeBreach(tx, id, n % 2 ? 'DEESCALATED' : 'ESCALATED'));
      }),
    );
    writing = false;
    await Promise.all(numbering);
    while (await numberEvents(writer, 100));
    const events = await eventsAfter(writer, 0, 1000);
    expect(sequencesOf(events)).toEqual(Array.from({ length: 8 * 61 }, (_, n) => n + 1));
    for (const { id } of breaches) {
      const own = events.filter((it) => it.subjectId === id).map((it) => it.id);
      expect(own).toEqual([...own].sort((a, b) => a - b));
    }
    for (const db of [...dbs, writer]) await db.close();
  }, 60_000);
});

test('what is not started numbers nothing and asks nothing', async () => {
  const db = await freshPglite();
  const before = db.statements.count;
  createDelivery({ db, log });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(db.statements.count).toBe(before);
  await db.close();
});

test('a cursor is one text: what is not exactly what was handed out is none', () => {
  const cursor = cursorOf('abc', 42);
  expect(parseCursor(cursor)).toEqual({ origin: 'abc', sequence: 42 });
  const forged = [
    'event:abc:-1',
    'event:abc:1e3',
    'event:abc:042',
    'event:abc',
    'breach:abc:1',
    'event:abc:99999999999999999999',
  ];
  for (const text of ['', 'x', ...forged.map((it) => Buffer.from(it).toString('base64url'))])
    expect(parseCursor(text)).toBeNull();
});

test('the ring holds the latest, and says what it holds no longer', () => {
  const event = (sequence: number) => ({ sequence }) as FeedEvent;
  const ring = new Ring(8, 10);
  expect(ring.after(10, 5)).toEqual([]);
  expect(ring.after(9, 5)).toBeUndefined();
  for (let n = 11; n <= 50; n++) ring.push([event(n)]);
  expect(ring.head).toBe(50);
  expect(ring.after(50, 5)).toEqual([]);
  expect(ring.after(60, 5)).toEqual([]);
  expect(ring.after(46, 2)?.map((it) => it.sequence)).toEqual([47, 48]);
  expect(ring.after(42, 100)?.at(-1)?.sequence).toBe(50);
  expect(ring.after(20, 5)).toBeUndefined();
});

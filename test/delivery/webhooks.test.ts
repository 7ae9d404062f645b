/** Webhooks against endpoints of every kind, on both databases. */
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL } from '../../src/access/viewer.ts';
import { RETRY_DELAYS } from '../../src/delivery/webhooks/schedule.ts';
import { sender } from '../../src/delivery/webhooks/send.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase } from '../support/database.ts';
import { endpoint, hang, HOUR, MINUTE, ok, startWorld, status, until } from './webhookWorld.ts';

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test('an event arrives once, signed so that the standard library verifies it', async () => {
    const world = await startWorld(db, { now: () => new Date() });
    const receiver = await endpoint();
    const { webhook, secret } = await world.webhook(receiver.url);
    await world.open();
    await world.webhooks.settle();
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    const [{ headers, text }] = receiver.got as [(typeof receiver.got)[0]];
    expect(new Webhook(secret!).verify(text, headers as Record<string, string>)).toMatchObject({
      type: 'breach.opened',
      data: {
        event: {
          id: 'event-1',
          type: 'OPENED',
          reason: 'OBSERVED',
          severity: 'WARNING',
          value: 78.25,
          period: { label: '2026-02-28' },
        },
        breach: {
          id: 'breach-1',
          state: 'OPEN',
          limit: { side: 'BELOW', value: 80, severity: 'WARNING' },
          within: false,
        },
        kpi: {
          code: 'answer-rate',
          name: { en: 'Name of answer-rate', zh: '名称 answer-rate' },
          unit: 'percent',
        },
        scope: {
          operator: { code: 'cm', name: { en: 'China Mobile', zh: '中国移动' } },
          businessLine: null,
          orgUnit: null,
        },
      },
    });
    expect(headers['webhook-id']).toBe('event-1');
    expect(await world.deliveries(webhook.id)).toMatchObject([
      { state: 'DELIVERED', attempts: 1, lastStatus: 200, lastAnswer: 'thank you' },
    ]);
  });

  test('a webhook is told of news only, unless it asks for the past too', async () => {
    const world = await startWorld(db);
    const [plain, eager] = [await endpoint(), await endpoint()];
    const made = await world.webhooks.administration.create(
      {
        name: 'plain',
        url: plain.url,
        format: 'STANDARD',
      },
      LOCAL,
    );
    expect(made).toMatchObject({ outcome: 'done', webhook: { filter: { history: false } } });
    await world.webhook(eager.url, { filter: { history: null } });
    await world.open();
    await db.rows(
      sql`update event set payload = payload || jsonb_build_object('start', (current_date - 1)::text) `,
    );
    await world.open();
    await world.webhooks.settle();
    await world.webhooks.settle();
    expect(plain.got).toHaveLength(1);
    expect(eager.got).toHaveLength(2);
    const told = JSON.parse(plain.got[0]!.text) as { data: { event: { history: boolean } } };
    expect(told.data.event.history).toBe(false);
  });

  test('during a rotation both secrets verify, a day later only the new one', async () => {
    const world = await startWorld(db, { now: () => new Date(Date.now() + passed) });
    let passed = 0;
    const receiver = await endpoint();
    const { webhook, secret: old } = await world.webhook(receiver.url);
    const rotated = await world.webhooks.administration.rotate(webhook.id, null);
    const secret = rotated.outcome === 'done' ? rotated.secret! : '';
    await world.open();
    await world.webhooks.settle();
    const [first] = receiver.got;
    expect(first!.headers['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
    for (const it of [old!, secret])
      expect(new Webhook(it).verify(first!.text, first!.headers as Record<string, string>)).toBeTruthy();
    passed = 24 * HOUR + 1;
    await world.open();
    await world.webhooks.settle();
    expect(receiver.got[1]!.headers['webhook-signature']).toMatch(/^v1,\S+$/);
  });

  test('CloudEvents are an alternative body', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint();
    await world.webhook(receiver.url, { format: 'CLOUDEVENTS' });
    await world.open();
    await world.webhooks.settle();
    expect(receiver.got[0]!.headers['content-type']).toMatch('application/cloudevents+json');
    expect(receiver.got[0]!.body).toMatchObject({
      ...{
        specversion: '1.0',
        id: 'event-1',
        type: 'breach.opened',
        source: 'urn:kpi-matrix:here',
        subject: 'breach-1',
      },
      data: { kpi: { code: 'answer-rate' } },
    });
  });

  test('only what passes the filter is sent', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint();
    await world.webhook(receiver.url, { filter: { kpis: ['drop-rate'], severity: 'CRITICAL' } });
    await world.open('answer-rate', 2);
    await world.open('drop-rate', 1);
    await world.open('drop-rate', 2);
    await world.webhooks.settle();
    expect(receiver.got.map(({ body }) => body.data.event.id)).toEqual(['event-3']);
  });

  test('a webhook begins with what comes, or where its cursor says', async () => {
    const world = await startWorld(db);
    await world.open();
    const [late, early] = [await endpoint(), await endpoint()];
    await world.webhook(late.url);
    await world.webhook(early.url, { after: '' });
    await world.open();
    await world.webhooks.settle();
    expect(late.got.map(({ body }) => body.data.event.id)).toEqual(['event-2']);
    expect(early.got.map(({ body }) => body.data.event.id)).toEqual(['event-1', 'event-2']);
  });

  test('failing, then well: tried again by the schedule under the same id, and later events of the breach wait', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(500, {}, 'broken\u0000'));
    const { webhook } = await world.webhook(receiver.url);
    const breach = await world.open();
    await world.change(breach, 'ESCALATED', 2);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    expect((await world.deliveries(webhook.id))[0]).toMatchObject({
      attempts: 1,
      lastStatus: 500,
      lastError: 'refused with status 500',
      lastAnswer: 'broken',
    });
    world.pass(5000 - 1);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    world.pass(1);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(2);
    receiver.behave = ok;
    world.pass(5 * MINUTE);
    await world.webhooks.settle();
    expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual([
      'event-1',
      'event-1',
      'event-1',
      'event-2',
    ]);
    expect((await world.deliveries(webhook.id)).map(({ state }) => state)).toEqual([
      'DELIVERED',
      'DELIVERED',
    ]);
  });

  test('an endpoint that is down for a day gets everything at once when it is back, in order', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(503));
    const { webhook } = await world.webhook(receiver.url);
    const breach = await world.open();
    for (let minute = 0; minute < 24 * 60; minute += 20) {
      if (minute === 600) await world.change(breach, 'ESCALATED', 2);
      if (minute % 120 === 0) await world.open('drop-rate');
      await world.webhooks.settle();
      world.pass(20 * MINUTE);
    }
    expect((await world.row(webhook.id)).state).toBe('ACTIVE');
    receiver.behave = ok;
    receiver.got.length = 0;
    await world.open('drop-rate');
    await world.webhooks.settle();
    const all = await world.deliveries(webhook.id);
    expect(all).toHaveLength(15);
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(['DELIVERED']));
    const order = receiver.got.map(({ headers }) => headers['webhook-id']);
    expect(order).toHaveLength(15);
    const ofBreach = all.filter((it) => it.subjectId === breach).map((it) => `event-${it.eventId}`);
    expect(order.filter((id) => ofBreach.includes(id as string))).toEqual(ofBreach);
  });

  test('after the last retry it is a dead letter, which can be seen and sent again', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(400));
    const { webhook } = await world.webhook(receiver.url);
    await world.open();
    for (const delay of [0, ...RETRY_DELAYS]) {
      world.pass(delay);
      await world.webhooks.settle();
    }
    expect(receiver.got).toHaveLength(10);
    expect(await world.deliveries(webhook.id)).toMatchObject([
      { state: 'DEAD', attempts: 10, lastError: 'refused with status 400' },
    ]);
    receiver.behave = ok;
    world.pass(24 * HOUR);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(10);
    const replayed = await world.webhooks.administration.replay(webhook.id, {
      states: ['DEAD'],
      from: null,
      to: null,
    });
    expect(replayed).toMatchObject({ outcome: 'replayed', count: 1 });
    await world.webhooks.settle();
    expect(receiver.got[10]!.headers['webhook-id']).toBe('event-1');
    expect(await world.deliveries(webhook.id)).toMatchObject([{ state: 'DELIVERED' }]);
  });

  test('a range of deliveries can be sent again', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint();
    const { webhook } = await world.webhook(receiver.url);
    for (let hour = 0; hour < 4; hour++) {
      await world.open();
      await world.webhooks.settle();
      world.pass(HOUR);
    }
    const at = (hour: number) => new Date(Date.parse('2026-03-01T08:00:00Z') + hour * HOUR);
    const again = { states: ['DELIVERED' as const], from: at(1), to: at(2) };
    expect(await world.webhooks.administration.replay(webhook.id, again)).toMatchObject({ count: 2 });
    await world.webhooks.settle();
    expect(receiver.got.slice(4).map(({ headers }) => headers['webhook-id'])).toEqual(['event-2', 'event-3']);
  });

  test('410 Gone disables the endpoint; resuming it goes on with nothing lost', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(410));
    const { webhook } = await world.webhook(receiver.url);
    await world.open();
    await world.webhooks.settle();
    expect(await world.row(webhook.id)).toMatchObject({
      state: 'DISABLED',
      stateReason: 'the endpoint answered 410 Gone',
    });
    await world.open();
    world.pass(24 * HOUR);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    receiver.behave = ok;
    await world.webhooks.administration.setState(webhook.id, 'ACTIVE');
    await world.webhooks.settle();
    expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual([
      'event-1',
      'event-1',
      'event-2',
    ]);
  });

  test('an endpoint that accepts nothing for five days is disabled', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(502));
    const { webhook } = await world.webhook(receiver.url);
    for (let day = 0; day <= 5; day++) {
      await world.open();
      await world.webhooks.settle();
      world.pass(24 * HOUR);
    }
    expect(await world.row(webhook.id)).toMatchObject({
      state: 'DISABLED',
      stateReason: 'the endpoint accepted nothing for five days',
    });
  });

  test('Retry-After is honoured, for the whole endpoint', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(429, { 'retry-after': '600' }));
    await world.webhook(receiver.url);
    await world.open();
    await world.webhooks.settle();
    receiver.behave = ok;
    await world.open('drop-rate');
    world.pass(599_000);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    world.pass(1000);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(3);
  });

  test('a paused webhook is sent nothing, and everything when it goes on', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint();
    const { webhook } = await world.webhook(receiver.url);
    await world.webhooks.administration.setState(webhook.id, 'PAUSED');
    await world.open();
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(0);
    await world.webhooks.administration.setState(webhook.id, 'ACTIVE');
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
  });

  test('a hanging endpoint is given up in time, and delays no other', async () => {
    const world = await startWorld(db, { send: sender(700) });
    const [hanging, well] = [await endpoint(hang), await endpoint()];
    const stuck = await world.webhook(hanging.url);
    await world.webhook(well.url);
    for (let i = 0; i < 20; i++) await world.open(i % 2 ? 'answer-rate' : 'drop-rate');
    const settled = world.webhooks.settle();
    await until(() => well.got.length === 20, 5000);
    expect(hanging.got.length).toBe(1);
    await settled;
    expect((await world.deliveries(stuck.webhook.id))[0]).toMatchObject({
      state: 'PENDING',
      lastStatus: null,
      lastError: 'no answer within 0.7 seconds',
    });
  });

  test('what dies between sending and noting sends again under the same id', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint();
    await world.webhook(receiver.url);
    await world.open();
    // Once it has sent, the process does nothing any more: it notes nothing, and its lease stays.
    let isDead = false;
    const dead = () => Promise.reject(new Error('killed'));
    const dying = world.make({
      db: {
        ...db,
        rows: (it) => (isDead ? dead() : db.rows(it)),
        transaction: (it) => (isDead ? dead() : db.transaction(it)),
      },
      send: async (...given) => {
        const answer = await sender()(...given);
        isDead = true;
        return answer;
      },
    });
    await dying.settle().catch(() => undefined);
    expect(receiver.got).toHaveLength(1);
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(1);
    await db.rows(sql`update webhook set leased_until = clock_timestamp() - interval '1 second'`);
    await world.webhooks.settle();
    expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual(['event-1', 'event-1']);
  });

  test('two workers on one database deliver each event once, and each breach in order', async () => {
    const world = await startWorld(db, { now: () => new Date() });
    const receivers = await Promise.all(
      Array.from({ length: 3 }, () => endpoint((response) => void setTimeout(() => response.end(), 2))),
    );
    for (const { url } of receivers) await world.webhook(url);
    const other = world.make();
    const breaches = [await world.open(), await world.open(), await world.open()];
    world.webhooks.start();
    other.start();
    for (let i = 0; i < 60; i++)
      await world.change(breaches[i % 3]!, i % 2 ? 'DEESCALATED' : 'ESCALATED', i % 2 ? 1 : 2);
    await until(() => receivers.every(({ got }) => got.length >= 63), 30_000);
    await Promise.all([world.webhooks.stop(), other.stop()]);
    for (const { got } of receivers) {
      const ids = got.map(({ headers }) => Number(String(headers['webhook-id']).slice(6)));
      expect(ids).toEqual([...ids].sort((a, b) => a - b));
      expect(new Set(ids).size).toBe(63);
      expect(ids).toHaveLength(63);
    }
  });
});

describe('the schedule', () => {
  test('tries for more than three days', () => {
    expect(RETRY_DELAYS.reduce((sum, it) => sum + it, 0)).toBeGreaterThan(72 * HOUR);
  });
});

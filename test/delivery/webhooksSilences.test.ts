/** Silences: they hold back deliveries, never the finding, resolving or history of breaches. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCAL } from '../../src/access/viewer.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase } from '../support/database.ts';
import { endpoint, HOUR, MINUTE, startWorld, status } from './webhookWorld.ts';

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  async function begin() {
    const world = await startWorld(db);
    const receiver = await endpoint();
    const { webhook } = await world.webhook(receiver.url);
    const told = () => receiver.got.map(({ body }) => `${body.data.breach.id} ${body.data.event.type}`);
    const states = async () => (await world.deliveries(webhook.id)).map(({ state }) => state);
    const settle = () => world.webhooks.settle();
    return { world, receiver, told, states, settle };
  }

  test('what is silenced is held back, the rest is told', async () => {
    const { world, told, states, settle } = await begin();
    await world.silence({ kpis: ['answer-rate'] }, HOUR);
    await world.open('answer-rate');
    await world.open('drop-rate');
    await settle();
    expect(told()).toEqual(['breach-2 OPENED']);
    expect(await states()).toEqual(['HELD', 'DELIVERED']);
    const [{ count } = { count: 0 }] = await db.rows<{ count: number }>(
      sql`select count(*)::int as count from event`,
    );
    expect(count).toBe(2);
  });

  test('when it ends by time, breaches that are still open are told, in order; those that are over are not', async () => {
    const { world, told, states, settle } = await begin();
    await world.silence({}, HOUR);
    const [open, over] = [await world.open(), await world.open('drop-rate')];
    await world.change(open, 'ESCALATED', 2);
    await world.change(over, 'RESOLVED');
    await settle();
    expect(told()).toEqual([]);
    world.pass(HOUR);
    await settle();
    expect(told()).toEqual(['breach-1 OPENED', 'breach-1 ESCALATED']);
    expect(await states()).toEqual(['DELIVERED', 'SILENCED', 'DELIVERED', 'SILENCED']);
    await settle();
    expect(told()).toHaveLength(2);
  });

  test('when a person ends it the same happens at once', async () => {
    const { world, told, settle } = await begin();
    const silence = await world.silence({}, HOUR);
    await world.open();
    await settle();
    world.pass(MINUTE);
    expect(await world.webhooks.endSilence(silence)).toMatchObject({ outcome: 'silenced' });
    expect(await world.webhooks.endSilence(silence)).toMatchObject({ outcome: 'conflict' });
    expect(await world.webhooks.endSilence(999)).toMatchObject({ outcome: 'notFound' });
    await settle();
    expect(told()).toEqual(['breach-1 OPENED']);
  });

  test('who was told of a breach before the silence is told of its end after it', async () => {
    const { world, told, states, settle } = await begin();
    const breach = await world.open();
    await settle();
    await world.silence({}, HOUR);
    await world.change(breach, 'ESCALATED', 2);
    await world.change(breach, 'RESOLVED', 2);
    await settle();
    world.pass(HOUR);
    await settle();
    expect(told()).toEqual(['breach-1 OPENED', 'breach-1 RESOLVED']);
    expect(await states()).toEqual(['DELIVERED', 'SILENCED', 'DELIVERED']);
  });

  test('the end of a breach that nobody was told of is not told, also when it comes later', async () => {
    const { world, told, states, settle } = await begin();
    const breach = await world.open();
    await world.silence({}, HOUR);
    await settle();
    // The silence ends, the breach is over, and its last event is on its way still.
    await db.rows(sql`update breach set resolved = true where id = ${breach}`);
    world.pass(HOUR);
    await settle();
    await world.change(breach, 'RESOLVED');
    await settle();
    expect(told()).toEqual([]);
    expect(await states()).toEqual(['SILENCED', 'SILENCED']);
    await world.change(breach, 'OPENED');
    await settle();
    expect(told()).toEqual(['breach-1 OPENED']);
  });

  test('of overlapping silences the last one counts', async () => {
    const { world, told, settle } = await begin();
    await world.silence({ kpis: ['answer-rate'] }, HOUR);
    await world.silence({ within: { operator: 'cm' } }, 2 * HOUR);
    await world.open();
    await settle();
    world.pass(HOUR);
    await settle();
    expect(told()).toEqual([]);
    world.pass(HOUR);
    await settle();
    expect(told()).toEqual(['breach-1 OPENED']);
  });

  test('a breach that a silence speaks of no more is told from its beginning', async () => {
    const { world, told, settle } = await begin();
    await world.silence({ severity: 'WARNING' }, HOUR);
    const breach = await world.open();
    await settle();
    await world.change(breach, 'ESCALATED', 2);
    await settle();
    expect(told()).toEqual(['breach-1 OPENED', 'breach-1 ESCALATED']);
  });

  test('it holds back retries as well', async () => {
    const { world, receiver, states, settle } = await begin();
    receiver.behave = status(500);
    await world.open();
    await settle();
    await world.silence({}, HOUR);
    world.pass(5000);
    await settle();
    expect(receiver.got).toHaveLength(1);
    expect(await states()).toEqual(['HELD']);
  });

  test('every problem of a silence at once', async () => {
    const { world } = await begin();
    const wrong = {
      kpis: ['answer-rat'],
      reasons: ['OBSERVED' as const],
      widestOnly: true,
      within: { operator: 'cn' },
    };
    const refused = await world.webhooks.createSilence(
      {
        filter: wrong,
        until: world.clock.at,
        by: ' ',
        why: '',
      },
      LOCAL,
    );
    expect(refused).toMatchObject({
      outcome: 'invalid',
      problems: [
        { path: ['filter', 'kpis', '0'], message: expect.stringContaining('did you mean "answer-rate"?') },
        { path: ['filter', 'within', 'operator'] },
        { path: ['filter', 'reasons'] },
        { path: ['filter', 'widestOnly'] },
        { path: ['until'] },
        { path: ['by'] },
        { path: ['why'] },
      ],
    });
  });
});

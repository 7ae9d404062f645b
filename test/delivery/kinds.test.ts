/** A second kind of event, known to these tests alone: everything but its own file takes it as it takes breaches. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { criteriaOf, standsWithin } from '../../src/delivery/criteria.ts';
import { createDelivery } from '../../src/delivery/delivery.ts';
import type { EventKind } from '../../src/delivery/kinds/kind.ts';
import { EVENT_KINDS } from '../../src/delivery/kinds/kinds.ts';
import { FORMAT_NAMES } from '../../src/delivery/webhooks/formats.ts';
import type { Database } from '../../src/store/database.ts';
import { writeEvents } from '../../src/store/events.ts';
import { eventsWhere, numberEvents } from '../../src/store/feed.ts';
import { onEachDatabase } from '../support/database.ts';
import { type Endpoint, endpoint, MINUTE, startWorld, status, type World } from './webhookWorld.ts';

/** A kind of its own: a lamp that is switched, somewhere. */
const LAMPS: EventKind = {
  passes: (filter, known) => standsWithin(criteriaOf(filter, known), known.reference.sight),
  told: async (db, eventIds, names) =>
    (await eventsWhere(db, sql`e.id = any(${`{${eventIds.join()}}`}::bigint[])`)).map(
      ({ id, subjectId, type, at, payload }) => ({
        eventId: id,
        notice: {
          id: names.event(id),
          type: `lamp.${type.toLowerCase()}`,
          subject: `lamp-${subjectId}`,
          at,
          data: payload,
          lines: [`Lamp ${type.toLowerCase()} · 灯`, 'in the yard · 院子里'],
          gravity: 3,
        },
        breach: null,
      }),
    ),
};

const KINDS = { ...EVENT_KINDS, LAMP: LAMPS };

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  /** Switches a lamp at a place (1: the operator's, 2: the unit's). */
  async function lamp(subjectId: number, type = 'ON', placeId = 1): Promise<void> {
    const where = { operatorId: 1, placeId, lineId: 0 };
    await db.transaction((tx) =>
      writeEvents(tx, [{ kind: 'LAMP', subjectId, type, ...where, payload: { watts: 40 } }]),
    );
    await numberEvents(db, 100);
  }

  /** A webhook of some kinds; through the store, because the API offers but one so far. */
  async function webhook(world: World, to: Endpoint, kinds: string[], more = {}): Promise<number> {
    const { webhook: made } = await world.webhook(to.url, more);
    await db.rows(sql`update webhook set kinds = ${`{${kinds.join()}}`}::text[] where id = ${made.id}`);
    return made.id;
  }

  test.each(FORMAT_NAMES)('%s tells it in its own envelope', async (format) => {
    const world = await startWorld(db, { kinds: KINDS });
    const answers = { SLACK: 'ok', FEISHU: '{"code":0}', DINGTALK: '{"errcode":0}', WECOM: '{"errcode":0}' };
    const receiver = await endpoint(status(200, {}, (answers as Record<string, string>)[format] ?? ''));
    const id = await webhook(world, receiver, ['LAMP'], { format, name: 'Yard' });
    await lamp(7);
    await world.webhooks.settle();
    expect(await world.deliveries(id)).toMatchObject([{ kind: 'LAMP', subjectId: 7, state: 'DELIVERED' }]);
    const { text } = receiver.got[0]!;
    if (format === 'STANDARD')
      expect(JSON.parse(text)).toMatchObject({ type: 'lamp.on', data: { watts: 40 } });
    else if (format === 'CLOUDEVENTS')
      expect(JSON.parse(text)).toMatchObject({ type: 'lamp.on', subject: 'lamp-7', data: { watts: 40 } });
    else
      expect(text).toContain(JSON.stringify('【Yard】\n\nLamp on · 灯\nin the yard · 院子里').slice(1, -1));
  });

  test('both kinds are in one order; each webhook is told what it asks for', async () => {
    const world = await startWorld(db, { kinds: KINDS });
    const receivers = [await endpoint(), await endpoint(), await endpoint()] as const;
    await webhook(world, receivers[0], ['BREACH']);
    await webhook(world, receivers[1], ['LAMP']);
    await webhook(world, receivers[2], ['BREACH', 'LAMP']);
    await lamp(1);
    await world.open();
    await lamp(1, 'OFF');
    await world.webhooks.settle();
    expect(receivers.map(({ got }) => got.map(({ body }) => body.type))).toEqual([
      ['breach.opened'],
      ['lamp.on', 'lamp.off'],
      ['lamp.on', 'breach.opened', 'lamp.off'],
    ]);
    const { feed } = createDelivery({ db, log: pino({ level: 'silent' }) });
    expect((await feed.read(0, 10)).map(({ sequence, kind }) => `${sequence} ${kind}`)).toEqual([
      '1 LAMP',
      '2 BREACH',
      '3 LAMP',
    ]);
  });

  test('a filter of places holds for it too', async () => {
    const world = await startWorld(db, { kinds: KINDS });
    const receiver = await endpoint();
    await webhook(world, receiver, ['LAMP'], { filter: { within: { operator: 'cm', orgUnit: 'north' } } });
    await lamp(1, 'ON', 1);
    await lamp(2, 'ON', 2);
    await world.webhooks.settle();
    expect(receiver.got.map(({ headers }) => headers['webhook-id'])).toEqual(['event-2']);
  });

  test('what happens to one thing is told in order, whatever has its number in another kind', async () => {
    const world = await startWorld(db, { kinds: KINDS });
    const receiver = await endpoint(status(503));
    await webhook(world, receiver, ['BREACH', 'LAMP']);
    await lamp(1);
    await world.webhooks.settle();
    await world.open();
    await lamp(1, 'OFF');
    receiver.behave = status(200);
    receiver.got.length = 0;
    world.pass(2000);
    await world.webhooks.settle();
    // Lamp 1 waits for its first message to be tried again; breach 1 does not, though the endpoint as a whole is well again now.
    expect(receiver.got.map(({ body }) => body.type)).toEqual(['breach.opened']);
    world.pass(5 * MINUTE);
    await world.webhooks.settle();
    expect(receiver.got.map(({ body }) => body.type)).toEqual(['breach.opened', 'lamp.on', 'lamp.off']);
  });

  test('a silence holds back breaches and nothing else, though both have one number', async () => {
    const world = await startWorld(db, { kinds: KINDS });
    const receiver = await endpoint();
    await webhook(world, receiver, ['BREACH', 'LAMP']);
    await world.silence({}, 5 * MINUTE);
    await world.open();
    await lamp(1);
    await world.webhooks.settle();
    expect(receiver.got.map(({ body }) => body.type)).toEqual(['lamp.on']);
    world.pass(6 * MINUTE);
    await lamp(1, 'OFF');
    await world.webhooks.settle();
    expect(receiver.got.map(({ body }) => body.type)).toEqual(['lamp.on', 'breach.opened', 'lamp.off']);
  });

  test('a server that does not know a kind leaves its webhooks to one that does, and nothing is lost', async () => {
    const world = await startWorld(db);
    const [both, breaches] = [await endpoint(), await endpoint()];
    await webhook(world, both, ['BREACH', 'LAMP']);
    await webhook(world, breaches, ['BREACH']);
    await lamp(1);
    await world.open();
    await world.webhooks.settle();
    expect(both.got).toEqual([]);
    expect(breaches.got).toHaveLength(1);
    await world.make({ kinds: KINDS }).settle();
    expect(both.got.map(({ body }) => body.type)).toEqual(['lamp.on', 'breach.opened']);
  });
});

/** Over both transports each subscriber is told of what lies in their grants, and of nothing else; a file holds to them too. */
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { setWatching } from '../../src/engine/definitions/reporting.ts';
import { sse } from '../delivery/clients.ts';
import { until } from '../delivery/world.ts';
import { type DoorServer, type DoorWorld, send, startDoors } from './doorWorld.ts';

let world: DoorWorld;
let server: DoorServer;
beforeAll(async () => {
  world = await startDoors();
  for (const operator of ['acme', 'rival'])
    await setWatching(world.engine, operator, { waitDays: 0, minimumCoverage: null });
  server = await world.open();
});
afterAll(() => world.close());

let batches = 0;
/** How many of a hundred calls were answered in time on a day of March 2012, by operator or unit. */
async function answered(day: number, of: Record<string, number>): Promise<void> {
  const date = `2012-03-${String(day).padStart(2, '0')}`;
  const observations = Object.entries(of).flatMap(([place, value]) => {
    const [operator = '', orgUnit] = place.split('/');
    const at = { operator, ...(orgUnit && { orgUnit }), date };
    return [
      { input: 'callsAnsweredIn15s', ...at, value },
      { input: 'callsOfferedToAgents', ...at, value: 100 },
    ];
  });
  const outcome = await world.engine.record({ idempotencyKey: `day ${++batches}`, observations });
  expect(outcome).toMatchObject({ outcome: 'recorded' });
  await world.engine.drain();
}

const QUERY = `subscription ($after: String, $filter: BreachFilter) { breachEvents(after: $after, filter: $filter) {
  cursor type breach { scope { operator { code } orgUnit { code } } within { scope { operator { code } } } } } }`;

interface Told {
  cursor: string;
  where: string;
  within: string | null;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
const toldOf = ({ cursor, breach }: any): Told => ({
  cursor,
  where: breach.scope.orgUnit?.code ?? breach.scope.operator.code,
  within: breach.within?.scope.operator.code ?? null,
});

/** Subscribes over both transports; what each was told. */
async function listen(
  grant: string,
  variables: object = {},
): Promise<{ ofSse: Told[]; ofSocket: Told[]; end(): void }> {
  const authorization = `Bearer ${await world.token(grant)}`;
  const [ofSse, ofSocket]: [Told[], Told[]] = [[], []];
  const connection = await sse(server.url, variables, {
    query: QUERY,
    headers: { Authorization: authorization },
  });
  expect(connection.status).toBe(200);
  const reading = (async () => {
    for await (const { data } of connection.blocks) if (data) ofSse.push(toldOf(data.data.breachEvents));
  })();
  reading.catch(() => {});
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization },
  });
  const { subscriptions } = server;
  const before = subscriptions();
  client.subscribe(
    { query: QUERY, variables: { ...variables } },
    {
      next: ({ data }) => void ofSocket.push(toldOf(data!['breachEvents'])),
      error: () => {},
      complete: () => {},
    },
  );
  await until(() => subscriptions() > before, 'the socket subscribes too');
  const end = () => {
    connection.request.destroy();
    void client.dispose();
  };
  return { ofSse, ofSocket, end };
}

const places = (told: readonly Told[]): string[] => [...new Set(told.map((it) => it.where))].sort();

test('a reader of A with cursors made by a reader of B, and in the middle of B’s events: own events only, of the widest as they see it', async () => {
  await answered(5, { 'acme/north': 99, rival: 99 });
  const grants = ['reader:*', 'reader:acme', 'reader:acme/north', 'reader:rival'];
  const listeners = await Promise.all(grants.map((it) => listen(it)));
  const widest = await listen('reader:acme/north', { filter: { widestOnly: true } });
  await answered(6, { 'acme/north': 20, rival: 20 });
  const expected = [['acme', 'north', 'rival'], ['acme', 'north'], ['north'], ['rival']];
  for (const [at, { ofSse, ofSocket }] of listeners.entries())
    for (const told of [ofSse, ofSocket])
      await until(
        () => places(told).join() === expected[at]!.join(),
        `${grants[at]}: ${places(told).join()}`,
      );
  // Whoever sees the unit only sees nothing that it lies within.
  expect(listeners[0]!.ofSse.find((it) => it.where === 'north')!.within).toBe('acme');
  expect(listeners[2]!.ofSse.map((it) => it.within)).toEqual(listeners[2]!.ofSse.map(() => null));
  await until(() => widest.ofSse.length > 0 && widest.ofSocket.length > 0, 'the widest that is seen is told');
  expect(places([...widest.ofSse, ...widest.ofSocket])).toEqual(['north']);

  const ofRival = listeners[3]!.ofSse[0]!.cursor;
  const late = await listen('reader:acme/north', { after: ofRival });
  const all = await listen('reader:acme/north', { after: '' });
  await answered(7, { 'acme/north': 99, rival: 99 });
  for (const told of [late.ofSse, late.ofSocket, all.ofSse, all.ofSocket])
    await until(() => told.length > 0 && places(told).join() === 'north', 'own events after any cursor');
  for (const it of [...listeners, widest, late, all]) it.end();
});

const HEADER = 'input,operator,orgUnit,date,value\n';
const OWN = 'callsOfferedToAgents,acme,north,2012-03-20,10\n';
const OTHERS = 'callsOfferedToAgents,rival,,2012-03-20,11\n';

test('a file with a row of another’s is refused whole, with the row named; or the row is left out as invalid', async () => {
  const token = await world.token('recorder:acme');
  const post = (key: string, query: string, body: string, as = token) =>
    send(server.url, `/observations${query}`, {
      method: 'POST',
      token: as,
      headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': key },
      body,
    });
  const refused = await post('one', '', HEADER + OWN + OTHERS);
  expect(refused.status).toBe(422);
  expect(JSON.parse(refused.text.split('\n')[0]!)).toMatchObject({
    ...{ line: 3, column: 'operator', message: 'there is no operator "rival"' },
    cell: { column: 'B', title: 'operator' },
  });
  const skipped = await post('two', '?invalid=skip', HEADER + OWN + OTHERS);
  expect(skipped.status).toBe(200);
  expect(skipped.text).toContain('"inserted":1');
  expect(skipped.text).toContain('"invalid":1');
  expect((await post('three', '', HEADER + OWN, await world.token('reader:*'))).status).toBe(403);
});

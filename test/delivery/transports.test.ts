/** Subscriptions as clients meet them: over SSE and WebSocket, resumed, refused, limited, and at the end of a server. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { EventSource } from 'eventsource';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { cursorOf } from '../../src/delivery/cursor.ts';
import { writeEvents } from '../../src/store/events.ts';
import { freshPglite } from '../support/database.ts';
import { type Block, QUERY, sse } from './clients.ts';
import {
  changeBreach,
  openBreach,
  resolveBreach,
  type Served,
  startWorld,
  until,
  type World,
} from './world.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

let world: World;
let served: Served;

beforeEach(async () => {
  world = await startWorld(await freshPglite());
  served = await world.serve({ keepAlive: 300 });
}, 60_000);

const open = (placeId = world.ids.root, kpiId = world.ids.kpis[0]) =>
  world.db.transaction((tx) => openBreach(tx, world.ids, { placeId, kpiId }));
const subscribed = (count: number) =>
  until(() => served.graphql.subscriptions() === count, `there are ${count} subscriptions`);

/** The next block with data. */
async function nextEvent(blocks: AsyncGenerator<Block>): Promise<Block> {
  for (;;) {
    const { value, done } = await blocks.next();
    if (done) throw new Error('the stream ended');
    if (value.data) return value;
  }
}

async function cursorsSoFar(): Promise<string[]> {
  const { delivery } = served;
  return Promise.all((await delivery.feed.read(0, 100)).map((it) => delivery.cursor(it.sequence)));
}

describe('over SSE', () => {
  test('plain curl -N sees the events as they come, each with its cursor as id', async () => {
    const body = JSON.stringify({ query: QUERY, variables: { after: '' } });
    const curl = spawn('curl', [
      '-sN',
      `${served.url}/graphql`,
      '-H',
      'Content-Type: application/json',
      '-H',
      'Accept: text/event-stream',
      '-d',
      body,
    ]);
    let seen = '';
    curl.stdout.on('data', (chunk: Buffer) => (seen += chunk.toString()));
    await subscribed(1);
    await open();
    await until(() => seen.includes('"OPENED"'), 'curl printed the event');
    const [cursor] = await cursorsSoFar();
    expect(seen).toContain(`event: next\nid: ${cursor}\ndata: {"data":{"breachEvents":{"id":`);
    curl.kill();
    await subscribed(0);
  });

  test('a browser EventSource comes back by itself after a cut, and misses nothing', async () => {
    const url = `${served.url}/graphql?${new URLSearchParams({ query: QUERY })}`;
    const source = new EventSource(url);
    onTestFinished(() => source.close());
    const types: string[] = [];
    source.addEventListener(
      'next',
      (event) => void types.push(JSON.parse(event.data as string).data.breachEvents.type),
    );
    await subscribed(1);
    const { id } = await open();
    await until(() => types.length === 1, 'the first event came');
    served.server.server.closeAllConnections();
    await subscribed(0);
    await world.db.transaction((tx) => changeBreach(tx, id, 'ESCALATED'));
    await until(() => types.length === 2, 'it came back');
    expect(types).toEqual(['OPENED', 'ESCALATED']);
  });

  test('a live subscriber that saw no event yet comes back to where it began', async () => {
    const first = await sse(served.url);
    const { value } = (await first.blocks.next()) as { value: Block };
    expect(value.id).toEqual(expect.any(String));
    first.request.destroy();
    await open();
    const second = await sse(served.url, {}, { headers: { 'Last-Event-ID': value.id! } });
    expect((await nextEvent(second.blocks)).data.data.breachEvents.type).toBe('OPENED');
    second.request.destroy();
  });

  test('events of other kinds are passed over, and their places count', async () => {
    const stream = await sse(served.url, { after: '' });
    const lamp = { kind: 'LAMP', subjectId: 1, type: 'ON', operatorId: null, placeId: null, lineId: null };
    await world.db.transaction((tx) => writeEvents(tx, [{ ...lamp, payload: {} }]));
    await open();
    const { id, data } = await nextEvent(stream.blocks);
    expect(data.data.breachEvents.type).toBe('OPENED');
    expect(id).toBe((await cursorsSoFar())[1]);
    const after = await sse(served.url, { after: (await cursorsSoFar())[0] });
    expect((await nextEvent(after.blocks)).id).toBe(id);
    for (const it of [stream, after]) it.request.destroy();
  });

  test('Last-Event-ID is stronger than the argument, with GET and with POST', async () => {
    const { id } = await open();
    await world.db.transaction((tx) => changeBreach(tx, id, 'ESCALATED'));
    await until(async () => (await cursorsSoFar()).length === 2, 'both have their places');
    const [cursor] = await cursorsSoFar();
    const posted = await sse(served.url, { after: '' }, { headers: { 'Last-Event-ID': cursor! } });
    expect((await nextEvent(posted.blocks)).data.data.breachEvents.type).toBe('ESCALATED');
    posted.request.destroy();
    const query = new URLSearchParams({ query: QUERY, variables: JSON.stringify({ after: '' }) });
    const [stream, came] = ['Accept: text/event-stream', `Last-Event-ID: ${cursor}`];
    const curl = spawn('curl', ['-sN', `${served.url}/graphql?${query}`, '-H', stream, '-H', came]);
    let got = '';
    curl.stdout.on('data', (chunk: Buffer) => (got += chunk.toString()));
    await until(() => got.includes('"ESCALATED"'), 'curl printed the second event');
    curl.kill();
    expect(got).not.toContain('"OPENED"');
  });

  test('the client graphql-sse follows, and is told of errors', async () => {
    const client = createSseClient({ url: `${served.url}/graphql`, retryAttempts: 0 });
    const events = client.iterate<Loose>({ query: QUERY, variables: { after: '' } });
    await open();
    expect((await events.next()).value.data.breachEvents.type).toBe('OPENED');
    const refused = client.iterate<Loose>({ query: QUERY, variables: { after: 'nonsense' } });
    expect((await refused.next()).value.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect((await refused.next()).done).toBe(true);
    client.dispose();
    await subscribed(0);
  });

  test('a quiet stream shows that it is alive, and moves the cursor past events that concern others', async () => {
    const { blocks, request } = await sse(served.url, { filter: { kpis: [(await kpiCodes())[1]] } });
    await blocks.next();
    await open(world.ids.root, world.ids.kpis[0]);
    await until(async () => (await cursorsSoFar()).length === 1, 'the event has its place');
    const [cursor] = await cursorsSoFar();
    let block: Block;
    do block = ((await blocks.next()) as { value: Block }).value;
    while (block.id !== cursor);
    expect(block).toEqual({ id: cursor, event: null, data: null });
    expect((await blocks.next()).value).toEqual({ id: null, event: null, data: null });
    request.destroy();
  });

  test('a client that takes no event stream is refused, and nothing stays behind', async () => {
    const response = await fetch(`${served.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ query: QUERY }),
    });
    expect(response.status).toBe(406);
    await response.text();
    await subscribed(0);
  });

  test('a stop cuts streams without "complete", and refuses new ones until it is gone', async () => {
    const { blocks, response } = await sse(served.url);
    await blocks.next();
    response.on('error', () => {});
    const closed = new Promise((resolve) => response.once('close', resolve));
    await served.graphql.endSubscriptions();
    await closed;
    expect(response.complete).toBe(false);
    const refused = await sse(served.url);
    expect(refused.status).toBe(503);
    expect((await nextEvent(refused.blocks)).data.errors[0].extensions.code).toBe('INTERRUPTED');
    refused.request.destroy();
  });
});

describe('over WebSocket', () => {
  const connect = (options: Loose = {}) =>
    createWebSocketClient({
      url: `${served.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...options,
    });

  test('the client graphql-ws follows from a cursor, and queries on the same socket', async () => {
    const client = connect();
    const events = client.iterate<Loose>({ query: QUERY, variables: { after: '' } });
    const { id } = await open();
    expect((await events.next()).value.data.breachEvents.type).toBe('OPENED');
    const asked = await client.iterate<Loose>({ query: '{ operators { code } }' }).next();
    expect(asked.value.data).toEqual({ operators: [{ code: 'china-mobile' }] });
    await world.db.transaction((tx) => resolveBreach(tx, id));
    const resumed = client.iterate<Loose>({ query: QUERY, variables: { after: (await cursorsSoFar())[0] } });
    expect((await resumed.next()).value.data.breachEvents.type).toBe('RESOLVED');
    await resumed.return?.();
    await subscribed(1);
    await client.dispose();
    await subscribed(0);
  });

  test('the limits, the errors and their codes are those of HTTP', async () => {
    const client = connect();
    const codesOf = async (query: string, variables: Loose = {}) => {
      try {
        const { value } = await client.iterate<Loose>({ query, variables }).next();
        return value.errors.map((it: Loose) => it.extensions.code);
      } catch (errors) {
        return (errors as Loose[]).map((it) => it.extensions?.code);
      }
    };
    expect(await codesOf(QUERY, { after: 'nonsense' })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf(QUERY, { after: cursorOf('elsewhere', 1) })).toEqual(['CURSOR_FOREIGN']);
    expect(await codesOf(QUERY, { filter: { kpis: ['no-such-kpi'] } })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf(QUERY, { filter: 3 })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf('{ operators {')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codesOf('{ operators { cod } }')).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(await codesOf(`{ ${'operators { code } '.repeat(2000)} }`)).toEqual(['LIMIT_EXCEEDED']);
    expect(
      await codesOf(
        `subscription { breachEvents { breach { ${'within { '.repeat(12)} id ${'} '.repeat(12)} } } }`,
      ),
    ).toEqual(['LIMIT_EXCEEDED']);
    expect(
      await codesOf(
        '{ kpiDefinitions(first: 500) { edges { node { inputs { kpis { inputs { kpis { inputs { key unit } } } } } } } } }',
      ),
    ).toEqual(['LIMIT_EXCEEDED']);
    await client.dispose();
  });

  test('a stop closes sockets with 1012, so that clients come back', async () => {
    let code = 0;
    const client = connect({ on: { closed: (event: Loose) => (code = event.code) } });
    const events = client.iterate<Loose>({ query: QUERY });
    const next = events.next().catch(() => undefined);
    await subscribed(1);
    await served.graphql.endSubscriptions();
    await next;
    expect(code).toBe(1012);
    await client.dispose();
  });

  test('a page of another site gets no socket, and other paths have none', async () => {
    const refused = async (path: string, headers: Record<string, string>) => {
      const socket = new WebSocket(`${served.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', {
        headers,
      });
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
      socket.on('error', () => {});
      socket.terminate();
      return response.statusCode;
    };
    expect(await refused('/graphql', { Origin: 'https://elsewhere.example' })).toBe(403);
    expect(await refused('/other', {})).toBe(404);
  });

  test('progress without events is told in a ping of the protocol', async () => {
    const pings: Loose[] = [];
    const client = connect({
      on: { ping: (received: boolean, payload: unknown) => received && pings.push(payload) },
    });
    const events = client.iterate<Loose>({
      query: QUERY,
      variables: { filter: { kpis: [(await kpiCodes())[1]] } },
    });
    void events.next().catch(() => {});
    await subscribed(1);
    await open(world.ids.root, world.ids.kpis[0]);
    await until(() => pings.length > 0, 'a ping came');
    expect(Object.values(pings[0].cursors)).toEqual(await cursorsSoFar());
    await client.dispose();
  });
});

describe('on both', () => {
  test('one subscription more than the limit is refused with a code that says so, and there is room again afterwards', async () => {
    const small = await world.serve({ subscriptions: 3 });
    const first = await Promise.all([sse(small.url), sse(small.url)]);
    const client = createWebSocketClient({
      url: `${small.url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
    });
    void client
      .iterate({ query: QUERY })
      .next()
      .catch(() => {});
    await until(() => small.graphql.subscriptions() === 3, 'there are three');
    const beyond = await sse(small.url);
    expect(beyond.status).toBe(503);
    expect(beyond.headers['retry-after']).toBe('10');
    expect((await nextEvent(beyond.blocks)).data.errors[0].extensions.code).toBe('TOO_MANY_SUBSCRIPTIONS');
    const { value } = await client.iterate<Loose>({ query: QUERY }).next();
    expect(value.errors[0].extensions.code).toBe('TOO_MANY_SUBSCRIPTIONS');
    first[0].request.destroy();
    await until(() => small.graphql.subscriptions() === 2, 'one is gone');
    const again = await sse(small.url);
    expect(again.status).toBe(200);
    for (const it of [...first, beyond, again]) it.request.destroy();
    await client.dispose();
  });

  test('what cannot be told on is refused with its code: a cursor that is too old, of another database, or none', async () => {
    const { id } = await open();
    await world.db.transaction((tx) => changeBreach(tx, id, 'ESCALATED'));
    await until(async () => (await cursorsSoFar()).length === 2, 'both have their places');
    const [first] = await cursorsSoFar();
    await world.db.rows(sql`update event set at = at - interval '40 days'`);
    const codeOf = async (after: string) => {
      const { blocks, request } = await sse(served.url, { after });
      const { data } = await nextEvent(blocks);
      request.destroy();
      return data.errors[0].extensions;
    };
    expect(await codeOf(first!)).toEqual({ code: 'CURSOR_TOO_OLD', argument: 'after' });
    expect(await codeOf(cursorOf('elsewhere', 1))).toEqual({ code: 'CURSOR_FOREIGN', argument: 'after' });
    expect(await codeOf('nonsense')).toEqual({ code: 'BAD_USER_INPUT', argument: 'after' });
  });

  test('a filter lets through what it says, also what is within a scope, and later its end', async () => {
    const { ids } = world;
    const query = `subscription ($filter: BreachFilter) { breachEvents(filter: $filter, after: "") { type breach { scope { orgUnit { code } } } } }`;
    const heard = async (filter: object, count: number) => {
      const { blocks, request } = await sse(served.url, { filter }, { query });
      const told: string[] = [];
      for (let n = 0; n < count; n++) {
        const { type, breach } = (await nextEvent(blocks)).data.data.breachEvents;
        told.push(`${type} ${breach.scope.orgUnit?.code ?? '-'}`);
      }
      request.destroy();
      return told;
    };
    const wide = await open(ids.root);
    const north = await open(ids.north);
    await open(ids.beijing);
    await world.db.transaction((tx) => changeBreach(tx, north.id, 'ESCALATED'));
    await served.delivery.acknowledge(north.id, { by: 'Li Na', note: null });
    await world.db.transaction((tx) => resolveBreach(tx, wide.id));
    const within = { within: { operator: 'china-mobile', orgUnit: 'north' } };
    expect(await heard(within, 4)).toEqual([
      'OPENED north',
      'OPENED beijing',
      'ESCALATED north',
      'ACKNOWLEDGED north',
    ]);
    expect(await heard({ scopes: [{ operator: 'china-mobile' }] }, 2)).toEqual(['OPENED -', 'RESOLVED -']);
    expect(await heard({ widestOnly: true }, 2)).toEqual(['OPENED -', 'RESOLVED -']);
    expect(await heard({ severity: 'CRITICAL' }, 2)).toEqual(['ESCALATED north', 'ACKNOWLEDGED north']);
    expect(await heard({ states: ['ACKNOWLEDGED'] }, 1)).toEqual(['ACKNOWLEDGED north']);
    expect(await heard({ orgUnits: ['beijing'] }, 1)).toEqual(['OPENED beijing']);
    expect(await heard({ reasons: ['OBSERVED'], operators: ['china-mobile'] }, 3)).toEqual([
      'OPENED -',
      'OPENED north',
      'OPENED beijing',
    ]);
  });

  test('subscribers that ask the same are told by one execution, and others by their own', async () => {
    const query = `subscription ($locale: Locale, $after: String) { breachEvents(after: $after) { breach { kpi { name(locale: $locale) } } } }`;
    const all = await Promise.all(
      ['EN', 'EN', 'ZH'].map((locale, n) =>
        sse(served.url, { locale, ...(n === 1 && { after: '' }) }, { query }),
      ),
    );
    await open();
    const names = await Promise.all(
      all.map(async ({ blocks }) => (await nextEvent(blocks)).data.data.breachEvents.breach.kpi.name),
    );
    expect(names[0]).toBe(names[1]);
    expect(names[2]).not.toBe(names[0]);
    for (const it of all) it.request.destroy();
  });

  test('a retired KPI still tells its end, to those who asked for it', async () => {
    const [code] = await kpiCodes();
    const { blocks, request } = await sse(served.url, { filter: { kpis: [code] }, after: '' });
    const { id } = await open();
    expect((await nextEvent(blocks)).data.data.breachEvents.type).toBe('OPENED');
    await world.db.transaction(async (tx) => {
      await tx.rows(sql`update kpi set retired_at = clock_timestamp() where id = ${world.ids.kpis[0]}`);
      await tx.rows(sql`update revision set reference = reference + 1`);
      await resolveBreach(tx, id);
    });
    expect((await nextEvent(blocks)).data.data.breachEvents.type).toBe('RESOLVED');
    request.destroy();
  });
});

async function kpiCodes(): Promise<string[]> {
  return (await world.engine.moment()).world.kpis.map(({ kpi }) => kpi.definition.code);
}

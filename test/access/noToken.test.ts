/** No token: nothing but the page for browsers, and whether the server lives, is answered. */
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { QUERY } from '../delivery/clients.ts';
import { type Answer, ask, type DoorServer, type DoorWorld, send, startDoors } from './doorWorld.ts';

let world: DoorWorld;
let server: DoorServer;

beforeAll(async () => {
  world = await startDoors();
  server = await world.open();
});
afterAll(() => world.close());

const expectRefused = ({ status, headers, code }: Answer) => {
  expect([status, code]).toEqual([401, 'UNAUTHENTICATED']);
  expect(headers['www-authenticate']).toBe('Bearer');
};
/** Each from an address of its own, so that none is refused for the number of those before. */
let others: DoorServer;
beforeAll(async () => {
  others = await world.open({ settings: { TRUST_PROXY: '1' } });
});
let from = 0;
const there = () => ({ 'X-Forwarded-For': `192.0.2.${++from}` });

test('no token: a query, a mutation, introspection and a subscription are refused', async () => {
  const accept = { Accept: 'text/event-stream' };
  for (const [query, headers] of [
    ['{ operators { code } }', {}],
    ['mutation { removeOverride(id: "x") { __typename } }', {}],
    ['{ __schema { types { name } } }', {}],
    [QUERY, accept],
  ] as const)
    expectRefused(await ask(others.url, query, { headers: { ...headers, ...there() } }));
  expectRefused(await send(others.url, '/graphql?query={operators{code}}', { headers: there() }));
});

test('no token: an upload and the metrics are refused', async () => {
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': 'k', ...there() };
  expectRefused(
    await send(others.url, '/observations', { method: 'POST', headers, body: 'operator,date\n' }),
  );
  expectRefused(await send(others.url, '/metrics', { headers: there() }));
});

test('other schemes than Bearer are refused in the same words', async () => {
  for (const Authorization of ['Basic a3BpOmtwaQ==', 'Bearer', 'Bearer ', 'Bearer a b', 'bearer\tx', ''])
    expectRefused(await ask(others.url, '{ __typename }', { headers: { Authorization, ...there() } }));
});

test('no token: a WebSocket is closed with 4401', async () => {
  for (const payload of [undefined, {}, { authorization: null }, { authorization: 'Bearer kpi_x' }]) {
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'connection_init', ...(payload && { payload }) }));
    const [code, reason] = (await once(socket, 'close')) as [number, Buffer];
    expect([code, String(reason)]).toEqual([4401, expect.stringContaining('UNAUTHENTICATED')]);
  }
});

test('a WebSocket that asks before it said who it is is closed with 4401', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '{ operators { code } }' } }));
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(4401);
});

test('whether it lives is told to anybody', async () => {
  expect(await send(server.url, '/healthz')).toMatchObject({ status: 200, text: 'ok\n' });
  expect(await send(server.url, '/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
});

test('the page for browsers and its files are served, and name no operator', async () => {
  const headers = { Accept: 'text/html,application/xhtml+xml' };
  const page = await send(server.url, '/graphql', { headers });
  expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  const files = [...page.text.matchAll(/\/graphiql\/[\w./-]+/g)].map(([it]) => it);
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const { status, text } = await send(server.url, file);
    expect([file, status]).toEqual([file, 200]);
    expect(text).not.toContain('acme');
  }
  expect(page.text).not.toContain('acme');
});

test('what only looks like the page never brings data', async () => {
  const query = 'query={operators{code}}';
  const html = { Accept: 'text/html' };
  for (const [path, headers] of [
    [`/graphql?${query}`, html],
    [`/graphql?${query}`, { Accept: 'application/json, text/html' }],
    [`/graphql?${query}`, { Accept: 'application/json;q=1, text/html;q=0' }],
    [`/graphql?${query}`, { Accept: 'text/htmlx' }],
    [`/graphql?${query}`, { Accept: 'text/event-stream, text/html' }],
    [`/graphiql/?${query}`, {}],
    [`/graphiql/../graphql?${query}`, {}],
    [`/graphiql/%2e%2e/graphql?${query}`, {}],
    [`/graphiql/..%2fgraphql?${query}`, {}],
    [`//graphql?${query}`, {}],
    [`/graphql/?${query}`, {}],
    [`/GRAPHQL?${query}`, {}],
    [`/healthz/../graphql?${query}`, {}],
  ] as const) {
    const { status, text, data } = await send(server.url, path, { headers });
    expect([path, text.includes('acme'), data ?? null]).toEqual([path, false, null]);
    expect(status, path).not.toBe(500);
  }
  const body = JSON.stringify({ query: '{ operators { code } }' });
  const json = { 'Content-Type': 'application/json', ...html };
  for (const path of ['/graphiql/../graphql', '/graphiql/%2e%2e/graphql']) {
    const answer = await send(server.url, path, { method: 'POST', headers: json, body });
    expect([path, answer.text.includes('acme'), answer.data ?? null]).toEqual([path, false, null]);
  }
  expectRefused(
    await send(others.url, '/graphql', { method: 'POST', headers: { ...json, ...there() }, body }),
  );
});

/** A token that is revoked, or expires, while somebody subscribes by it: they are cut, told why, and not let in again. */
import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { tokenOf } from '../../src/access/token.ts';
import { QUERY, sse, type SseConnection } from '../delivery/clients.ts';
import { until } from '../delivery/world.ts';
import { ask, type DoorServer, type DoorWorld, startDoors } from './doorWorld.ts';

let world: DoorWorld;
let server: DoorServer;
let other: DoorServer;
let now = Date.now();

beforeAll(async () => {
  world = await startDoors();
  const clock = { now: () => new Date(now), lookAgain: 20 };
  [server, other] = [await world.open(clock), await world.open(clock)];
});
afterAll(() => world.close());

const revoke = (token: string, at = server) => at.access.tokens.revoke(tokenOf(token)!.id);
const subscribe = (token: string, lastId?: string, at = server): Promise<SseConnection> =>
  sse(
    at.url,
    {},
    { headers: { Authorization: `Bearer ${token}`, ...(lastId && { 'Last-Event-ID': lastId }) } },
  );

/** All that still comes, but for signs of life. */
async function rest({ blocks }: SseConnection): Promise<unknown[]> {
  const all = [];
  for await (const { event, data } of blocks) if (data) all.push({ event, data });
  return all;
}

const CUT = [
  {
    event: 'next',
    data: { errors: [{ message: expect.any(String) as string, extensions: { code: 'UNAUTHENTICATED' } }] },
  },
];

test('a token revoked while subscribed over SSE: an error, the end, and no way back with the last cursor', async () => {
  const [token, stays] = [await world.token('reader:acme'), await world.token('reader:acme')];
  const [connection, other] = [await subscribe(token), await subscribe(stays)];
  const { value } = await connection.blocks.next();
  const { id } = value as { id: string };
  await revoke(token);
  expect(await rest(connection)).toEqual(CUT);
  expect(connection.response.complete).toBe(true);
  const again = await subscribe(token, id);
  expect(again.status).toBe(401);
  again.request.destroy();
  expect(server.subscriptions()).toBe(1);
  other.request.destroy();
  await until(() => server.subscriptions() === 0, 'the other one is gone');
});

/** A socket that was let in. */
async function enter(token: string, at = server): Promise<WebSocket> {
  const socket = new WebSocket(`${at.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  const [message] = (await once(socket, 'message')) as [Buffer];
  expect(JSON.parse(String(message))).toMatchObject({ type: 'connection_ack' });
  return socket;
}

const subscribeOver = (socket: WebSocket, variables: object = {}) =>
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: QUERY, variables } }));

test('a token revoked while subscribed over WebSocket: closed with 4401, and refused when it comes back', async () => {
  const token = await world.token('reader:acme');
  const socket = await enter(token);
  subscribeOver(socket);
  await until(() => server.subscriptions() === 1, 'it is subscribed');
  const closed = once(socket, 'close') as Promise<[number, Buffer]>;
  await revoke(token);
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([4401, expect.stringContaining('UNAUTHENTICATED')]);
  await until(() => server.subscriptions() === 0, 'nothing stays behind');
  const client = createClient({
    url: `${server.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 3,
  });
  const events = client.iterate({ query: QUERY, variables: { after: '' } });
  await expect(events.next()).rejects.toMatchObject({ code: 4401 });
});

test('an idle socket is closed too, and one that asks before anybody looked is not answered', async () => {
  const slow = await world.open({ lookAgain: 3_600_000 });
  const [idle, asking] = [await world.token('reader:acme'), await world.token('admin:*')];
  const [left, right] = [await enter(idle), await enter(asking, slow)];
  const closed = [once(left, 'close'), once(right, 'close')] as Promise<[number]>[];
  const told: string[] = [];
  right.on('message', (text: Buffer) => told.push(String(text)));
  await revoke(idle);
  await revoke(asking, slow);
  right.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: '{ operators { code } }' } }));
  expect((await Promise.all(closed)).map(([code]) => code)).toEqual([4401, 4401]);
  expect(told.join()).not.toContain('acme');
});

test('the server that revokes knows at once, another one within half a minute', async () => {
  const token = await world.token('reader:acme');
  const statusAt = async ({ url }: DoorServer) => (await ask(url, '{ viewer { name } }', { token })).status;
  expect([await statusAt(server), await statusAt(other)]).toEqual([200, 200]);
  const there = await subscribe(token, undefined, other);
  await there.blocks.next();
  await revoke(token);
  expect([await statusAt(server), await statusAt(other)]).toEqual([401, 200]);
  now += 30_001;
  expect(await statusAt(other)).toBe(401);
  expect(await rest(there)).toEqual(CUT);
});

test('a token that was read while it was revoked is not believed afterwards', async () => {
  const token = await world.token('reader:acme');
  const { tokens } = server.access;
  await Promise.all([tokens.viewerWith(token), revoke(token), tokens.viewerWith(token)]);
  expect(await tokens.viewerWith(token)).toBeNull();
});

test('one that expires is cut as well', async () => {
  const token = await world.token('reader:acme');
  const connection = await subscribe(token);
  await connection.blocks.next();
  now += 366 * 24 * 3_600_000;
  expect(await rest(connection)).toEqual(CUT);
});

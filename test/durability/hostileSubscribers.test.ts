/**
 * Subscribers that want to do harm, through a real server: each is answered with an error or closed with the code for what it did,
 * and whoever behaves is told everything. HOSTILE_RUNS sets how many there are, and has the times told.
 */
import { once } from 'node:events';
import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { openPostgres } from '../../src/store/postgres.ts';
import { sse, sseSubscriber, webSocketSubscriber } from '../delivery/clients.ts';
import { openBreach, startWorld, until, type World } from '../delivery/world.ts';
import { tellTimes } from '../graphql/times.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { type Asked, type Hostile, hostileSubscribers, STREAM } from '../support/hostileSubscribers.ts';
import { type RunningServer, startServer } from '../support/server.ts';

const RUNS = Number(process.env.HOSTILE_RUNS ?? 0);
/** So many are there at once. */
const AT_ONCE = 8;
/** Longer than anything is executed, in milliseconds. */
const PATIENCE = 30_000;
/** Between two events, in milliseconds. */
const PAUSE = 25;
const MOST_GROWTH_MIB = 64;
const SMALL_HEAP = '--max-old-space-size=112';

onPostgres('on PostgreSQL', () => {
  test(
    'hostile subscribers are each answered or closed, over SSE and WebSocket, and whoever behaves misses nothing',
    { timeout: 120_000 + RUNS * 100 },
    async () => {
      const url = await freshPostgresUrl();
      const world = await startWorld(openPostgres(url));
      const server = await startServer({ DATABASE_URL: url, NODE_OPTIONS: SMALL_HEAP });
      const behaved = [sseSubscriber(), webSocketSubscriber()];
      const ends = behaved.map((it) => it.connect(server.url));
      const writer = writing(world);
      const all = hostileSubscribers(RUNS || 150, 5);
      // What has just started grows by itself.
      const warmUp = all.splice(0, all.length / 3);
      await eachOf(warmUp, server);
      const before = server.memory();
      const times = await eachOf(all, server);
      if (RUNS) tellTimes('hostile subscribers', times);
      const written = await writer.stop();
      await until(() => behaved.every((it) => it.received.ids.length >= written), 'all are told', PATIENCE);
      for (const { received } of behaved)
        expect(received.sequences).toEqual(Array.from({ length: written }, (_, at) => at + 1));
      await until(async () => (await subscriptionsOf(server)) === behaved.length, 'no other stays', PATIENCE);
      await until(() => server.memory() < before + MOST_GROWTH_MIB, 'the memory is back', PATIENCE);
      if (RUNS)
        console.info(`memory: ${Math.round(before)} MiB before, ${Math.round(server.memory())} after`);
      behaved.forEach((it) => it.cut());
      await Promise.all(ends);
      // An error of level 50 is a defect of the server.
      expect(server.stdout()).not.toContain('"level":50');
      expect(await server.stop()).toMatchObject({ code: 0, stderr: '' });
    },
  );
});

/** Writes events until it is stopped, which answers how many. */
function writing({ db, ids }: World) {
  let [written, isOver] = [0, false];
  const loop = (async () => {
    for (; !isOver; written++) {
      const kpiId = ids.kpis[written % ids.kpis.length]!;
      await db.transaction((tx) => openBreach(tx, ids, { placeId: ids.root, kpiId }));
      await sleep(PAUSE);
    }
  })();
  const stop = async (): Promise<number> => {
    isOver = true;
    await loop;
    return written;
  };
  return { stop };
}

/** Lets some at once loose on the server, until each had its turn; how long each took in milliseconds. */
async function eachOf(all: readonly Hostile[], server: RunningServer): Promise<number[]> {
  const times: number[] = [];
  const waiting = all.values();
  const one = async () => {
    for (const it of waiting) {
      const begin = performance.now();
      await Promise.race([meet(server, it), tooLong(it)]);
      times.push(performance.now() - begin);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  return times;
}

async function tooLong(it: Hostile): Promise<never> {
  await sleep(PATIENCE, undefined, { ref: false });
  throw new Error(`neither answered nor closed: ${shown(it)}`);
}

const shown = (it: unknown): string => JSON.stringify(it).slice(0, 300);

function meet(server: RunningServer, it: Hostile): Promise<void> {
  if (it.over === 'SSE') return overSse(server, it.asked);
  if (it.over === 'operations') return operations(server, it.asked);
  if (it.over === 'streams') return streams(server, it.count);
  return closed(server, it);
}

/** Each error has a code and a text, and tells nothing of the server. */
function expectErrors(errors: { message: string; extensions?: { code?: string } }[], asked: Asked): void {
  for (const { message, extensions } of errors) {
    expect(message.length, shown(asked)).toBeGreaterThan(3);
    expect(extensions?.code, `${shown(asked)} ${message}`).toEqual(expect.stringMatching(/^[A-Z_]+$/));
    expect(extensions!.code, `${shown(asked)} ${message}`).not.toBe('INTERNAL_SERVER_ERROR');
    expect(message.length, shown(asked)).toBeLessThan(5000);
  }
}

/** Answered at once, or with a stream, which is left as soon as it has begun. */
async function overSse(server: RunningServer, { query, variables }: Asked): Promise<void> {
  const connection = await sse(server.url, variables as object, { query: query as string });
  // A busy machine may have to say that there is no room, which is an answer as well.
  expect(connection.status === 503 ? 429 : connection.status, shown(query)).toBeLessThan(500);
  const isStream = connection.headers['content-type']?.startsWith('text/event-stream');
  if (isStream) {
    const { value } = await connection.blocks.next();
    expectErrors(value?.data?.errors ?? [], { query });
  } else {
    connection.response.setEncoding('utf8');
    let text = '';
    for await (const part of connection.response) text += part;
    expectErrors((JSON.parse(text) as { errors?: [] }).errors ?? [], { query });
  }
  connection.request.destroy();
}

/** A socket that was let in, and what is told to it. */
async function enter(server: RunningServer, isLetIn = true) {
  const raw: { socket?: Socket } = {};
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
    perMessageDeflate: false,
    createConnection: ((options: TcpNetConnectOpts) => (raw.socket = connect(options))) as typeof connect,
  });
  socket.on('error', () => {});
  const end = once(socket, 'close') as Promise<[number, Buffer]>;
  await once(socket, 'open');
  const told: { type: string; id?: string; payload?: unknown }[] = [];
  socket.on('message', (text: Buffer) => told.push(JSON.parse(String(text)) as (typeof told)[0]));
  if (isLetIn) {
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
  }
  return { socket, raw: raw.socket!, told, end };
}

/** Each operation comes to its end, or is ended as a stream; then the socket still answers. */
async function operations(server: RunningServer, asked: readonly Asked[]): Promise<void> {
  const { socket, told, end } = await enter(server);
  asked.forEach((payload, at) => socket.send(JSON.stringify({ type: 'subscribe', id: `${at}`, payload })));
  const answersTo = (at: number) => told.filter(({ id }) => id === `${at}`);
  const isOver = (at: number) => answersTo(at).some(({ type }) => type === 'error' || type === 'complete');
  const isStreaming = (at: number) => answersTo(at).some(({ type }) => type === 'next');
  await until(() => asked.every((_, at) => isOver(at) || isStreaming(at)), shown(asked), PATIENCE);
  asked.forEach((it, at) =>
    expectErrors(
      answersTo(at).flatMap(({ type, payload }) => (type === 'error' ? (payload as []) : [])),
      it,
    ),
  );
  socket.send('{"type":"ping"}');
  await until(() => told.some(({ type }) => type === 'pong'), 'it still answers', PATIENCE);
  socket.close();
  await end;
}

/** Closed with the code for what came; whatever it was, nothing more is told. */
async function closed(server: RunningServer, it: Hostile & { over: 'messages' | 'bytes' }): Promise<void> {
  const { socket, raw, end } = await enter(server, it.over === 'bytes' || it.isLetIn);
  if (it.over === 'bytes') raw.write(it.bytes);
  else for (const message of it.messages) socket.send(message);
  const [code, reason] = await end;
  expect([it.what, code, String(reason).length < 124]).toEqual([it.what, it.closes, true]);
}

/** Begun, and left without a farewell. */
async function streams(server: RunningServer, count: number): Promise<void> {
  const { socket, told } = await enter(server);
  for (let id = 0; id < count; id++)
    socket.send(JSON.stringify({ type: 'subscribe', id: `${id}`, payload: { query: STREAM } }));
  await until(() => new Set(told.map(({ id }) => id)).size > count, 'all have begun', PATIENCE);
  socket.terminate();
}

async function subscriptionsOf({ url }: RunningServer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^kpi_matrix_subscriptions (\d+)$/m.exec(text)?.[1]);
}

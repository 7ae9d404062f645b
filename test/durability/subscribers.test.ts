/** Subscribers that would hurt a server: one that reads nothing, and many that vanish. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { parseCursor } from '../../src/delivery/cursor.ts';
import type { Database } from '../../src/store/database.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { type Block, QUERY, sse, type SseConnection } from '../delivery/clients.ts';
import { changeBreach, openBreach, startWorld, until, type World } from '../delivery/world.ts';
import { freshPglite, freshPostgresUrl, onPostgres } from '../support/database.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { rounds } from './chaos.ts';

const isLong = rounds(0) > 0;
const EVENTS = isLong ? 20_000 : 5_000;
/** So many of them come before the memory is looked at: a process that has just started grows by itself. */
const WARM_UP = 1500;
const READERS = 19;
/** Events of one transaction, and how many a second are written. */
const [AT_ONCE, PACE] = [10, 250];
const SMALL = 'subscription ($after: String) { breachEvents(after: $after) { cursor at } }';
/** What is not read has to fill every buffer on its way, some megabytes: few events are large, many are middling. */
const LARGE = `subscription ($after: String) { breachEvents(after: $after) { cursor at breach { id events { id } kpi {
  code name description formula sources { reference says }
  ${isLong ? '' : 'examples { value status inputs { value input { key name unit } } }'} } } } }`;
const MOST_GROWTH_MIB = 64;
/** With memory to spare V8 lets garbage lie for minutes on a busy machine; with little, what is resident is what is held. */
const SMALL_HEAP = '--max-old-space-size=112';

onPostgres('on PostgreSQL', () => {
  test(
    `of 20 subscribers one never reads, while ${EVENTS} events come: the server does not grow, the others are told all that it is not, and the one is cut off and goes on without a gap`,
    { timeout: 240_000 },
    async () => {
      const url = await freshPostgresUrl();
      const world = await startWorld(openPostgres(url));
      const server = await startServer({ DATABASE_URL: url, NODE_OPTIONS: SMALL_HEAP });
      // One asks what the stalled one asks, so that what an answer costs at all is not taken for growth.
      const readers = await Promise.all(
        Array.from({ length: READERS }, (_, n) => reader(server, '', n === 0 ? LARGE : SMALL)),
      );
      const stalled = await sse(server.url, { after: '' }, { query: LARGE });
      await writeEvents(world, WARM_UP);
      await until(() => readers.every((it) => it.seen.length === WARM_UP), 'all are warm', 60_000);

      const before = server.memory();
      let most = before;
      const watching = setInterval(() => (most = Math.max(most, server.memory())), 100);
      // What it says in the end is to be read within seconds of the cut.
      const cut = until(
        async () => (await subscriptionsOf(server)) === READERS,
        'the one is cut off',
        150_000,
      );
      const toldMeanwhile = cut.then(() => Math.min(...readers.map((it) => it.seen.length)));
      const reading = cut.then(() => readAll(stalled));
      await writeEvents(world, EVENTS - WARM_UP);
      await until(() => readers.every((it) => it.seen.length === EVENTS), 'all were told', 60_000);
      const first = await reading;
      clearInterval(watching);

      expect(first.code).toBe('SLOW_SUBSCRIBER');
      const again = await reader(server, first.lastId!);
      await until(() => first.seen.length + again.seen.length >= EVENTS, 'it saw the rest', 60_000);
      expect([...first.seen, ...again.seen]).toEqual(Array.from({ length: EVENTS }, (_, n) => n + 1));

      const delays = readers.flatMap((it) => it.delays).sort((a, b) => a - b);
      const p99 = delays[Math.floor(delays.length * 0.99)]!;
      console.info(
        `${EVENTS} events: memory grew by ${Math.round(most - before)} MiB from ${Math.round(before)}, p99 ${p99} ms, ` +
          `the stalled one had ${first.seen.length}`,
      );
      expect(most - before).toBeLessThan(MOST_GROWTH_MIB);
      // Nobody waited for the one: when it was cut off they had been told more than would ever have fitted on its way.
      expect(await toldMeanwhile).toBeGreaterThan(first.seen.length);
      for (const it of [...readers, again]) it.connection.request.destroy();
      expect((await server.stop()).code).toBe(0);
    },
  );
});

/** One who reads: the places of what it saw, and how long each was on its way in milliseconds. */
async function reader(server: RunningServer, after = '', query = SMALL) {
  const connection = await sse(server.url, { after }, { query });
  const [seen, delays]: [number[], number[]] = [[], []];
  const read = async () => {
    for await (const { data } of connection.blocks) {
      if (!data) continue;
      const { cursor, at } = data.data.breachEvents;
      seen.push(parseCursor(cursor)!.sequence);
      delays.push(Date.now() - Date.parse(at));
    }
  };
  read().catch(() => {});
  return { connection, seen, delays };
}

/** What is left to read of a connection that the server has ended. */
async function readAll({ blocks }: SseConnection) {
  const seen: number[] = [];
  let lastId: string | null = null;
  let code: string | undefined;
  for await (const { id, data } of blocks as AsyncIterable<Block>) {
    lastId = id ?? lastId;
    if (data?.errors) code = data.errors[0].extensions.code;
    else if (data) seen.push(parseCursor(data.data.breachEvents.cursor)!.sequence);
  }
  return { seen, lastId, code };
}

/** Writes so many events at a steady pace, each of a breach of its own. */
async function writeEvents({ db, ids }: World, count: number): Promise<void> {
  const begin = performance.now();
  for (let written = 0; written < count; written += AT_ONCE) {
    await db.transaction(async (tx) => {
      for (let n = 0; n < AT_ONCE; n++)
        await openBreach(tx, ids, { placeId: ids.root, kpiId: ids.kpis[n % ids.kpis.length] });
    });
    await sleep(Math.max(0, begin + ((written + AT_ONCE) * 1000) / PACE - performance.now()));
  }
}

async function subscriptionsOf({ url }: RunningServer): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^kpi_matrix_subscriptions (\d+)$/m.exec(text)?.[1]);
}

const IDLE = isLong ? 1000 : 200;
const GONE_WITHIN = 30_000;

test(
  `of ${IDLE} idle subscriptions that are dropped, half without a farewell, nothing is left`,
  { timeout: 120_000 },
  async () => {
    const db: Database = await freshPglite();
    const world = await startWorld(db);
    const served = await world.serve({ subscriptions: IDLE, ...(!isLong && { keepAlive: 3000 }) });
    const resources = () =>
      process.getActiveResourcesInfo().filter((it) => it === 'Timeout' || it === 'TCPSocketWrap').length;
    const before = resources();
    const quarter = Array.from({ length: IDLE / 4 });
    const [ended, reset] = [
      await Promise.all(quarter.map(() => sse(served.url))),
      await Promise.all(quarter.map(() => sse(served.url))),
    ];
    const [closed, vanished] = [
      await Promise.all(quarter.map(() => webSocket(served.url))),
      await Promise.all(quarter.map(() => webSocket(served.url))),
    ];
    await until(() => served.graphql.subscriptions() === IDLE, 'all are there', 60_000);

    const begin = Date.now();
    for (const it of ended) it.request.destroy();
    for (const it of reset) it.response.socket.resetAndDestroy();
    for (const it of closed) it.close();
    // Its process hangs, or its cable is cut: it answers no ping any longer.
    for (const it of vanished) it.pause();
    await until(() => served.graphql.subscriptions() === 0, 'none is left', GONE_WITHIN);
    const gone = Date.now() - begin;
    for (const it of vanished) it.terminate();
    await until(() => resources() <= before + 2, 'no timer and no socket is left');
    console.info(`${IDLE} subscriptions were gone after ${gone} ms`);

    const breach = await db.transaction((tx) => openBreach(tx, world.ids, { placeId: world.ids.root }));
    const { blocks, request } = await sse(served.url, { after: '' });
    await db.transaction((tx) => changeBreach(tx, breach.id, 'ESCALATED'));
    for (let told = 0; told < 2;) if (((await blocks.next()).value as Block).data) told++;
    request.destroy();
  },
);

/** A subscription over a WebSocket of its own. */
async function webSocket(url: string): Promise<WebSocket> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  socket.on('error', () => {});
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init' }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: QUERY } }));
  return socket;
}

/** Clients that would hurt a server by being slow, or by being many: the others are answered, and nothing of them stays. */
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { until } from '../delivery/world.ts';
import { freshDataDirectory, type RunningServer, startServer } from '../support/server.ts';

const [SLOW, IDLE, AT_ONCE] = [200, 1000, 5000];
/** So many have begun bodies that do not come: what the server takes at once is nearly used up. */
const BODIES = 20;
/** What the server takes. */
const [MOST_CONNECTIONS, MOST_IN_FLIGHT] = [1000, 25];
/** Of a process that has just started, the memory grows by itself. */
const WARM_UP = 1500;
const MOST_GROWTH_MIB = 64;
/** Connections and files that come and go while somebody is served. */
const FEW = 20;
/** With memory to spare V8 lets garbage lie for minutes; with little, what is resident is what is held. */
const SMALL_HEAP = '--max-old-space-size=112';

const QUERY = '{ engine { pending } kpiDefinitions(first: 20) { edges { node { code name formula } } } }';

/** What became of a request: its status, and after how many seconds it may come again; null where its connection was cut. */
interface Outcome {
  status: number | null;
  again: string | null;
  milliseconds: number;
}

function ask({ url }: RunningServer, agent: Agent): Promise<Outcome> {
  const begin = performance.now();
  const outcome = (status: number | null, again: string | null): Outcome => ({
    status,
    again,
    milliseconds: performance.now() - begin,
  });
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    const call = request(`${url}/graphql`, { method: 'POST', headers, agent }, (response) => {
      const { statusCode = 0, headers } = response;
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const isAnswer = statusCode === 503 ? text.includes('OVERLOADED') : text.startsWith('{"data":{');
        if (!isAnswer) return reject(new Error(`${statusCode} ${text}`));
        resolve(outcome(statusCode, headers['retry-after'] ?? null));
      });
    });
    call.on('error', () => resolve(outcome(null, null)));
    call.end(JSON.stringify({ query: QUERY }));
  });
}

/** Agents whose connections stay open, as many as are asked for. */
function agentOf(maxSockets: number): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets });
  onTestFinished(() => agent.destroy());
  return agent;
}

/** One who asks again and again over a connection of his own; what he was answered since the last call. */
function wellBehaved(server: RunningServer) {
  const agent = agentOf(1);
  let seen: Outcome[] = [];
  let ended = false;
  const loop = (async () => {
    while (!ended) {
      seen.push(await ask(server, agent));
      await sleep(20);
    }
  })();
  return {
    take: () => {
      const taken = seen;
      seen = [];
      return taken;
    },
    stop: async () => {
      ended = true;
      await loop;
    },
  };
}

/** A connection that says `head` and nothing more; it is `open` until the server closes it. */
async function silent(port: number, head: string) {
  const socket: Socket = connect(port, '127.0.0.1');
  const it = { socket, open: true, text: '' };
  socket.on('error', () => {}).on('close', () => (it.open = false));
  socket.setEncoding('latin1').on('data', (part: string) => (it.text += part));
  await once(socket, 'connect');
  socket.write(head);
  return it;
}

const HEAD = 'POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n';

const p95 = (seen: readonly Outcome[]): number =>
  Math.round(seen.map((it) => it.milliseconds).sort((a, b) => a - b)[Math.floor(seen.length * 0.95)] ?? NaN);

const openFiles = ({ pid }: RunningServer): number => readdirSync(`/proc/${pid}/fd`).length;

test(
  `${SLOW} slow headers, ${IDLE} idle sockets, ${AT_ONCE} requests at once: whoever is connected is answered, the slow ones are cut, and the memory is back`,
  { timeout: 150_000 },
  async () => {
    const server = await startServer({
      DATA_DIR: await freshDataDirectory(),
      MAX_IN_FLIGHT: String(MOST_IN_FLIGHT),
      NODE_OPTIONS: SMALL_HEAP,
    });
    const port = Number(new URL(server.url).port);
    const flood = agentOf(250);
    await Promise.all(Array.from({ length: WARM_UP }, () => ask(server, flood)));
    flood.destroy();
    const client = wellBehaved(server);
    await sleep(2000);
    const [calm, before, files] = [client.take(), server.memory(), openFiles(server)];
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, openFiles(server) - files)), 50);

    const bodies = await Promise.all(
      Array.from({ length: BODIES }, () => silent(port, `${HEAD}Content-Length: 100\r\n\r\n{`)),
    );
    const many = agentOf(400);
    const flooding = Promise.all(Array.from({ length: AT_ONCE }, () => ask(server, many)));
    const slow = await Promise.all(Array.from({ length: SLOW }, () => silent(port, HEAD)));
    const idle = await Promise.all(Array.from({ length: IDLE }, () => silent(port, '')));
    const dripping = setInterval(() => {
      for (const it of slow) if (it.open) it.socket.write('X-More: 1\r\n');
    }, 1000);
    const flooded = await flooding;
    many.destroy();
    await until(() => [...slow, ...bodies].every((it) => !it.open), 'the slow ones are cut', 60_000);
    // Asked of the server: a connection that it turned away may look open from here.
    await until(() => openFiles(server) - files < FEW, 'nobody idle is left', 60_000);
    clearInterval(dripping);
    clearInterval(watching);
    const stormy = client.take();
    const fresh = await Promise.all(Array.from({ length: 20 }, () => ask(server, agentOf(1))));
    await sleep(2000);
    const after = client.take();
    await client.stop();
    await until(() => server.memory() - before < MOST_GROWTH_MIB, 'the memory is back', 30_000);

    const count = (status: number | null) => flooded.filter((it) => it.status === status).length;
    console.info(
      `p95 ${p95(calm)} ms before, ${p95(stormy)} ms meanwhile, ${p95(after)} ms after; of ${AT_ONCE} at once ` +
        `${count(200)} answered, ${count(503)} refused, ${count(null)} without a connection; at most ${most} connections; ` +
        `memory ${Math.round(before)} MiB before, ${Math.round(server.memory())} after`,
    );
    // Whoever was there first was answered each time, and told to come again where he was not.
    expect(stormy.length).toBeGreaterThan(0);
    for (const it of [...calm, ...stormy, ...fresh, ...after, ...flooded.filter((it) => it.status !== null)])
      expect(it).toMatchObject(it.status === 503 ? { again: '1' } : { status: 200 });
    expect(after.every((it) => it.status === 200)).toBe(true);
    expect(fresh.every((it) => it.status === 200)).toBe(true);
    expect(count(503)).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(MOST_CONNECTIONS);
    // Those that had a connection were told why it ended; one more than there may be was closed without a word.
    expect(slow.filter((it) => it.text.startsWith('HTTP/1.1 408')).length).toBeGreaterThan(0);
    expect(idle.filter((it) => it.text === '').length).toBeGreaterThan(0);
    for (const { text } of bodies) expect(text).toMatch(/^HTTP\/1.1 (408|503)/);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    for (const reason of ['in_flight', 'connections', 'slow_body'])
      expect(metrics).toMatch(
        new RegExp(`^kpi_matrix_refused_requests_total{reason="${reason}"} [1-9]`, 'm'),
      );
    expect((await server.stop()).code).toBe(0);
  },
);

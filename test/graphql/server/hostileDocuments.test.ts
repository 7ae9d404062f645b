/**
 * Requests that want to do harm, through a real server: each is answered, none with a fault of the server, and it goes on as before.
 * HOSTILE_RUNS sets how many there are, and has the times told.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type HostileRequest, hostileRequests } from '../../support/hostileDocuments.ts';
import { watchPrototypes } from '../../support/prototypes.ts';
import { type Answer, type Api, fill, startApi } from '../api.ts';
import { type Listening, listening } from '../listening.ts';
import { tellTimes } from '../times.ts';

const RUNS = Number(process.env.HOSTILE_RUNS ?? 0);
/** Longer than anything is executed, in milliseconds. */
const PATIENCE = 30_000;
const MEGABYTE = 1_000_000;

let api: Api;
let server: Listening;
let url: string;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  server = await listening(api.yoga);
  url = server.url;
});
afterAll(async () => {
  await server.close();
  await api.close();
});

/** Sends a request and reads all of its answer; whether it was refused. */
async function isRefused({ what, search, init }: HostileRequest): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE);
  const response = await fetch(url + search, { ...init, signal }).catch((error: unknown) => {
    throw new Error(`no answer to ${what}: ${String(init.body ?? search).slice(0, 300)}`, { cause: error });
  });
  const text = await response.text();
  const sent = `${what}: ${String(init.body ?? search).slice(0, 300)} → ${response.status} ${text.slice(0, 300)}`;
  expect(response.status, sent).toBeLessThan(500);
  expect(text, sent).not.toMatch(/node_modules|INTERNAL_SERVER_ERROR|at \w+ \(/);
  if (init.method === 'HEAD' || !/json/.test(response.headers.get('content-type') ?? ''))
    return response.status >= 400;
  const { data, errors } = JSON.parse(text) as Answer;
  expect(data !== undefined || (errors?.length ?? 0) > 0, sent).toBe(true);
  if (data) return false;
  for (const { message, extensions } of errors!) {
    expect(message.length, sent).toBeGreaterThan(3);
    expect(extensions?.code, sent).toEqual(expect.any(String));
  }
  expect(text.length, sent).toBeLessThan(MEGABYTE);
  return true;
}

test(
  'hostile documents and requests are answered without a fault, and leave the server as it was',
  async () => {
    const changed = watchPrototypes();
    const times: number[] = [];
    const requests = hostileRequests(RUNS || 500, 3);
    for (const request of requests) {
      const begin = performance.now();
      if (await isRefused(request)) times.push(performance.now() - begin);
    }
    expect(times.length).toBeGreaterThan(requests.length / 2);
    if (RUNS) tellTimes(`refused of ${requests.length} hostile requests`, times);
    expect(changed()).toEqual([]);
    expect(api.logged).toEqual([]);
    const { data, errors } = await api.ask('{ operators { code } engine { pending } }');
    expect(errors).toBeUndefined();
    expect(data).toMatchObject({ operators: [{}, {}, {}], engine: { pending: 0 } });
  },
  60_000 + RUNS * 200,
);

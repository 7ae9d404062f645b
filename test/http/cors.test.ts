/** Pages of other origins, at a real server: those that are named, and all others. */
import { once } from 'node:events';
import { beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { freshDataDirectory, type RunningServer, startServer } from '../support/server.ts';

const NAMED = 'https://bi.example.com';
const OTHERS = [
  'https://elsewhere.example',
  'http://bi.example.com',
  'https://bi.example.com:8443',
  'https://bi.example.com.elsewhere.example',
  'null',
];
/** Pages of this machine: their requests are answered, but no page may read the answer unless it is named. */
const LOCAL = 'http://localhost:5173';
const QUERY = JSON.stringify({ query: '{ __typename }' });
const JSON_TYPE = { 'Content-Type': 'application/json' };

let open: RunningServer;
let closed: RunningServer;

beforeAll(async () => {
  const settings = { ALLOWED_ORIGINS: `${NAMED},https://wall.example` };
  open = await startServer({ ...settings, DATA_DIR: await freshDataDirectory() });
  closed = await startServer({ DATA_DIR: await freshDataDirectory() });
});

/** What a browser sends before a request that a page of another origin may not make unasked. */
const preflight = (server: RunningServer, path: string, origin: string) =>
  fetch(`${server.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'authorization,content-type,idempotency-key',
    },
  });

const post = (
  server: RunningServer,
  origin: string,
  headers: Record<string, string>,
  body: BodyInit = QUERY,
) => fetch(`${server.url}/graphql`, { method: 'POST', headers: { Origin: origin, ...headers }, body });

const corsOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));

const varies = ({ headers }: Response) => (headers.get('vary') ?? '').split(', ');

describe('a page of a named origin', () => {
  test.each(['/graphql', '/observations', '/observations?invalid=skip'])(
    'may ask before: %s',
    async (path) => {
      const answer = await preflight(open, path, NAMED);
      expect(answer.status).toBe(204);
      expect(varies(answer)).toContain('Origin');
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': NAMED,
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers':
          'content-type, authorization, idempotency-key, import-map, last-event-id',
        'access-control-max-age': '600',
      });
    },
  );

  test('reads answers, also of refusals', async () => {
    const files = { ...JSON_TYPE, Origin: NAMED };
    const answers = [
      await post(open, NAMED, JSON_TYPE),
      await post(open, NAMED, JSON_TYPE, '{'),
      await fetch(`${open.url}/observations`, { method: 'POST', headers: files, body: '[]' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 400, 415]);
    for (const answer of answers) {
      expect(varies(answer)).toContain('Origin');
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': NAMED,
        'access-control-expose-headers': 'retry-after',
      });
    }
  });

  test('reads events', async () => {
    const subscription = JSON.stringify({ query: 'subscription { breachEvents { __typename } }' });
    const ended = new AbortController();
    const answer = await fetch(`${open.url}/graphql`, {
      method: 'POST',
      headers: { ...JSON_TYPE, Accept: 'text/event-stream', Origin: NAMED },
      body: subscription,
      signal: ended.signal,
    });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(answer.headers.get('cache-control')).toContain('no-transform');
    expect(corsOf(answer)).toMatchObject({ 'access-control-allow-origin': NAMED });
    ended.abort();
  });

  test('gets a WebSocket', async () => {
    const socket = new WebSocket(`${open.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin: NAMED,
    });
    await once(socket, 'open');
    socket.terminate();
  });

  test('cannot send what it would not have to ask for', async () => {
    const form = new URLSearchParams({ query: 'mutation { __typename }' });
    expect((await post(open, NAMED, { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await post(open, NAMED, {}, form)).status).toBe(415);
  });

  test('may use the API only', async () => {
    for (const path of ['/metrics', '/healthz', '/', '/graphiql/x.js', '/other']) {
      const asked = await preflight(open, path, NAMED);
      expect([path, asked.status, corsOf(asked)]).toEqual([path, 403, {}]);
      const answer = await fetch(`${open.url}${path}`, { headers: { Origin: NAMED }, redirect: 'manual' });
      expect([path, corsOf(answer)]).toEqual([path, {}]);
    }
  });
});

describe('a page on another origin', () => {
  const cases = [
    ...[...OTHERS, LOCAL].map((origin) => ['others are named', () => open, origin] as const),
    ...[...OTHERS, LOCAL, NAMED].map((origin) => ['none is named', () => closed, origin] as const),
  ];

  test.each(cases)('is refused before it asks where %s (%#)', async (_, server, origin) => {
    for (const path of ['/graphql', '/observations']) {
      const answer = await preflight(server(), path, origin);
      expect([origin, answer.status, corsOf(answer)]).toEqual([origin, 403, {}]);
    }
  });

  test.each(cases)('reads nothing where %s (%#)', async (_, server, origin) => {
    const answer = await post(server(), origin, JSON_TYPE);
    expect([origin, answer.status, corsOf(answer)]).toEqual([origin, origin === LOCAL ? 200 : 403, {}]);
  });

  test.each(OTHERS)('gets no WebSocket (%s)', async (origin) => {
    const socket = new WebSocket(`${open.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      origin,
    });
    const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode: number }];
    socket.on('error', () => {}).terminate();
    expect(response.statusCode).toBe(403);
  });
});

test('who names no origin is answered as ever, and caches are told that others may not be', async () => {
  const answer = await fetch(`${open.url}/graphql`, { method: 'POST', headers: JSON_TYPE, body: QUERY });
  expect([answer.status, corsOf(answer)]).toEqual([200, {}]);
  expect(varies(answer)).toContain('Origin');
  expect((await fetch(`${open.url}/graphql`, { method: 'OPTIONS' })).status).toBe(405);
});

/** Compressed answers of a real server, byte by byte as they come: who asks, what is compressed, and what must not be. */
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDataDirectory, type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
const connection = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  server = await startServer({ DATA_DIR: await freshDataDirectory() });
});
afterAll(() => connection.destroy());

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Asks over the one connection; the answer's body is yet to be read. */
async function begin(path: string, { method = 'GET', headers = {}, body }: Asked): Promise<IncomingMessage> {
  const asked = request(`${server.url}${path}`, { method, headers, agent: connection });
  asked.end(body);
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  return answer;
}

async function ask(path: string, asked: Asked = {}) {
  const answer = await begin(path, asked);
  const { localPort: port } = answer.socket;
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const { statusCode: status, headers } = answer;
  return { status, headers, bytes: Buffer.concat(chunks), port };
}

const graphql = (query: string, headers: Record<string, string> = {}): Asked => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify({ query }),
});

const LARGE = '{ kpiDefinitions(first: 200) { edges { node { code description } } } }';
const READERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: brotliDecompressSync,
  gzip: gunzipSync,
  deflate: inflateSync,
};

test.each([
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0, gzip;q=0.5', 'gzip'],
  ['*', 'br'],
])('a large answer is compressed for who takes %s: %s', async (accepted, encoding) => {
  const plain = await ask('/graphql', graphql(LARGE));
  const { status, headers, bytes } = await ask('/graphql', graphql(LARGE, { 'Accept-Encoding': accepted }));
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-encoding': encoding,
    vary: expect.stringMatching(/Accept-Encoding/),
  });
  expect(bytes.length).toBeLessThan(plain.bytes.length / 3);
  expect(READERS[encoding]!(bytes).equals(plain.bytes)).toBe(true);
});

test.each([undefined, 'identity', 'br;q=0', 'zstd'])('who takes %s gets it as it is', async (accepted) => {
  const asked = graphql(LARGE, accepted === undefined ? {} : { 'Accept-Encoding': accepted });
  const { headers, bytes } = await ask('/graphql', asked);
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers.vary).toContain('Accept-Encoding');
  expect(Number(headers['content-length'])).toBe(bytes.length);
  expect(JSON.parse(bytes.toString('utf8'))).toHaveProperty('data.kpiDefinitions');
});

test('a small answer is not worth it', async () => {
  const asked = graphql('{ __typename }', { 'Accept-Encoding': 'br, gzip' });
  const { headers, bytes } = await ask('/graphql', asked);
  expect(headers['content-encoding']).toBeUndefined();
  expect(JSON.parse(bytes.toString('utf8'))).toEqual({ data: { __typename: 'Query' } });
});

test('metrics and the page for browsers are compressed too', async () => {
  for (const [path, start] of [
    ['/metrics', '# HELP'],
    ['/graphql', '<!doctype html>'],
  ] as const) {
    const headers = { 'Accept-Encoding': 'br', Accept: 'text/html' };
    const answer = await ask(path, { headers });
    expect([path, answer.headers['content-encoding']]).toEqual([path, 'br']);
    expect(brotliDecompressSync(answer.bytes).toString('utf8').startsWith(start)).toBe(true);
  }
});

test('HEAD has no body, and the connection is free for the next', async () => {
  const headers = { 'Accept-Encoding': 'br, gzip' };
  const { status, bytes } = await ask('/metrics', { method: 'HEAD', headers });
  expect([status, bytes.length]).toEqual([200, 0]);
  expect((await ask('/graphql', graphql(LARGE, headers))).status).toBe(200);
});

test('answers, compressed or not, follow each other on one connection', async () => {
  const headers = { 'Accept-Encoding': 'br, gzip' };
  const ports = new Set<number | undefined>();
  for (const asked of [
    graphql(LARGE, headers),
    graphql('{ __typename }', headers),
    graphql(LARGE),
    graphql(LARGE, headers),
  ]) {
    const { status, port } = await ask('/graphql', asked);
    expect(status).toBe(200);
    ports.add(port);
  }
  expect(ports.size).toBe(1);
});

test('events come as they happen, uncompressed', async () => {
  const query = 'subscription { breachEvents { __typename } }';
  const headers = { Accept: 'text/event-stream', 'Accept-Encoding': 'br, gzip' };
  const answer = await begin('/graphql', graphql(query, headers));
  expect(answer.headers['content-encoding']).toBeUndefined();
  const [block] = (await once(answer, 'data')) as [Buffer];
  expect(block.toString('utf8')).toMatch(/^retry: 1000\nid: /);
  answer.destroy();
});

test('a query that is answered as an event stream is not compressed', async () => {
  const headers = { Accept: 'text/event-stream', 'Accept-Encoding': 'br, gzip' };
  const answer = await ask('/graphql', graphql(LARGE, headers));
  expect(answer.headers['content-type']).toContain('text/event-stream');
  expect(answer.bytes.toString('utf8')).toMatch(/^(:\n\n)?event: next\n/);
});

test('problems of a file come line by line, uncompressed', async () => {
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': 'x', 'Accept-Encoding': 'br, gzip' };
  const body = `input,operator,date,value\n${'nothing,nobody,2026-01-01,1\n'.repeat(500)}`;
  const answer = await ask('/observations', { method: 'POST', headers, body });
  expect(answer.status).toBe(422);
  expect(answer.headers['content-encoding']).toBeUndefined();
  expect(answer.bytes.toString('utf8').trim().split('\n').length).toBe(1001);
});

test('a client that leaves in the middle of a compressed answer does not harm the next', async () => {
  const headers = { 'Accept-Encoding': 'br' };
  for (let round = 0; round < 20; round++) (await begin('/graphql', graphql(LARGE, headers))).destroy();
  const { status, bytes } = await ask('/graphql', graphql(LARGE, headers));
  expect(status).toBe(200);
  expect(JSON.parse(brotliDecompressSync(bytes).toString('utf8'))).toHaveProperty('data');
});

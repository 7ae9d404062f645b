/** Documents that a server knows before they are asked for, at real servers: one that answers others too, and one that does not. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import WebSocket from 'ws';
import { BadConfiguration, readConfiguration } from '../../src/config.ts';
import { startDelivery } from '../../src/delivery/delivery.ts';
import { trustedDocuments } from '../../src/graphql/server/trustedDocuments.ts';
import { createGraphQLServer } from '../../src/graphql/server/yoga.ts';
import { takeAddress } from '../../src/http/address.ts';
import { EVERYBODY } from '../../src/http/identity/admission.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { startServer } from '../../src/http/server.ts';
import { trustedIn } from '../../src/trustedFile.ts';
import { type Api, startApi } from '../graphql/api.ts';
import { runProgram, temporaryDirectory } from '../support/server.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

const KPI = 'query Kpi($code: String! = "call-drop-rate") { kpiDefinition(code: $code) { code } }';
const EVENTS = 'subscription Events($after: String) { breachEvents(after: $after) { id } }';
const OTHER = '{ businessLines { code } }';
const MANY = `{ ${Array.from({ length: 200 }, (_, at) => `a${at}: operators { code }`).join(' ')} }`;
const log = pino({ level: 'silent' });
const idOf = (text: string) => createHash('sha256').update(text).digest('hex');
const DOCUMENTS = { [idOf(KPI)]: KPI, [`sha256:${idOf(EVENTS)}`]: EVENTS };
const ANSWER = { data: { kpiDefinition: { code: 'call-drop-rate' } } };

function file(content: unknown): string {
  const path = join(temporaryDirectory(), 'documents.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

type Served = { url: string };

let api: Api;
const running: { end(): Promise<void> }[] = [];
let open: Served;
let only: Served;
beforeAll(async () => {
  api = await startApi();
  open = await serve(false);
  only = await serve(true);
});
afterAll(async () => {
  for (const it of running) await it.end();
  await api.close();
});

/** The API on a port, with the documents above. */
async function serve(isOnly: boolean): Promise<Served> {
  const { db, engine } = api;
  const delivery = startDelivery({ db, log });
  const trusted = trustedDocuments(JSON.stringify(DOCUMENTS), isOnly);
  const graphql = createGraphQLServer({ engine, delivery, db: db.reading, log, trusted });
  const server = startServer({
    server: await takeAddress('127.0.0.1', 0),
    admission: EVERYBODY,
    allowedHosts: [],
    api: { engine, graphql: graphql.yoga, upgrade: graphql.upgrade },
    metrics: createMetrics(),
    log,
    down: () => Promise.resolve([]),
  });
  const end = async () => {
    await graphql.endSubscriptions();
    await server.stop(1000);
    await delivery.stop();
  };
  running.push({ end });
  return server;
}

const JSON_TYPE = { 'Content-Type': 'application/json' };
const post = (server: Served, body: object, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { ...JSON_TYPE, ...headers },
    body: JSON.stringify(body),
  });
const get = (server: Served, query: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql?${new URLSearchParams(query).toString()}`, { headers });
async function told(answer: Promise<Response>): Promise<unknown> {
  const response = await answer;
  const body = (await response.json()) as Loose;
  return body.errors ? [response.status, body.errors[0].extensions.code] : body;
}

describe.each([
  ['a server that answers others too', () => open],
  ['a server that answers no others', () => only],
])('%s', (_, server) => {
  const hash = { persistedQuery: { version: 1, sha256Hash: idOf(KPI) } };

  test('takes an id in place of the document: in a GET and a POST, in its spellings', async () => {
    const id = idOf(KPI);
    const variables = { code: 'call-drop-rate' };
    for (const documentId of [id, `sha256:${id}`, id.toUpperCase()]) {
      expect(await told(get(server(), { documentId, variables: JSON.stringify(variables) }))).toEqual(ANSWER);
      expect(await told(post(server(), { documentId, variables }))).toEqual(ANSWER);
    }
    expect(await told(post(server(), { extensions: hash }))).toEqual(ANSWER);
    expect(await told(get(server(), { extensions: JSON.stringify(hash) }))).toEqual(ANSWER);
  });

  test('takes the text of such a document as well', async () => {
    expect(await told(post(server(), { query: KPI }))).toEqual(ANSWER);
    expect(await told(post(server(), { query: KPI, extensions: hash }))).toEqual(ANSWER);
  });

  test('names its answers by GET', async () => {
    const query = { documentId: idOf(KPI) };
    const tag = (await get(server(), query)).headers.get('etag') ?? '';
    expect((await get(server(), query, { 'If-None-Match': tag })).status).toBe(304);
  });

  test('refuses ids that it does not know, what is no id, and both at once', async () => {
    const NOT_FOUND = [404, 'PERSISTED_QUERY_NOT_FOUND'];
    for (const documentId of [idOf(OTHER), '', 'constructor', '__proto__', 'sha256:', 'x'.repeat(1000)])
      expect([documentId, await told(post(server(), { documentId }))]).toEqual([documentId, NOT_FOUND]);
    expect(await told(get(server(), { documentId: idOf(OTHER) }))).toEqual(NOT_FOUND);
    const BAD = [400, 'BAD_REQUEST'];
    for (const documentId of [7, {}, [idOf(KPI)], true])
      expect(await told(post(server(), { documentId }))).toEqual(BAD);
    expect(await told(post(server(), { documentId: idOf(KPI), query: KPI }))).toEqual(BAD);
  });

  test('begins subscriptions by id, over SSE and WebSocket', async () => {
    for (const answer of [
      post(server(), { documentId: idOf(EVENTS) }, { Accept: 'text/event-stream' }),
      get(server(), { documentId: idOf(EVENTS) }, { Accept: 'text/event-stream' }),
    ]) {
      const { headers, body } = await answer;
      expect(headers.get('content-type')).toContain('text/event-stream');
      expect(headers.get('etag')).toBeNull();
      await body!.cancel();
    }
    expect(await overWebSocket(server(), { documentId: idOf(KPI) })).toEqual(ANSWER);
    expect(await overWebSocket(server(), { documentId: idOf(KPI), query: '' })).toEqual(ANSWER);
    expect(await overWebSocket(server(), { query: '', extensions: hash })).toEqual(ANSWER);
    expect(await overWebSocket(server(), { documentId: idOf(EVENTS), variables: { after: 'x' } })).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect(await overWebSocket(server(), { documentId: idOf(OTHER) })).toEqual(['PERSISTED_QUERY_NOT_FOUND']);
  });
});

test('other documents are answered by the one, and refused by the other', async () => {
  expect(await told(post(open, { query: OTHER }))).toHaveProperty('data.businessLines');
  expect(await overWebSocket(open, { query: OTHER })).toHaveProperty('data.businessLines');
  const REFUSED = [403, 'DOCUMENT_NOT_TRUSTED'];
  const hash = { persistedQuery: { version: 1, sha256Hash: idOf(OTHER) } };
  for (const query of [OTHER, `${KPI} `, '{ __typename }', '{ __schema { types { name } } }', '{'])
    expect(await told(post(only, { query }))).toEqual(REFUSED);
  expect(await told(get(only, { query: OTHER }))).toEqual(REFUSED);
  // As clients go on that were told that an id is not known.
  expect(await told(post(only, { query: OTHER, extensions: hash }))).toEqual(REFUSED);
  expect(await told(post(open, { query: OTHER, extensions: hash }))).toHaveProperty('data.businessLines');
  expect(await overWebSocket(only, { query: OTHER })).toEqual(['DOCUMENT_NOT_TRUSTED']);
});

/** The answer to one message, or the codes of its errors. */
async function overWebSocket(server: Served, payload: object): Promise<unknown> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  const send = (message: object) => socket.send(JSON.stringify(message));
  try {
    return await new Promise((resolve, reject) => {
      socket.on('error', reject).on('close', (code) => reject(new Error(`closed: ${code}`)));
      socket.on('open', () => send({ type: 'connection_init' }));
      socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as Loose;
        if (message.type === 'connection_ack') send({ id: '1', type: 'subscribe', payload });
        if (!['next', 'error'].includes(message.type as string)) return;
        const { errors } = message.type === 'error' ? { errors: message.payload } : message.payload;
        resolve(errors ? errors.map((it: Loose) => it.extensions.code) : message.payload);
      });
    });
  } finally {
    socket.terminate();
  }
}

describe('a file that cannot be trusted stops the start', () => {
  test('with every problem at once', async () => {
    const path = file({
      [idOf(KPI)]: KPI,
      [idOf('{ operators { cod } }')]: '{ operators { cod } }',
      [idOf('{')]: '{',
      [idOf(OTHER)]: EVENTS,
      'my-query': OTHER,
      [`md5:${idOf(OTHER)}`]: OTHER,
      [idOf('x')]: 7,
      [idOf(MANY)]: MANY,
    });
    const { code, stderr } = await runProgram(['serve'], {
      DATA_DIR: temporaryDirectory(),
      PORT: '0',
      TRUSTED_DOCUMENTS: path,
    });
    expect(code).toBe(1);
    const lines = stderr
      .trim()
      .split('\n')
      .map((it) => it.replace(path, 'FILE').replaceAll(/[0-9a-f]{64}/g, 'ID'));
    expect(lines).toEqual([
      expect.stringContaining('TRUSTED_DOCUMENTS: FILE: "ID": line 1, column 15: Cannot query field "cod"'),
      expect.stringContaining('TRUSTED_DOCUMENTS: FILE: "ID": line 1, column 2: Syntax Error'),
      'TRUSTED_DOCUMENTS: FILE: "ID": is not the SHA-256 of its document, which is ID',
      'TRUSTED_DOCUMENTS: FILE: "my-query": is not the SHA-256 of its document, which is ID',
      'TRUSTED_DOCUMENTS: FILE: "md5:ID": is not the SHA-256 of its document, which is ID',
      'TRUSTED_DOCUMENTS: FILE: "ID": must be the text of a document',
      expect.stringContaining('TRUSTED_DOCUMENTS: FILE: "ID": an operation has at most'),
      expect.stringContaining('TRUSTED_DOCUMENTS: FILE: "ID": an operation has at most'),
    ]);
  });

  test.each([
    ['no JSON', { TRUSTED_DOCUMENTS: () => file('{') }, 'is not valid JSON'],
    ['a list', { TRUSTED_DOCUMENTS: () => file([KPI]) }, 'must be a JSON object'],
    ['nothing', { TRUSTED_DOCUMENTS: () => '/nowhere/documents.json' }, 'cannot be read'],
    ['only such, and none named', { TRUSTED_ONLY: () => '1' }, 'TRUSTED_ONLY: name the file'],
    ['neither yes nor no', { TRUSTED_ONLY: () => 'yes' }, 'TRUSTED_ONLY: must be 0 or 1'],
  ])('that is %s', (_, settings, message) => {
    const given = Object.entries(settings).map(([name, value]) => [name, value()]);
    const start = () => trustedIn(readConfiguration(Object.fromEntries(given) as Record<string, string>));
    expect(start).toThrow(BadConfiguration);
    expect(start).toThrow(message);
  });
});

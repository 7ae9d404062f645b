import { createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { type Block, QUERY, sse } from '../delivery/clients.ts';
import { openBreach, until } from '../delivery/world.ts';
import { beginQuery, sendQuery, startGuarded } from './guardedApi.ts';

const TYPENAME = '{ __typename }';

/** Fills a server that takes so many at once; returns how to let them go, and their answers. */
async function fill({ url, overload }: Awaited<ReturnType<typeof startGuarded>>, most: number) {
  const begun = Array.from({ length: most }, () => beginQuery(url, TYPENAME));
  await until(() => overload.isFull, 'it is full');
  return async () => {
    for (const it of begun) it.end();
    return Promise.all(begun.map((it) => it.answer));
  };
}

/** A client over WebSocket that connects at once and does not come back. */
function webSocketClient(url: string) {
  const client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    lazy: false,
    retryAttempts: 0,
  });
  onTestFinished(() => void client.dispose());
  return client;
}

/** The first answer over a WebSocket, or the errors that came instead. */
async function askOver(client: ReturnType<typeof webSocketClient>, query: string): Promise<unknown> {
  return new Promise((resolve) => {
    client.subscribe({ query }, { next: resolve, error: resolve, complete: () => {} });
  });
}

const refusedSoFar = async (url: string, reason: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(
    new RegExp(`^kpi_matrix_refused_requests_total{reason="${reason}"} (\\d+)$`, 'm').exec(text)?.[1],
  );
};

test('beyond what is under way a query is refused before its body has come, and whatever else the server does goes on', async () => {
  const guarded = await startGuarded(2);
  const { url } = guarded;
  expect(await refusedSoFar(url, 'in_flight')).toBe(0);
  const release = await fill(guarded, 2);

  const refused = await beginQuery(url, TYPENAME).answer;
  expect(refused).toMatchObject({ status: 503, code: 'OVERLOADED', headers: { 'retry-after': '1' } });
  expect(refused.headers['content-type']).toMatch(/^application\/json/);
  expect(refused.text).toContain('send the same again');
  const accept = {
    headers: { 'Content-Type': 'application/json', Accept: 'application/graphql-response+json' },
  };
  const { headers } = await sendQuery(url, TYPENAME, accept);
  expect(headers['content-type']).toMatch(/^application\/graphql-response\+json/);
  expect((await fetch(`${url}/graphql?query={__typename}`)).status).toBe(503);
  expect(await refusedSoFar(url, 'in_flight')).toBe(3);

  for (const path of ['/healthz', '/readyz']) expect((await fetch(`${url}${path}`)).status).toBe(200);
  const recorded = await fetch(`${url}/observations`, {
    method: 'POST',
    headers: { 'Content-Type': 'text/csv', 'Idempotency-Key': 'under load' },
    body: 'input,operator,date,value\ncallsOfferedToAgents,china-mobile,2026-01-01,7\n',
  });
  expect(recorded.status).toBe(200);

  expect((await release()).map((it) => it.status)).toEqual([200, 200]);
  expect(await sendQuery(url)).toMatchObject({ status: 200, code: undefined });
});

test('a stream counts until it begins, and goes on while all else is refused', async () => {
  const guarded = await startGuarded(1);
  const { url, db, ids } = guarded;
  const connection = await sse(url);
  expect(connection.status).toBe(200);
  expect((await sendQuery(url)).status).toBe(200);
  const release = await fill(guarded, 1);
  expect((await sse(url)).status).toBe(503);

  await db.transaction((tx) => openBreach(tx, ids, { placeId: ids.root }));
  let block: Block;
  do block = (await connection.blocks.next()).value as Block;
  while (!block.data);
  expect(block.data).toMatchObject({ data: { breachEvents: { type: 'OPENED' } } });
  connection.request.destroy();
  await release();
});

test('an operation over a WebSocket is refused with the same code, its subscriptions go on', async () => {
  const guarded = await startGuarded(1);
  const { url, db, ids } = guarded;
  const client = webSocketClient(url);
  const events: unknown[] = [];
  client.subscribe(
    { query: QUERY },
    { next: (it) => void events.push(it), error: () => {}, complete: () => {} },
  );
  // What was asked second is answered after the subscription began.
  await until(async () => 'data' in ((await askOver(client, TYPENAME)) as object), 'there is room');
  const release = await fill(guarded, 1);
  for (const query of [TYPENAME, 'subscription { breachEvents { id } }'])
    expect(await askOver(client, query)).toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
  await db.transaction((tx) => openBreach(tx, ids, { placeId: ids.root }));
  await until(() => events.length === 1, 'the event is told');
  await release();
  expect(await askOver(client, TYPENAME)).toEqual({ data: { __typename: 'Query' } });
});

test('what many clients ask over one WebSocket at once is held as well', async () => {
  const { url, db } = await startGuarded(3);
  const client = webSocketClient(url);
  expect(await askOver(client, TYPENAME)).toEqual({ data: { __typename: 'Query' } });
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const busy = db.transaction(() => held);
  const answers = Array.from({ length: 20 }, () => askOver(client, '{ operators { code } }'));
  let refused = 0;
  for (const it of answers) void it.then((answer) => Array.isArray(answer) && refused++);
  await until(() => refused === 17, 'all but three are refused');
  release();
  await busy;
  const all = await Promise.all(answers);
  expect(all.filter((it) => 'data' in (it as object))).toHaveLength(3);
});

test('work whose client has gone still counts', async () => {
  const { url, db, overload } = await startGuarded(1);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const busy = db.transaction(() => held);
  const gone = beginQuery(url, '{ operators { code } }');
  gone.end();
  await until(() => overload.underWay.operations === 1, 'it is being answered');
  gone.call.destroy();
  await until(() => overload.underWay.requests === 0, 'the client has gone');
  expect(await sendQuery(url)).toMatchObject({ status: 503, code: 'OVERLOADED' });
  release();
  await busy;
  await until(() => !overload.isFull, 'there is room');
  expect((await sendQuery(url)).status).toBe(200);
});

test('a thread that does not keep up for some time takes nothing new; one long pause is nothing', async () => {
  const { url, overload } = await startGuarded(100);
  const client = webSocketClient(url);
  for (const p99 of [0.01, 5, 0.01, 0.9]) overload.delayed({ p99 });
  expect((await sendQuery(url)).status).toBe(200);
  for (const p99 of [1.2, 1.1]) overload.delayed({ p99 });
  expect(await sendQuery(url)).toMatchObject({ status: 503, code: 'OVERLOADED' });
  expect(await askOver(client, TYPENAME)).toMatchObject([{ extensions: { code: 'OVERLOADED' } }]);
  expect(await refusedSoFar(url, 'delay')).toBe(2);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  for (const p99 of [0.2, 0.1]) overload.delayed({ p99 });
  expect((await sendQuery(url)).status).toBe(200);
});

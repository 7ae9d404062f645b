import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { limitConnections } from '../../src/http/deadlines.ts';
import { sse } from '../delivery/clients.ts';
import { openBreach, until } from '../delivery/world.ts';
import { beginQuery, sendQuery, startGuarded } from './guardedApi.ts';

/** How long a body may take here, in milliseconds. */
const BODY = 300;

test('a body that does not come to its end is answered with 408, and its connection is closed', async () => {
  const { url, overload } = await startGuarded(10, { body: BODY });
  const slow = beginQuery(url, '{ __typename }');
  const closed = once(slow.call, 'close');
  expect(await slow.answer).toMatchObject({ status: 408, code: 'TIMEOUT', headers: { connection: 'close' } });
  await closed;
  await until(() => overload.underWay.requests === 0, 'it no longer counts');
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('{reason="slow_body"} 1\n');
});

test('the body of a refused request is not waited for longer either', async () => {
  const { url, overload } = await startGuarded(1, { body: BODY });
  const first = beginQuery(url, '{ __typename }');
  await until(() => overload.isFull, 'it is full');
  const refused = beginQuery(url, '{ __typename }');
  const closed = once(refused.call, 'close');
  expect((await refused.answer).status).toBe(503);
  await closed;
  expect((await first.answer).status).toBe(408);
});

test('what was sent in time is answered, however long the answer takes', async () => {
  const { url, db, ids } = await startGuarded(10, { body: BODY });
  const stream = await sse(url);
  const byGet = await fetch(`${url}/graphql?query=subscription{breachEvents{id}}`, {
    headers: { Accept: 'text/event-stream' },
  });
  const busy = db.transaction(() => new Promise((resolve) => setTimeout(resolve, 3 * BODY)));
  expect((await sendQuery(url)).status).toBe(200);
  await busy;
  await db.transaction((tx) => openBreach(tx, ids, { placeId: ids.root }));
  for (const body of [stream.response, byGet.body!]) {
    let text = '';
    for await (const part of body as AsyncIterable<Uint8Array>) {
      text += Buffer.from(part).toString();
      if (text.includes('breachEvents')) break;
    }
    expect(text).toContain('breachEvents');
  }
});

test('an idle connection is kept for 65 seconds', async () => {
  const { url } = await startGuarded(10);
  expect((await fetch(`${url}/healthz`)).headers.get('keep-alive')).toBe('timeout=65');
});

test('compressed bodies are refused: nothing is decompressed', async () => {
  const { url } = await startGuarded(10);
  const body = gzipSync(JSON.stringify({ query: '{ __typename }' }));
  for (const encoding of ['gzip', 'br', 'x-unknown']) {
    const headers = { 'Content-Type': 'application/json', 'Content-Encoding': encoding };
    const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body });
    expect(answer.status).toBe(415);
    expect(await answer.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    const file = { 'Content-Type': 'text/csv', 'Idempotency-Key': encoding, 'Content-Encoding': encoding };
    const upload = await fetch(`${url}/observations`, { method: 'POST', headers: file, body });
    expect(upload.status).toBe(415);
    expect(await upload.json()).toMatchObject({ error: 'UNSUPPORTED_TYPE' });
  }
  const identity = { 'Content-Type': 'application/json', 'Content-Encoding': 'identity' };
  expect((await sendQuery(url, '{ __typename }', {})).status).toBe(200);
  const plain = JSON.stringify({ query: '{ __typename }' });
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers: identity, body: plain });
  expect(answer.status).toBe(200);
});

test('one connection more than there may be is closed at once; when one goes there is room', async () => {
  const { server, url } = await startGuarded(10);
  limitConnections(server.server, 2);
  const { port } = server.server.address() as AddressInfo;
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    await once(socket, 'connect');
    return socket;
  };
  const kept = [await open(), await open()];
  const third = await open();
  await once(third.resume(), 'close');
  expect(third.bytesRead).toBe(0);
  expect(kept.every((it) => !it.destroyed)).toBe(true);
  kept[0]!.destroy();
  await until(
    () =>
      sendQuery(url).then(
        (it) => it.status === 200,
        () => false,
      ),
    'there is room',
  );
  kept[1]!.destroy();
});

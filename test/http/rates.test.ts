import { expect, onTestFinished, test, vi } from 'vitest';
import { newToken } from '../../src/access/token.ts';
import { MATRIX_QUERY } from '../../src/cli/matrixTable.ts';
import { type Block, sse } from '../delivery/clients.ts';
import { until } from '../delivery/world.ts';
import { everyField } from '../graphql/everyField.ts';
import { freshDataDirectory, startServer } from '../support/server.ts';
import { sendQuery } from './guardedApi.ts';
import { Person, startRated } from './ratedApi.ts';

const TYPENAME = '{ __typename }';
const SUBSCRIPTION = 'subscription { breachEvents { id } }';
const ASKED = 'scope: { operator: "china-mobile" }, period: { grain: MONTH, date: "2026-01-01" }';

const refusedSoFar = async (url: string) => {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^kpi_matrix_refused_requests_total\{reason="rate"\} (\d+)$/m.exec(text)?.[1]);
};

/** What is told of a refusal, and that nothing else is. */
const LIMITED = { status: 429, code: 'RATE_LIMITED' };

test('a full matrix with every field, and the one before it, costs about 6,000 points, and a dashboard of 20 panels fits, refreshed every 10 s', async () => {
  const { nobody } = await startRated();
  const full = await nobody.priceOf(`{ matrix(${ASKED}) { ${everyField('Matrix', 4)} } }`);
  expect(full.requested).toBeGreaterThan(5_000);
  expect(full.requested).toBeLessThan(7_000);
  const matrix = MATRIX_QUERY.replaceAll(/query Matrix\(.*\) \{|\(locale: \$locale\)/g, (it) =>
    it.startsWith('query') ? '{' : '',
  ).replace('scope: $scope, period: $period', ASKED);
  const trend = `{ kpiDefinition(code: "callCompletionRate") { trend(scope: { operator: "china-mobile" },
    range: { grain: DAY, from: "2026-01-01", to: "2026-03-31" }) { period { start } value score status } } }`;
  const breaches = '{ breaches(first: 50) { edges { node { id severity kpi { code name } } } } }';
  const scores = `{ matrix(${ASKED}) { index dimensions { dimension score } processes { process score } } }`;
  const prices = await Promise.all([matrix, trend, breaches, scores].map((it) => nobody.priceOf(it)));
  const [ofMatrix, ofTrend, ofBreaches, ofScores] = prices.map((it) => it.requested);
  const dashboard = ofMatrix! + 12 * ofTrend! + 4 * ofBreaches! + 3 * ofScores!;
  expect(6 * dashboard).toBeLessThan(60_000);
});

test('points run out: 429 until the minute is over, nothing is executed, and nobody else notices', async () => {
  const { comes, engine, url } = await startRated({ points: 10 });
  const [one, other] = [await comes('one'), await comes('other')];
  // 11 fields, 7 points.
  expect((await one.ask('{ operators { code } }')).code).toBeUndefined();
  const refused = await one.ask('{ operators { code } }');
  expect(refused).toMatchObject(LIMITED);
  const seconds = Number(refused.headers['retry-after']);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect(refused.text).toContain('this operation costs 7 points, and you have 3 left');
  expect(JSON.parse(refused.text)).not.toHaveProperty('data');

  const revision = async () => (await engine.moment()).world.reference.revision;
  const before = await revision();
  const mutation = `mutation { defineReferenceData(input: { operators: [{ code: "late", name: { en: "Late", zh: "晚" } }] }) {
    ... on DefineReferenceDataSuccess { operators { code } } } }`;
  expect(await one.ask(mutation)).toMatchObject(LIMITED);
  expect(await revision()).toBe(before);
  expect(await one.connect().ask('{ operators { code } }')).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED' } }],
  });
  const event = { headers: { ...one.headers, Accept: 'text/event-stream' } };
  expect((await sendQuery(url, '{ operators { code } }', event)).status).toBe(429);
  expect(await refusedSoFar(url)).toBe(4);

  // What was refused cost nothing: three are left, over each transport.
  expect((await one.ask(TYPENAME)).status).toBe(200);
  expect(await one.connect().ask(TYPENAME)).toEqual({ data: { __typename: 'Query' } });
  expect((await one.ask(TYPENAME)).status).toBe(200);
  expect(await one.ask(TYPENAME)).toMatchObject(LIMITED);
  expect((await sse(url, {}, { query: SUBSCRIPTION, headers: one.headers })).status).toBe(429);
  expect((await other.ask('{ operators { code } }')).code).toBeUndefined();

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
  onTestFinished(() => void vi.useRealTimers());
  expect((await one.ask('{ operators { code } }')).code).toBeUndefined();
});

test('a mutation costs what it answers, as a query does', async () => {
  const { comes } = await startRated({ points: 100 });
  const one = await comes('one');
  const mutation = `mutation { defineReferenceData(input: { operators: [{ code: "new", name: { en: "New", zh: "新" } }] }) {
    __typename } }`;
  expect(await one.priceOf(mutation)).toEqual({ requested: 2, left: 98 });
});

test('what alone costs more than there are points is refused for good, and takes none', async () => {
  const { comes, url } = await startRated({ points: 6 });
  const one = await comes('one');
  const refused = await one.ask('{ operators { code } }');
  expect(refused.code).toBe('LIMIT_EXCEEDED');
  expect(refused.headers).not.toHaveProperty('retry-after');
  expect(refused.text).toContain('costs 7 points, and there are 6 a minute: it is never answered');
  expect(await one.priceOf(TYPENAME)).toEqual({ requested: 1, left: 5 });
  expect(await refusedSoFar(url)).toBe(0);
});

test('X-Cost tells what was requested and is left; a kept answer tells nobody of another', async () => {
  const { comes, nobody } = await startRated({ points: 1000 });
  const [one, other] = [await comes('one'), await comes('other')];
  const query = `{ matrix(${ASKED}) { index } }`;
  expect(await one.priceOf(query)).toEqual({ requested: 2, left: 998 });
  expect(await one.priceOf(query)).toEqual({ requested: 2, left: 996 });
  expect(await other.priceOf(query)).toEqual({ requested: 2, left: 998 });
  const plain = await other.ask(query);
  expect(JSON.parse(plain.text)).toEqual({ data: { matrix: { index: null } } });
  expect(plain.text).toBe((await one.ask(query)).text);
  expect(await nobody.priceOf(query)).toEqual({ requested: 2, left: null });
  const { text } = await one.ask('{ operators { nothing } }', { 'X-Cost': '1' });
  expect(JSON.parse(text)).not.toHaveProperty('extensions');
});

test('anyone who tries 1,000 ids out, by the hundred or by aliases in one request: 429, or not taken at all', async () => {
  const { comes } = await startRated({ points: 1000 });
  const one = await comes('one');
  const ids = Array.from({ length: 500 }, (_, at) => `"${at}"`).join(' ');
  const query = `{ nodes(ids: [${ids}]) { __typename } }`;
  expect(await one.priceOf(query)).toEqual({ requested: 301, left: 699 });
  const codes = [await one.ask(query), await one.ask(query), await one.ask(query)].map((it) => it.code);
  expect(codes).toEqual([undefined, undefined, 'RATE_LIMITED']);
  const aliases = Array.from({ length: 1000 }, (_, at) => `a${at}: node(id: "${at}") { id }`);
  expect((await one.ask(`{ ${aliases.slice(0, 31).join(' ')} }`)).code).toBe('LIMIT_EXCEEDED');
  expect((await one.ask(`{ ${aliases.join(' ')} }`)).code).toBe('LIMIT_EXCEEDED');
});

test('the 21st request at once is refused before it is read, and others of theirs go on', async () => {
  const { comes, nobody, url } = await startRated();
  const [one, other] = [await comes('one'), await comes('other')];
  const begun = Array.from({ length: 20 }, () => one.begin(TYPENAME));
  // Bodies that are waited for hold memory: they count from the beginning.
  await until(() => one.underWay().requests === 20, 'all twenty have come');
  const refused = await one.begin(TYPENAME).answer;
  expect(refused).toMatchObject({ ...LIMITED, headers: { 'retry-after': '1' } });
  expect(await one.connect().ask(TYPENAME)).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  expect((await other.ask(TYPENAME)).status).toBe(200);
  expect((await nobody.ask(TYPENAME)).status).toBe(200);
  expect(await refusedSoFar(url)).toBe(2);
  begun.forEach((it) => it.end());
  const answers = await Promise.all(begun.map((it) => it.answer));
  expect(answers.map((it) => it.status)).toEqual(Array(20).fill(200));
  await until(() => one.underWay().requests === 0, 'there is room again');
  expect((await one.ask(TYPENAME)).status).toBe(200);
});

test('operations count together over HTTP and WebSocket until their work is done, also where nobody waits', async () => {
  const { comes, db } = await startRated();
  const one = await comes('one');
  const client = one.connect();
  // Lets them in, and looks their token up.
  await client.ask(TYPENAME);
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  const busy = db.transaction(() => held);
  const gone = Array.from({ length: 10 }, () => one.begin('{ operators { code } }'));
  gone.forEach((it) => it.end());
  const answers = Array.from({ length: 10 }, () => client.ask('{ operators { code } }'));
  await until(() => one.underWay().operations === 20, 'they have come');
  gone.forEach((it) => it.call.destroy());
  await until(() => one.underWay().requests === 0, 'half of them have gone');
  expect(await one.ask(TYPENAME)).toMatchObject(LIMITED);
  expect(await client.ask(TYPENAME)).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  release();
  await busy;
  for (const it of await Promise.all(answers)) expect(it).toHaveProperty('data');
  await until(() => one.underWay().operations === 0, 'there is room again');
  expect((await one.ask(TYPENAME)).status).toBe(200);
});

test('the 51st subscription is refused, over SSE and WebSocket, and there is room when one has ended', async () => {
  const { comes, graphql, nobody, url } = await startRated();
  const [one, other] = [await comes('one'), await comes('other')];
  const client = one.connect();
  const stops = Array.from({ length: 19 }, () => client.subscribe(SUBSCRIPTION));
  await until(() => graphql.subscriptions() === 19, 'those over WebSocket have begun');
  const subscribe = ({ headers }: Person = one) => sse(url, {}, { query: SUBSCRIPTION, headers });
  const streams = [];
  // One by one: more than 20 at once are refused as requests. Streams are none any more.
  for (let it = 0; it < 31; it++) streams.push(await subscribe());
  expect(streams.map((it) => it.status)).toEqual(Array(31).fill(200));
  const beyond = await subscribe();
  expect([beyond.status, beyond.headers['retry-after']]).toEqual([429, '10']);
  let block: Block;
  do block = (await beyond.blocks.next()).value as Block;
  while (!block.data);
  expect(block.data).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED' } }] });
  expect(await client.ask(SUBSCRIPTION)).toMatchObject({
    errors: [{ extensions: { code: 'RATE_LIMITED' } }],
  });
  expect(await refusedSoFar(url)).toBe(2);
  const others = [await subscribe(other), await subscribe(nobody)];
  expect(others.map((it) => it.status)).toEqual([200, 200]);
  stops[0]!();
  await until(() => graphql.subscriptions() === 51, 'one has ended');
  const last = await subscribe();
  expect(last.status).toBe(200);
  for (const { request } of [...streams, ...others, last, beyond]) request.destroy();
});

test('the third file at once is refused and nothing of it is recorded, and others send theirs', async () => {
  const { comes, url } = await startRated();
  const [one, other] = [await comes('one'), await comes('other')];
  const [first, second] = [one.beginFile('first'), one.beginFile('second')];
  const beyond = async () => {
    const third = one.beginFile('third');
    third.end();
    return third.answer;
  };
  await until(() => one.underWay().uploads === 2, 'two are under way');
  expect(await beyond()).toEqual({ status: 429, retryAfter: '5' });
  expect(await refusedSoFar(url)).toBe(1);
  const foreign = other.beginFile('foreign');
  foreign.end();
  expect((await foreign.answer).status).toBe(200);
  for (const it of [first, second]) it.end();
  expect([(await first.answer).status, (await second.answer).status]).toEqual([200, 200]);
  await until(() => one.underWay().uploads === 0, 'there is room again');
  expect((await beyond()).status).toBe(200);
});

test('the program itself holds everybody who has a token to RATE_LIMIT, and to what is under way', async () => {
  const token = newToken().text;
  const DATA_DIR = await freshDataDirectory();
  const server = await startServer({ DATA_DIR, AUTH: 'required', ADMIN_TOKEN: token, RATE_LIMIT: '3' });
  const one = new Person(server.url, `Bearer ${token}`);
  expect(await one.priceOf(TYPENAME)).toEqual({ requested: 1, left: 2 });
  expect((await one.ask('{ engine { pending sample { loading done total } } }')).code).toBe('LIMIT_EXCEEDED');
  expect((await one.ask('{ engine { pending } }')).code).toBeUndefined();
  expect(await one.ask(TYPENAME)).toMatchObject(LIMITED);
  // All but one wait for the rest of what is sent.
  const files = ['a', 'b', 'c'].map((it) => one.beginFile(it));
  expect((await Promise.race(files.map((it) => it.answer))).status).toBe(429);
  const queries = Array.from({ length: 21 }, () => one.begin(TYPENAME));
  expect(await Promise.race(queries.map((it) => it.answer))).toMatchObject(LIMITED);
  for (const { call } of [...files, ...queries]) call.destroy();
  const { headers } = one;
  const metrics = await (await fetch(`${server.url}/metrics`, { headers })).text();
  expect(metrics).toMatch(/^kpi_matrix_refused_requests_total\{reason="rate"\} [3-9]$/m);
  await server.kill();
});

test('whoever asks a server that needs no token is not limited', async () => {
  const { nobody, graphql, url } = await startRated({ points: 1, ownSubscriptions: 1 });
  const begun = Array.from({ length: 30 }, () => nobody.begin('{ operators { code } }'));
  begun.forEach((it) => it.end());
  for (const it of begun) expect((await it.answer).status).toBe(200);
  const files = ['a', 'b', 'c'].map((it) => nobody.beginFile(it));
  files.forEach((it) => it.end());
  for (const it of files) expect((await it.answer).status).toBe(200);
  const streams = [await sse(url), await sse(url)];
  expect(graphql.subscriptions()).toBe(2);
  for (const { request } of streams) request.destroy();
  expect(await refusedSoFar(url)).toBe(0);
});

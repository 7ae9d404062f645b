/** Answers to GET that a browser has already, at a real server: named, not sent again, and never one viewer's for another. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freshDataDirectory, type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
/** Tokens that read one operator each, and one that reads both. */
const tokens: Record<'alpha' | 'beta' | 'both', string> = { alpha: '', beta: '', both: '' };

beforeAll(async () => {
  server = await startServer({ DATA_DIR: await freshDataDirectory() });
  const operators = ['alpha', 'beta'].map(
    (code) => `{ code: "${code}", name: { en: "${code}", zh: "${code}" } }`,
  );
  await change(
    `defineReferenceData(input: { operators: [${operators.join(' ')}] }) { __typename ... on ValidationError { problems { message } } }`,
  );
  await record('alpha', 100);
  await record('beta', 50);
  for (const [name, ...operators] of [
    ['alpha', 'alpha'],
    ['beta', 'beta'],
    ['both', 'alpha', 'beta'],
  ] as const) {
    const grants = operators.map((it) => `{ role: READER, operator: "${it}" }`).join(' ');
    const made = await change(
      `createAccessToken(input: { name: "${name}", grants: [${grants}] }) { ... on CreateAccessTokenSuccess { secret } }`,
    );
    tokens[name] = made.createAccessToken.secret;
  }
});
afterAll(() => server.stop());

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

async function change(mutation: string): Promise<Loose> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ query: `mutation { ${mutation} }` }),
  });
  const { data, errors } = (await response.json()) as Loose;
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

let batches = 0;
const record = (operator: string, answered: number) =>
  change(`recordObservations(input: { idempotencyKey: "${++batches}", observations: [
    { input: "callsOfferedToAgents", operator: "${operator}", date: "2026-10-01", value: 100 }
    { input: "callsAnsweredIn15s", operator: "${operator}", date: "2026-10-01", value: ${answered} }] }) {
    __typename ... on ValidationError { problems { path message } } }`);

const MATRIX = `query ($operator: String! = "alpha") {
  matrix(scope: { operator: $operator }, period: { grain: MONTH, date: "2026-10-01" }) {
    index cells { process dimension measurements { kpi { code name description } value status } } } }`;
/** Of other things than a moment tells of. */
const LIST = '{ kpiDefinitions(first: 5) { edges { node { code description } } } engine { pending } }';

const get = (query: string, headers: Record<string, string> = {}, more: Record<string, string> = {}) =>
  fetch(`${server.url}/graphql?${new URLSearchParams({ query, ...more }).toString()}`, { headers });
const bearer = (name: keyof typeof tokens) => ({ Authorization: `Bearer ${tokens[name]}` });
const tagOf = (response: Response) => response.headers.get('etag') ?? '';
const varies = ({ headers }: Response) => (headers.get('vary') ?? '').toLowerCase().split(/, */).sort();

describe.each([
  ['a matrix', MATRIX],
  ['a list', LIST],
])('%s', (_, query) => {
  test.each(['identity', 'gzip', 'br'])('is not sent again to who has it (%s)', async (encoding) => {
    const first = await get(query, { 'Accept-Encoding': encoding });
    const text = await first.text();
    expect(first.headers.get('content-encoding')).toBe(encoding === 'identity' ? null : encoding);
    expect(tagOf(first)).toMatch(/^W\/"[\w-]{43}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const again = await get(query, {
      'Accept-Encoding': encoding,
      'If-None-Match': `"other", ${tagOf(first)}`,
    });
    expect([again.status, await again.text()]).toEqual([304, '']);
    expect(tagOf(again)).toBe(tagOf(first));
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
    for (const it of [first, again])
      expect(varies(it)).toEqual(['accept', 'accept-encoding', 'authorization']);
    const other = await get(query, { 'Accept-Encoding': encoding, 'If-None-Match': 'W/"other"' });
    expect([other.status, await other.text()]).toEqual([200, text]);
  });

  test('has another name for who may do something else, and the same for who may do the same', async () => {
    const answers = await Promise.all([get(query, bearer('alpha')), get(query, bearer('both')), get(query)]);
    expect(new Set(answers.map(tagOf)).size).toBe(3);
    const taken = await get(query, { ...bearer('both'), 'If-None-Match': tagOf(answers[0]!) });
    expect(taken.status).toBe(200);
  });

  test('in another form has another name', async () => {
    const forms = ['application/json', 'application/graphql-response+json'];
    const answers = await Promise.all(forms.map((Accept) => get(query, { Accept })));
    expect(new Set(answers.map(tagOf)).size).toBe(2);
  });

  test('that was posted has no name', async () => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect([response.status, response.headers.get('etag')]).toEqual([200, null]);
  });
});

test('a figure that changed is sent, and so is what was asked with other variables', async () => {
  const before = await get(MATRIX, bearer('alpha'));
  await record('alpha', 90);
  const after = await get(MATRIX, { ...bearer('alpha'), 'If-None-Match': tagOf(before) });
  expect(after.status).toBe(200);
  expect(await after.text()).not.toBe(await before.text());
  const variables = JSON.stringify({ operator: 'beta' });
  const other = await get(MATRIX, { 'If-None-Match': tagOf(await get(MATRIX)) }, { variables });
  expect(other.status).toBe(200);
});

test('who may not see what is asked is told so each time, whatever they name', async () => {
  const seen = tagOf(await get(MATRIX, bearer('alpha')));
  for (const name of [seen, seen, '"x"']) {
    const response = await get(MATRIX, { ...bearer('beta'), 'If-None-Match': name });
    expect(response.status).toBe(200);
    expect((await response.json()) as Loose).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  }
});

test('what it cost is told each time', async () => {
  const ask = (name: string) => get(MATRIX, { 'X-Cost': '1', 'If-None-Match': name });
  const first = await ask('"x"');
  expect((await first.json()) as Loose).toHaveProperty('extensions.cost');
  expect(tagOf(first)).not.toBe(tagOf(await get(MATRIX)));
});

test('a name that is * is any answer, and no refusal', async () => {
  expect((await get(MATRIX, { 'If-None-Match': '*' })).status).toBe(304);
  expect(
    (await get('{ nothing }', { 'If-None-Match': '*', Accept: 'application/graphql-response+json' })).status,
  ).toBe(400);
});

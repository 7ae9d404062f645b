/** GraphQL over HTTP, through a real server. */
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, type Api, fill, startApi } from '../api.ts';
import { type Listening, listening } from '../listening.ts';

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

describe('the audits of GraphQL over HTTP', () => {
  const audits = serverAudits({ url: () => url, fetchFn: fetch });

  test('are all there', () => expect(audits.length).toBe(61));

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))(
    '%s %s',
    async (_id, _name, audit) => {
      const { status, ...result } = await audit.fn();
      const reason = 'reason' in result ? result.reason : '';
      expect({ status, reason }).toEqual({ status: 'ok', reason: '' });
    },
  );
});

const QUERY = JSON.stringify({ query: '{ __typename }' });
const MUTATION =
  'mutation { recordObservations(input: { idempotencyKey: "x", observations: [] }) { __typename } }';

describe('a POST', () => {
  const post = (body: BodyInit, headers: Record<string, string> = {}) =>
    fetch(url, { method: 'POST', body, headers });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'APPLICATION/JSON;charset="UTF-8"',
    'application/graphql-response+json',
  ])('may be %s', async (type) => {
    const response = await post(QUERY, { 'Content-Type': type });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
  });

  test.each([
    ['a form', new URLSearchParams({ query: MUTATION }), {}],
    [
      'a form with parts',
      formOf({ query: MUTATION, operations: JSON.stringify({ query: MUTATION }), map: '{}' }),
      {},
    ],
    ['plain text', JSON.stringify({ query: MUTATION }), { 'Content-Type': 'text/plain' }],
    ['a document', MUTATION, { 'Content-Type': 'application/graphql' }],
    ['another encoding', QUERY, { 'Content-Type': 'application/json; charset=latin1' }],
    ['something that only begins like JSON', QUERY, { 'Content-Type': 'application/jsonx' }],
    ['bytes of no type', new Uint8Array([123, 125]), {}],
  ])('that carries %s is refused', async (_, body, headers) => {
    const response = await post(body, headers);
    expect(response.status).toBe(415);
    expect((await response.json()) as Answer).toMatchObject({
      errors: [{ extensions: { code: 'BAD_REQUEST' } }],
    });
  });

  test.each([
    ['no JSON', '{"query":'],
    ['nothing', ''],
    ['a number', '7'],
    ['null', 'null'],
    ['several questions at once', `[${QUERY},${QUERY}]`],
    ['no question', '{}'],
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}'],
    ['something else beside', '{"query":"{ __typename }","more":1}'],
  ])('with %s is a bad request', async (_, body) => {
    const response = await post(body, {
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json',
    });
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as Answer;
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect(JSON.stringify(errors)).not.toMatch(/originalError|stack|node_modules/);
  });
});

describe('a GET', () => {
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${url}?${new URLSearchParams(query).toString()}`, { headers });

  test('asks a query', async () => {
    const response = await get({
      query: 'query ($code: String!) { operator(code: $code) { code } }',
      variables: '{"code":"china-mobile"}',
    });
    expect(await response.json()).toEqual({ data: { operator: { code: 'china-mobile' } } });
  });

  test('changes nothing', async () => {
    const response = await get({ query: MUTATION });
    expect(response.status).toBe(405);
  });

  test('with variables that are no JSON is a bad request', async () => {
    expect((await get({ query: '{ __typename }', variables: '{' })).status).toBe(400);
  });

  test('for a browser is a page that works offline, with an example that runs', async () => {
    const response = await fetch(url, { headers: { Accept: 'text/html' } });
    expect(response.headers.get('content-type')).toContain('text/html');
    const page = await response.text();
    expect(page).not.toMatch(/<(script|link)[^>]+(src|href)="?https?:/);
    const [, text] = /data-options="([^"]*)"/.exec(page) ?? [];
    const { defaultQuery } = JSON.parse(text!.replaceAll('&quot;', '"')) as { defaultQuery: string };
    const { data, errors } = await api.ask(defaultQuery);
    expect(errors).toBeUndefined();
    expect(data.matrix.index).not.toBeNull();
    expect(data.measurements.edges.length).toBeGreaterThan(0);
  });

  test('for a browser is nothing where the page is not wanted', async () => {
    const response = await api
      .server({ graphiql: false })
      .fetch('http://localhost/graphql', { headers: { Accept: 'text/html' } });
    expect(response.headers.get('content-type')).not.toBe('text/html');
    expect(response.status).toBeGreaterThanOrEqual(400);
  });
});

test('who takes no answer that there is, however many others, is told what there is in a short header', async () => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'text/x,'.repeat(1000) },
    body: QUERY,
  });
  expect(response.status).toBe(406);
  expect(response.headers.get('accept')).toContain('application/json');
  expect(response.headers.get('accept')!.length).toBeLessThan(500);
});

test('other methods are not for here', async () => {
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect((await fetch(url, { method })).status).toBe(405);
});

test('pages of other sites are told nothing', async () => {
  for (const method of ['OPTIONS', 'POST']) {
    const response = await fetch(url, {
      method,
      headers: { Origin: 'https://elsewhere.example', 'Content-Type': 'application/json' },
      ...(method === 'POST' && { body: QUERY }),
    });
    expect([...response.headers.keys()].filter((it) => it.startsWith('access-control'))).toEqual([]);
  }
});

test('only /graphql is answered', async () => {
  expect(
    (
      await api.yoga.fetch('http://localhost/other', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: QUERY,
      })
    ).status,
  ).toBe(404);
});

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

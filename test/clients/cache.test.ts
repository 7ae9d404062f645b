/** The caches of Apollo Client and urql, at a real server: what has an id is kept once, values by the way to them, and nothing is lost. */
import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { cacheExchange } from '@urql/exchange-graphcache';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../graphql/api.ts';
import { type Listening, listening } from '../graphql/listening.ts';

let api: Api;
let server: Listening;
let url: string;
/** What was asked of the server. */
let asked = 0;

beforeAll(async () => {
  api = await startApi();
  await fill(api);
  server = await listening((request, response) => {
    asked++;
    void api.yoga(request, response);
  });
  url = server.url;
});
afterAll(async () => {
  await server.close();
  await api.close();
});

// Both say on the console what they could not keep.
const said = [vi.spyOn(console, 'error'), vi.spyOn(console, 'warn')];
afterEach(() => {
  const calls = said.flatMap((spy) => spy.mock.calls);
  for (const spy of said) spy.mockClear();
  expect(calls).toEqual([]);
});

/** A client: asks, and says what it can answer by itself. */
interface Caching {
  ask(query: string): Promise<Loose>;
  /** Null where something of it is not known. */
  kept(query: string): Loose;
}

/** Types without ids: values, which belong to what holds them. */
const VALUES = ['Scope', 'Period', 'MatrixCell', 'DimensionScore', 'ProcessScore', 'Limit', 'Threshold'];
function apollo(): Caching {
  const value = { keyFields: false, merge: true } as const;
  const merge = (existing: Loose[] = [], incoming: Loose[], { mergeObjects }: Loose) =>
    incoming.map((it, at) => (existing[at] ? mergeObjects(existing[at], it) : it));
  const cache = new InMemoryCache({
    typePolicies: {
      ...Object.fromEntries(VALUES.map((type) => [type, value])),
      Matrix: { fields: { cells: { merge }, dimensions: { merge }, processes: { merge } } },
    },
  });
  const client = new ApolloClient({ cache, link: new HttpLink({ uri: url }) });
  return {
    ask: async (query) => (await client.query({ query: gql(query) })).data,
    kept: (query) => client.readQuery({ query: gql(query) }),
  };
}

function urql(): Caching {
  const keys = Object.fromEntries(VALUES.map((type) => [type, () => null]));
  const client = new Client({
    url,
    preferGetMethod: false,
    exchanges: [cacheExchange({ keys }), fetchExchange],
  });
  return {
    ask: async (query) => {
      const { data, error } = await client.query(query, {}).toPromise();
      if (error) throw error;
      return data;
    },
    kept: (query) => client.readQuery(query, {})?.data ?? null,
  };
}

const OF = '(scope: { operator: "china-mobile" }, period: { grain: QUARTER, date: "2012-03-01" })';
const RANGE = 'range: { grain: QUARTER, from: "2012-01-01", to: "2012-03-31" }';

describe.each([
  ['Apollo Client', apollo],
  ['urql with Graphcache', urql],
])('%s', (_, start) => {
  test('keeps two selections of one matrix, both of them', async () => {
    const client = start();
    const first = `{ matrix${OF} { id index period { label } scope { operator { id code } } cells { score } dimensions { score } } }`;
    const second = `{ matrix${OF} { id coverage period { start } cells { process dimension } dimensions { dimension weight } } }`;
    const answers = [await client.ask(first), await client.ask(second)];
    const before = asked;
    expect([client.kept(first), client.kept(second)]).toMatchObject(answers);
    expect([await client.ask(first), await client.ask(second)]).toMatchObject(answers);
    expect(asked).toBe(before);
    expect(client.kept(first).matrix.cells).toHaveLength(27);
  });

  test('keeps what a list tells of a measurement beside what a matrix tells of the same', async () => {
    const client = start();
    const list = `{ measurements(first: 20, filter: { scopes: [{ operator: "china-mobile" }], ${RANGE} }) {
      edges { node { id value scope { operator { id code } } period { label } kpi { id code unit } } } } }`;
    const matrix = `{ matrix${OF} { id cells { measurements { id status kpi { id code name(locale: EN) } } } } }`;
    const listed = await client.ask(list);
    const whole = await client.ask(matrix);
    expect(listed.measurements.edges.length).toBeGreaterThan(0);
    expect(client.kept(list)).toMatchObject(listed);
    expect(client.kept(matrix)).toMatchObject(whole);
  });

  test('keeps definitions and breaches, of which each page tells other fields', async () => {
    const client = start();
    const queries = [
      '{ kpiDefinitions(first: 5) { edges { node { id code unit threshold { limits { severity side value } } } } } }',
      '{ kpiDefinitions(first: 5) { edges { node { id name(locale: ZH) } } } }',
      '{ breaches(first: 5) { totalCount edges { node { id severity kpi { id code } scope { operator { id code } orgUnit { id code } } } } } }',
      '{ breaches(first: 5) { totalCount edges { node { id value limit { side value } firstPeriod { label } } } } }',
    ];
    const answers = [];
    for (const query of queries) answers.push(await client.ask(query));
    expect(answers[2].breaches.totalCount).toBeGreaterThan(0);
    expect(queries.map((query) => client.kept(query))).toMatchObject(answers);
  });
});

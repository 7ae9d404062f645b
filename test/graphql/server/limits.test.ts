/** Every limit, at it and one beyond. Small ones are set where the real ones would only take longer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Lexer, type OperationDefinitionNode, parse, Source, TokenKind } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { costOf } from '../../../src/graphql/cost.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../src/graphql/limits.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { type Answer, type Api, fill, post, startApi } from '../api.ts';
import { everyField } from '../everyField.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const asked = (query: string, limits: Partial<Limits> = {}, variables?: object) =>
  api.ask(query, variables, api.server({ limits }));

async function holds(
  limits: Partial<Limits>,
  within: string,
  beyond: string,
  message: string | RegExp,
): Promise<void> {
  expect((await asked(within, limits)).errors).toBeUndefined();
  const { data, errors } = await asked(beyond, limits);
  expect(data).toBeUndefined();
  expect(errors![0]).toMatchObject({
    message: expect.stringMatching(message),
    extensions: { code: 'LIMIT_EXCEEDED' },
  });
}

const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');

function tokensOf(document: string): number {
  const lexer = new Lexer(new Source(document));
  let count = 0;
  while (lexer.advance().kind !== TokenKind.EOF) count++;
  return count;
}

test('by default a request may ask for as much as is promised', () =>
  expect(DEFAULT_LIMITS).toMatchObject({
    ...{ body: 4 * 1024 * 1024, characters: 20_000, tokens: 2000, depth: 12, aliases: 30, rootFields: 20 },
    ...{ text: 20_000, entries: 20_000, page: 500, execution: 10_000, subscriptions: 500 },
  }));

describe('a document', () => {
  const ofLength = (length: number) => '{ __typename }'.padEnd(length, ' ');

  test('has at most 20,000 characters', () =>
    holds({}, ofLength(20_000), ofLength(20_001), /20000 characters, not 20001/));

  test('has at most 2,000 tokens', async () => {
    const withStatuses = (statuses: string) =>
      `{ measurements(filter: { range: { grain: DAY, from: "2012-01-01", to: "2012-01-01" }, statuses: [${statuses}] }) { edges { cursor } } }`;
    const others = tokensOf(withStatuses(''));
    const ofTokens = (count: number) => withStatuses(times(count - others, () => 'OK'));
    await holds({}, ofTokens(2000), ofTokens(2001), /2000 tokens/);
  });

  const children = (depth: number): string => (depth === 1 ? 'code' : `children { ${children(depth - 1)} }`);

  test('has at most 12 fields inside fields', () =>
    holds(
      { cost: Infinity },
      `{ businessLines { ${children(11)} } }`,
      `{ businessLines { ${children(12)} } }`,
      /12 fields inside fields, not 13/,
    ));

  test('is as deep as its fragments make it', () =>
    holds(
      { cost: Infinity },
      `{ businessLines { ...A } } fragment A on BusinessLine { ... on BusinessLine { ${children(11)} } }`,
      `{ businessLines { ...A } } fragment A on BusinessLine { children { ...B } } fragment B on BusinessLine { ${children(11)} }`,
      /12 fields inside fields, not 13/,
    ));

  test('has at most 30 aliases', () =>
    holds(
      { rootFields: 100 },
      `{ ${times(30, (at) => `a${at}: __typename`)} }`,
      `{ ${times(31, (at) => `a${at}: __typename`)} }`,
      /30 aliases, not 31/,
    ));

  test('counts the aliases of a fragment once a spread', () =>
    holds(
      {},
      `{ operators { ...A } businessLines { ...B } } fragment A on Operator { ${times(29, (at) => `a${at}: code`)} } fragment B on BusinessLine { a: code }`,
      `{ operators { ...A } more: operators { ...A } } fragment A on Operator { ${times(15, (at) => `a${at}: code`)} }`,
      /30 aliases, not 31/,
    ));

  test('has at most 20 fields at its root', () =>
    holds(
      {},
      `{ ${times(20, () => '__typename')} }`,
      `{ ...A } fragment A on Query { ${times(21, () => '__typename')} }`,
      /20 fields at its root, not 21/,
    ));

  test('may be as deep as introspection needs, and not deeper than that', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    expect((await asked(getIntrospectionQuery())).errors).toBeUndefined();
    const bomb = (depth: number): string => (depth === 0 ? 'name' : `fields { type { ${bomb(depth - 1)} } }`);
    expect((await asked(`{ __schema { types { ${bomb(8)} } } }`)).errors).toHaveLength(1);
  });

  test('of exponentially many spreads is measured in no time', async () => {
    const fragments = times(
      60,
      (at) => `fragment F${at} on BusinessLine { children { ...F${at + 1} } parent { ...F${at + 1} } }`,
    );
    const begin = performance.now();
    const { errors } = await asked(
      `{ businessLines { ...F0 } } ${fragments} fragment F60 on BusinessLine { code }`,
    );
    expect(errors![0]).toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
    expect(performance.now() - begin).toBeLessThan(1000);
  });

  test('whose fragments spread themselves is refused', async () => {
    const { errors } = await asked(
      '{ businessLines { ...A } } fragment A on BusinessLine { children { ...B } } fragment B on BusinessLine { parent { ...A } }',
    );
    expect(errors![0]!.message).toContain('within itself');
  });
});

describe('a page', () => {
  test('has at most 500 items', async () => {
    for (const args of ['first: 500', 'last: 500'])
      expect((await asked(`{ kpiDefinitions(${args}) { totalCount } }`)).errors).toBeUndefined();
    for (const args of ['first: 501', 'last: 501', 'first: 0']) {
      const { errors } = await asked(`{ kpiDefinitions(${args}) { totalCount } }`);
      expect(errors).toMatchObject([
        { message: expect.stringContaining('from 1 to 500'), extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
  });

  test('has no more than that where nothing is said', async () => {
    const { data } = await asked(
      '{ kpiDefinitions { totalCount edges { cursor } pageInfo { hasNextPage } } }',
      { page: 100 },
    );
    expect(data.kpiDefinitions.edges).toHaveLength(100);
    expect(data.kpiDefinitions).toMatchObject({
      totalCount: api.registry.kpis.length,
      pageInfo: { hasNextPage: true },
    });
  });

  test('of ids has at most 500, too', async () => {
    const nodes = (count: number) =>
      asked('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', {}, { ids: Array(count).fill('x') });
    expect((await nodes(500)).data.nodes).toHaveLength(500);
    expect((await nodes(501)).errors).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT', argument: 'ids' } },
    ]);
  });
});

describe('variables', () => {
  const CODE = 'query ($code: String!) { operator(code: $code) { code } }';
  const IDS = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }';
  const [text, ids] = [(length: number) => 'x'.repeat(length), (count: number) => Array(count).fill('x')];

  test.each([
    ['texts of at most 20,000 characters', CODE, { code: text(20_000) }, { code: text(20_001) }, 'code'],
    ['lists of at most 20,000 entries', IDS, { ids: ids(20_000) }, { ids: ids(20_001) }, 'ids'],
  ])('have %s', async (_, query, within, beyond, argument) => {
    const told = async (variables: object) => (await asked(query, {}, variables)).errors?.[0]?.message ?? '';
    expect(await told(within)).not.toContain('where no');
    expect(await asked(query, {}, beyond)).toMatchObject({
      errors: [
        { message: expect.stringContaining('20001'), extensions: { code: 'BAD_USER_INPUT', argument } },
      ],
    });
  });

  test('tell everything that is beyond that at once, by its place and before anything is compared with it', async () => {
    const query = 'query ($input: KpiDefinitionInput!) { checkKpi(input: $input) { problems { path } } }';
    const input = {
      dimension: text(1_000_000),
      sources: [{}, { says: text(20_001) }],
      businessLines: ids(100_000),
      [text(30_000)]: 1,
    };
    const { data, errors } = await asked(query, {}, { input });
    expect(data).toBeUndefined();
    expect(errors!.map((it) => it.message)).toEqual([
      'input: a name of 30000 characters, which no field has',
    ]);
    const { errors: others } = await asked(query, {}, { input: { ...input, [text(30_000)]: undefined } });
    expect(others!.map((it) => it.extensions!.argument)).toEqual([
      'input.dimension',
      'input.sources[1].says',
      'input.businessLines',
    ]);
  });
});

describe('the cost budget', () => {
  test('is held to the field', () =>
    holds(
      { cost: 21 },
      '{ operators { code isOwn } }',
      '{ operators { code isOwn id } }',
      /could answer 31 fields, and at most 21/,
    ));

  test('counts pages by their size, also where it comes in a variable or as its default', async () => {
    const query = (value: string) =>
      `query ($first: Int${value}) { kpiDefinitions(first: $first) { edges { node { code } } } }`;
    const limits = { cost: 100 };
    expect((await asked(query(''), limits, { first: 33 })).errors).toBeUndefined();
    expect((await asked(query(' = 33'), limits)).errors).toBeUndefined();
    for (const it of [
      asked(query(''), limits, { first: 34 }),
      asked(query(' = 34'), limits),
      asked(query(''), limits),
    ])
      expect((await it).errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });

  test('counts a trend by its points', async () => {
    const trend = (
      to: string,
    ) => `{ kpiDefinitions(first: 500) { edges { node { trend(scope: { operator: "china-mobile" },
      range: { grain: DAY, from: "2012-01-01", to: "${to}" }) { value } } } } }`;
    expect((await asked(trend('2012-03-31'))).errors).toBeUndefined();
    expect((await asked(trend('2022-03-31'))).errors).toMatchObject([
      { extensions: { code: 'LIMIT_EXCEEDED' } },
    ]);
  });

  test('takes 500 KPI definitions with every field', async () => {
    const query = `{ kpiDefinitions(first: 500) { totalCount edges { cursor node { ${everyField('KpiDefinition', 3)} } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const { data, errors } = await asked(query);
    expect(errors).toBeUndefined();
    expect(data.kpiDefinitions.edges).toHaveLength(api.registry.kpis.length);
  });

  test('takes a full matrix with every field', async () => {
    const query = `{ matrix(scope: { operator: "china-mobile" }, period: { grain: YEAR, date: "2012-01-01" }) { ${everyField('Matrix', 5)} } }`;
    const { errors } = await asked(query);
    expect(errors).toBeUndefined();
  });

  test('does not take what multiplies', async () => {
    const { errors } = await asked(
      '{ inputDefinitions { kpis { inputs { kpis { inputs { kpis { inputs { key } } } } } } } }',
    );
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }]);
  });

  test('is not smaller for introspection than it needs', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const document = parse(getIntrospectionQuery());
    const operation = document.definitions[0] as OperationDefinitionNode;
    expect(costOf(schema(), document, operation, {}, DEFAULT_LIMITS)).toBeLessThan(DEFAULT_LIMITS.cost);
  });
});

describe('a request', () => {
  const bodyOf = (bytes: number) => {
    const body = (it: string) => JSON.stringify({ query: '{ __typename }', extensions: { it } });
    return body('x'.repeat(bytes - body('').length));
  };

  test('has at most 4 MiB', async () => {
    const limit = 4 * 1024 * 1024;
    const within = bodyOf(limit);
    expect(within).toHaveLength(limit);
    expect((await post(api.yoga, within)).status).toBe(200);
    const refused = await post(api.yoga, `${within} `);
    expect(refused.status).toBe(413);
    const announced = await post(api.yoga, `${within} `, { 'Content-Length': String(limit + 1) });
    expect(announced.status).toBe(413);
    expect((await announced.json()) as Answer).toMatchObject({
      errors: [{ message: expect.stringContaining('POST /observations') }],
    });
  });

  test('of 10,000 observations fits', async () => {
    const observations = Array.from({ length: 10_000 }, () => ({
      input: 'callsOfferedToAgentsOfTheHotlineForElderlyPeople',
      operator: 'china-mobile-international',
      businessLine: 'broadband-and-television',
      orgUnit: 'guangdong-shenzhen-longgang-district-branch',
      date: '2012-03-31',
      value: 27006617647.123456,
    }));
    expect(JSON.stringify(observations).length).toBeLessThan(DEFAULT_LIMITS.body);
  });

  test('is executed for as long as it may take, and then answered without', async () => {
    const slow = { rows: () => sleep(10_000, [], { ref: false }) as Promise<never[]> };
    const server = api.brokenServer(slow, { limits: { execution: 100 } });
    const begin = performance.now();
    const response = await post(server, JSON.stringify({ query: '{ engine { pending } }' }), {
      Accept: 'application/graphql-response+json',
    });
    expect(response.status).toBe(503);
    expect((await response.json()) as Answer).toEqual({
      errors: [
        { message: expect.stringContaining('longer than 0.1 seconds'), extensions: { code: 'TIMEOUT' } },
      ],
    });
    expect(performance.now() - begin).toBeLessThan(2000);
    const patient = api.brokenServer(
      { rows: () => sleep(50, [{ pending: 0 }]) as Promise<never[]> },
      { limits: { execution: 2000 } },
    );
    expect((await api.ask('{ engine { pending } }', {}, patient)).data).toEqual({ engine: { pending: 0 } });
  });
});

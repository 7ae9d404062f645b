/** Compiled execution answers what plain execution answers. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode } from '../../../src/graphql/ids.ts';
import { exampleQuery } from '../../../src/graphql/server/graphiql.ts';
import { type Api, fill, post, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const SCOPE = 'scope: { operator: "china-mobile" }';
const MEASUREMENT = `id value score status sampleSize isComplete definitionVersion computedAt kpi { code name(locale: ZH) } scope { operator { code } orgUnit { code } }
  period { label } inputs { input { key } value } previous { value } lastYear { value }`;

const QUERIES: [string, string, object?][] = [
  [
    'a matrix',
    `{ matrix(${SCOPE}, period: { grain: YEAR, date: "2012-01-01" }) { index cells { measurements { ${MEASUREMENT} } } previous { index } } }`,
  ],
  [
    'a list',
    `query ($first: Int = 7) { measurements(filter: { range: { grain: DAY, from: "2012-03-01", to: "2012-04-30" } }, first: $first) {
    edges { cursor node { ${MEASUREMENT} } } pageInfo { hasNextPage startCursor } } }`,
  ],
  [
    'definitions',
    '{ kpiDefinitions(last: 5) { totalCount edges { node { __typename code parameters { name value } examples { inputs { value } } minimumSample { count } } } } }',
  ],
  [
    'nodes',
    `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ...O ... on KpiDefinition { code } } } fragment O on Operator { code name }`,
    { ids: [encode('Operator', 'china-mobile'), 'x', encode('KpiDefinition', 'regulator-appeal-rate')] },
  ],
  [
    'variables with defaults, also of required types',
    `query ($scope: ScopeInput! = { operator: "china-mobile" }, $grain: Grain! = YEAR, $first: Int! = 2, $locale: Locale = ZH) {
      matrix(scope: $scope, period: { grain: $grain, date: "2012-01-01" }) { index } operators { name(locale: $locale) }
      kpiDefinitions(first: $first) { edges { node { code } } } }`,
  ],
  [
    'conditions that hold',
    'query ($yes: Boolean!) { operators { code @include(if: $yes) name @skip(if: $yes) } }',
    { yes: true },
  ],
  [
    'conditions that do not',
    'query ($yes: Boolean!) { operators { code @include(if: $yes) name @skip(if: $yes) } }',
    { yes: false },
  ],
  [
    'aliases and fragments that overlap',
    `{ a: operators { ...A code } b: operators { ... on Node { id } ...A } } fragment A on Operator { code n: name(locale: ZH) orgUnits(first: 1) { totalCount } orgUnits(first: 1) { edges { node { code } } } }`,
  ],
  [
    'introspection',
    '{ __schema { queryType { name fields { name } } } __type(name: "Grain") { enumValues { name } } }',
  ],
  [
    'a wrong argument beside a right one',
    `{ matrix(scope: { operator: "x" }, period: { grain: DAY, date: "2012-01-01" }) { index } operators { code } }`,
  ],
  ['a wrong argument that takes everything with it', '{ kpiDefinitions(first: 0) { totalCount } }'],
  [
    'a wrong argument deep inside',
    `{ kpiDefinition(code: "call-drop-rate") { code trend(${SCOPE}, range: { grain: DAY, from: "x", to: "y" }) { value } } }`,
  ],
  ['a wrong argument at each item', `{ operators { code orgUnits(after: "x") { totalCount } } }`],
  [
    'a variable of the wrong kind',
    'query ($first: Int) { kpiDefinitions(first: $first) { totalCount } }',
    { first: 'x' },
  ],
  ['a variable that is missing', 'query ($code: String!) { operator(code: $code) { code } }', {}],
  [
    'a variable with too much in it',
    'query ($scope: ScopeInput!) { matrix(scope: $scope, period: { grain: DAY, date: "2012-01-01" }) { index } }',
    { scope: { operator: 'china-mobile', more: 1 } },
  ],
  [
    'a variable inside an object',
    'query ($date: Date!, $unit: String) { matrix(scope: { operator: "china-mobile", orgUnit: $unit }, period: { grain: MONTH, date: $date }) { period { label } scope { orgUnit { code } } } }',
    { date: '2012-03-01' },
  ],
  [
    'one item for a list',
    'query ($statuses: [Status!]) { measurements(filter: { statuses: $statuses, range: { grain: DAY, from: "2012-03-01", to: "2012-04-30" } }) { edges { node { status } } } }',
    { statuses: 'CRITICAL' },
  ],
  [
    'an unknown word of an enum',
    'query ($grain: Grain!) { matrix(scope: { operator: "china-mobile" }, period: { grain: $grain, date: "2012-01-01" }) { index } }',
    { grain: 'DECADE' },
  ],
  ['the example of the page', exampleQuery(undefined)],
];

test.each(QUERIES)('%s', async (_, query, variables) => {
  const plain = await api.ask(query, variables, api.server({ compileAfter: Infinity }));
  const compiled = await api.ask(query, variables, api.server({ compileAfter: 0 }));
  expect(withoutWording(compiled)).toEqual(withoutWording(plain));
});

/** The two word the coercion of variables differently; where and which kind of error it is has to be the same. */
function withoutWording(answer: {
  errors?: { message: string; extensions?: { argument?: unknown } }[];
}): object {
  const errors = answer.errors?.map(({ message, ...error }) => ({
    ...error,
    ...(error.extensions?.argument ? { message } : {}),
  }));
  return { ...answer, ...(errors && { errors }) };
}

describe('a document with several operations', () => {
  test('answers the one that is named', async () => {
    const server = api.server({ compileAfter: 0 });
    const query = 'query One { operators { code } } query Two { businessLines { code } }';
    for (const [operationName, field] of [
      ['One', 'operators'],
      ['Two', 'businessLines'],
      ['One', 'operators'],
    ]) {
      const response = await post(server, JSON.stringify({ query, operationName }));
      expect(Object.keys(((await response.json()) as { data: object }).data)).toEqual([field]);
    }
  });
});

test('each operation is told of', async () => {
  const seen: object[] = [];
  const server = api.server({ compileAfter: 1, observe: (operation) => void seen.push(operation) });
  for (let i = 0; i < 3; i++)
    await api.ask('query Codes { operators { code } operator(code: "x") { code } }', {}, server);
  const told = { name: 'Codes', type: 'query', seconds: expect.any(Number), errors: 1 };
  expect(seen).toEqual([told, told, told]);
});

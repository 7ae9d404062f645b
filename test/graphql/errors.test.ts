/** What is told of errors: what the caller can mend with its place, of the rest nothing but an id. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode } from '../../src/graphql/ids.ts';
import { type Answer, type Api, fill, startApi } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const NEIGHBOUR = 'neighbour: operators { code }';
const QUARTER = 'period: { grain: QUARTER, date: "2012-03-31" }';
const RANGE = 'range: { grain: DAY, from: "2012-03-01", to: "2012-03-31" }';
const DATES = 'from: "2012-03-01", to: "2012-03-31"';

describe('a wrong argument of a query is named, and its neighbours answer', () => {
  test.each([
    [
      'matrix(scope: { operator: "china-mobil" }, QUARTER) { index }',
      'scope.operator',
      'did you mean "china-mobile"',
    ],
    [
      'matrix(scope: { operator: "china-mobile", businessLine: "mobil" }, QUARTER) { index }',
      'scope.businessLine',
      'did you mean "mobile"',
    ],
    [
      'matrix(scope: { operator: "china-mobile", orgUnit: "beijin" }, QUARTER) { index }',
      'scope.orgUnit',
      'did you mean "beijing"',
    ],
    [
      'matrix(scope: { operator: "china-unicom", orgUnit: "beijing" }, QUARTER) { index }',
      'scope.orgUnit',
      'no unit of china-unicom',
    ],
    [
      'matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: "2013-02-29" }) { index }',
      'period.date',
      '2013-02-29',
    ],
    [
      'matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: "yesterday" }) { index }',
      'period.date',
      'yesterday',
    ],
    [
      'matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: "0000-01-01" }) { index }',
      'period.date',
      'calendar',
    ],
    ['operator(code: "nobody-like-this") { code }', 'code', 'no operator "nobody-like-this"'],
    ['operator(code: "constructor") { code }', 'code', 'no operator'],
    [
      'kpiDefinition(code: "hotline-answer-rate-15") { code }',
      'code',
      'did you mean "hotline-answer-rate-15s"',
    ],
    [
      'measurements(filter: { RANGE, kpis: ["regulator-appeal-rate", "nothing"] }) { edges { cursor } }',
      'filter.kpis[1]',
      'no KPI "nothing"',
    ],
    [
      'measurements(filter: { RANGE, operators: ["x"] }) { edges { cursor } }',
      'filter.operators[0]',
      'no operator',
    ],
    [
      'measurements(filter: { RANGE, businessLines: ["x"] }) { edges { cursor } }',
      'filter.businessLines[0]',
      'no business line',
    ],
    [
      'measurements(filter: { RANGE, orgUnits: ["sout"] }) { edges { cursor } }',
      'filter.orgUnits[0]',
      'did you mean "south"',
    ],
    [
      'measurements(filter: { RANGE, scopes: [{ operator: "x" }] }) { edges { cursor } }',
      'filter.scopes[0].operator',
      'no operator',
    ],
    [
      'measurements(filter: { range: { grain: DAY, from: "2012-13-01", to: "2012-03-31" } }) { edges { cursor } }',
      'filter.range.from',
      '2012-13-01',
    ],
    [
      'measurements(filter: { range: { grain: DAY, from: "2012-04-01", to: "2012-03-31" } }) { edges { cursor } }',
      'filter.range.to',
      'before',
    ],
    ['measurements(filter: { RANGE }, after: "nonsense") { edges { cursor } }', 'after', 'cursor'],
    [
      `measurements(filter: { RANGE }, after: "${encode('measurement', 'a', 'b', '', '', 'DAY', 'soon')}") { edges { cursor } }`,
      'after',
      'cursor',
    ],
    [
      `measurements(filter: { RANGE }, after: "${encode('kpi', 'a')}") { edges { cursor } }`,
      'after',
      'cursor',
    ],
    ['measurements(filter: { RANGE }, first: 0) { edges { cursor } }', 'first', 'from 1 to 500'],
    ['measurements(filter: { RANGE }, first: -1) { edges { cursor } }', 'first', 'from 1 to 500'],
    ['measurements(filter: { RANGE }, first: 501) { edges { cursor } }', 'first', 'from 1 to 500'],
    [
      'observations(filter: { DATES, inputs: ["callsOffered"] }) { edges { cursor } }',
      'filter.inputs[0]',
      'no input',
    ],
    [
      'observations(filter: { DATES, within: { operator: "x" } }) { edges { cursor } }',
      'filter.within.operator',
      'no operator',
    ],
    [
      'observations(filter: { from: "2012-02-30", to: "2012-03-31" }) { edges { cursor } }',
      'filter.from',
      '2012-02-30',
    ],
    ['observations(filter: { DATES }, after: "x") { edges { cursor } }', 'after', 'cursor'],
    ['observations(filter: { DATES }, first: 501) { edges { cursor } }', 'first', 'from 1 to 500'],
  ])('%s', async (field, argument, hint) => {
    const filled = field.replace('QUARTER', QUARTER).replace('RANGE', RANGE).replace('DATES', DATES);
    const { data, errors } = await api.ask(`{ wrong: ${filled} ${NEIGHBOUR} }`);
    expect(data.wrong).toBeNull();
    expect(data.neighbour).toHaveLength(3);
    expect(errors).toEqual([
      {
        message: expect.stringContaining(hint),
        path: ['wrong'],
        locations: [expect.anything()],
        extensions: { code: 'BAD_USER_INPUT', argument },
      },
    ]);
    expect(errors![0]!.message.startsWith(`${argument}: `)).toBe(true);
  });

  test('also where it comes in a variable', async () => {
    const { data, errors } = await api.ask(
      `query ($date: Date!) { wrong: matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: $date }) { index } ${NEIGHBOUR} }`,
      { date: '2012-02-30' },
    );
    expect(data).toMatchObject({ wrong: null, neighbour: [{}, {}, {}] });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: 'period.date' } }]);
  });

  test.each([
    'kpiDefinitions(after: "x") { totalCount }',
    'kpiDefinitions(before: "x") { totalCount }',
    'kpiDefinitions(first: 501) { totalCount }',
    'kpiDefinitions(last: 0) { totalCount }',
    'kpiDefinitions(filter: { businessLine: "x" }) { totalCount }',
  ])('%s, which cannot be null, takes the answer with it', async (field) => {
    const { data, errors } = await api.ask(`{ ${field} }`);
    expect(data).toBeNull();
    expect(errors).toHaveLength(1);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', argument: expect.any(String) } }]);
  });
});

describe('what does not fit the schema is refused before anything runs', () => {
  test.each([
    [
      'a number for a date',
      '{ matrix(scope: { operator: "x" }, period: { grain: DAY, date: 20120101 }) { index } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['an unknown field', '{ operators { cod } }', 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a number beyond all numbers',
      'mutation { recordObservations(input: { idempotencyKey: "x", observations: [{ input: "a", operator: "b", date: "2012-01-01", value: 1e999 }] }) { __typename } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a negative one',
      'mutation { recordObservations(input: { idempotencyKey: "x", observations: [{ input: "a", operator: "b", date: "2012-01-01", value: -1e400 }] }) { __typename } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    ['no document', 'operators {', 'GRAPHQL_PARSE_FAILED'],
    [
      'too large an integer',
      '{ kpiDefinitions(first: 99999999999) { totalCount } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])('%s', async (_, query, code) => {
    const { data, errors } = await api.ask(query);
    expect(data).toBeUndefined();
    expect(errors![0]).toMatchObject({ extensions: { code } });
  });

  test.each([
    ['a number for a date', { date: 20120101 }],
    ['nothing', {}],
    ['null', { date: null }],
    ['a list of two', { date: ['2012-01-01', '2012-01-02'] }],
  ])('a variable that holds %s', async (_, variables) => {
    const { data, errors } = await api.ask(
      'query ($date: Date!) { matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: $date }) { index } }',
      variables,
    );
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([
      { message: expect.stringContaining('$date'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });

  test('a variable with a number beyond all numbers, told with its path', async () => {
    const body = `{"query":"mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename } }",
      "variables":{"input":{"idempotencyKey":"x","observations":[{"input":"a","operator":"b","date":"2012-01-01","value":1e999}]}}}`;
    const response = await api.yoga.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body,
    });
    const { errors } = (await response.json()) as Answer;
    expect(errors).toMatchObject([
      { message: expect.stringContaining('observations[0].value'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  });
});

describe('what nobody foresaw', () => {
  const failing = (message: string, code = 'XX000') => ({
    rows: () => Promise.reject(Object.assign(new Error(message), { query: 'select secret from /etc', code })),
  });

  test('is told with an id only, and logged once with that id', async () => {
    const server = api.server({ engine: api.engine });
    const broken = api.brokenServer(failing('connection to postgres://user:password@host lost'));
    api.logged.splice(0);
    const { data, errors } = await api.ask(`{ engine { pending } }`, {}, broken);
    expect(data).toBeNull();
    expect(errors).toEqual([
      {
        message: expect.not.stringMatching(/postgres|password|select|\//),
        path: ['engine'],
        locations: [expect.anything()],
        extensions: { code: 'INTERNAL_SERVER_ERROR', id: expect.any(String) },
      },
    ]);
    expect(api.logged).toHaveLength(1);
    expect(api.logged[0]).toMatchObject({
      id: errors![0]!.extensions!.id,
      path: 'engine',
      err: { message: expect.stringContaining('password') },
    });
    expect((await api.ask('{ engine { pending } }', {}, server)).errors).toBeUndefined();
  });

  test('says that it may be asked again where the database cannot be reached, with status 503 and when', async () => {
    // Its administrator shuts it down.
    const broken = api.brokenServer(
      failing('terminating connection to postgres://user:password@host', '57P01'),
    );
    api.logged.splice(0);
    const answer = await broken.fetch('http://localhost/graphql', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: '{ engine { pending } }' }),
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    const { errors } = (await answer.json()) as Answer;
    expect(errors).toEqual([
      {
        message: 'the database cannot be reached at the moment; send the same again in a few seconds',
        path: ['engine'],
        locations: [expect.anything()],
        extensions: { code: 'UNAVAILABLE', id: expect.any(String) },
      },
    ]);
    expect(api.logged).toHaveLength(1);
  });

  test('spares the neighbours', async () => {
    const broken = api.brokenServer(failing('lost'));
    const { data, errors } = await api.ask(
      `{ ${NEIGHBOUR} matrix(scope: { operator: "china-mobile" }, ${QUARTER}) { index } }`,
      {},
      broken,
    );
    expect(data).toMatchObject({ matrix: null, neighbour: [{}, {}, {}] });
    expect(errors).toMatchObject([{ path: ['matrix'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  });

  test('is an answer of its own where nothing at all can be known', async () => {
    const broken = api.server({
      engine: { ...api.engine, moment: () => Promise.reject(new Error('select 1 failed')) },
    });
    api.logged.splice(0);
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const response = await broken.fetch('http://localhost/graphql', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: accept },
        body: JSON.stringify({ query: '{ operators { code } }' }),
      });
      expect(response.status).toBe(500);
      const { errors } = (await response.json()) as Answer;
      expect(errors).toMatchObject([
        { message: expect.not.stringContaining('select'), extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      ]);
    }
    expect(api.logged).toHaveLength(2);
  });
});

test.each<[what: string, mutation: string, told: string]>([
  [
    'an operator whose weights are set',
    'setDimensionWeights(operator: "china-mobil") { ... on NotFoundError { message } }',
    'there is no operator "china-mobil"; did you mean "china-mobile"?',
  ],
  [
    'a KPI that is to be retired',
    'retireKpi(code: "call-drop-rat") { ... on NotFoundError { message } }',
    'there is no KPI "call-drop-rat"; did you mean "call-drop-rate"?',
  ],
  [
    'a unit of an override',
    `overrideKpi(input: { code: "call-drop-rate", scope: { operator: "china-mobile", orgUnit: "norht" }, from: "2012-01-01", weight: 2 }) {
      ... on ValidationError { problems { message } } }`,
    'there is no unit of china-mobile "norht"; did you mean "north"?',
  ],
  [
    'the operator of a new unit',
    `defineReferenceData(input: { orgUnits: [{ operator: "china-telcom", code: "x", name: { en: "x" } }] }) {
      ... on ValidationError { problems { message } } }`,
    'there is no operator "china-telcom"; did you mean "china-telecom"?',
  ],
])('what is near %s is named', async (_, mutation, told) => {
  expect(JSON.stringify(await api.dataOf(`mutation { it: ${mutation} }`))).toContain(
    JSON.stringify(told).slice(1, -1),
  );
});

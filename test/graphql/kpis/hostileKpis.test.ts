/**
 * Definitions, names and numbers that want to do harm, through the API: each is answered with a clear problem, nothing is kept, and
 * the server is what it was. HOSTILE_RUNS sets how many there are, and has the times told.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Definition, GOOD, hostileDefinitions } from '../../support/hostileKpis.ts';
import { watchPrototypes } from '../../support/prototypes.ts';
import { type Answer, type Api, fill, type Loose, post, startApi } from '../api.ts';
import { tellTimes } from '../times.ts';

const RUNS = Number(process.env.HOSTILE_RUNS ?? 0);

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const CHECK = 'query ($input: KpiDefinitionInput!) { checkKpi(input: $input) { problems { path message } } }';
const REGISTER = `mutation ($input: KpiDefinitionInput!) { registerKpi(input: $input) { __typename
  ... on RegisterKpiSuccess { kpi { code } recomputing } ... on ValidationError { problems { path message } } ... on ConflictError { message } } }`;

const entries = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** The definition as the API takes it: lists for objects. What has the wrong kind keeps it. */
function asSent({ parameters, threshold, examples, weight, ...same }: Definition): object {
  const { consecutive, atLeast, atMost, ...unknown } = { ...(threshold as object) } as Definition;
  // Null asks the API for what it takes where nothing is said.
  const given = (value: unknown) => (value === null ? 'null' : value);
  return {
    ...same,
    ...unknown,
    weight: given(weight),
    consecutive: given(consecutive),
    parameters: Array.isArray(parameters)
      ? parameters
      : entries(parameters).map(([name, value]) => ({ name, value })),
    limits: entries({ atLeast, atMost }).flatMap(([verb, limits]) =>
      entries(limits).map(([severity, value]) => ({
        ...{ severity: severity.toUpperCase(), side: verb === 'atLeast' ? 'BELOW' : 'ABOVE', value },
      })),
    ),
    examples: Array.isArray(examples)
      ? examples.map((it: Definition) => ({
          ...it,
          inputs: entries(it.inputs).map(([input, value]) => ({ input, value })),
        }))
      : examples,
  };
}

/** A request's body, in which numbers that JSON does not know are written as a client might. */
function bodyOf(query: string, input: object): string {
  const odd = (value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value;
  const text = JSON.stringify({ query, variables: { input } }, (_, value: unknown) => odd(value));
  return text.replaceAll(/"number (-?)(?:Infinity|NaN)"/g, '$11e999');
}

/** What is answered: problems, or an error that says what does not fit. */
async function refusals(body: string): Promise<string[]> {
  const response = await post(api.yoga, body);
  expect(response.status).toBeLessThan(500);
  const text = await response.text();
  expect(text.length).toBeLessThan(200_000);
  const { data, errors } = JSON.parse(text) as Answer;
  if (errors) {
    expect(['BAD_USER_INPUT', 'BAD_REQUEST']).toContain(errors[0]!.extensions?.code);
    return errors.map((it) => it.message);
  }
  const answer = Object.values(data as object)[0] as Loose;
  return answer.problems ? answer.problems.map((it: Loose) => it.message) : [answer.message ?? ''];
}

describe.each([
  ['checked', CHECK, 150],
  ['registered', REGISTER, 60],
])('a hostile definition that is %s', (what, query, count) => {
  test('is refused with a clear problem; nothing is kept and prototypes are as they were', async () => {
    const changed = watchPrototypes();
    const times: number[] = [];
    for (const definition of hostileDefinitions(RUNS || count, 9)) {
      const body = bodyOf(query, asSent(definition));
      const begin = performance.now();
      const messages = await refusals(body);
      times.push(performance.now() - begin);
      expect(messages.length, JSON.stringify(definition).slice(0, 2000)).toBeGreaterThan(0);
      for (const it of messages) expect(it.length).toBeGreaterThan(3);
    }
    if (RUNS) tellTimes(`hostile definitions ${what}`, times);
    expect(changed()).toEqual([]);
    const { kpiDefinitions, kpiDefinition } = await api.dataOf(`{
      kpiDefinitions(filter: { origin: REGISTERED }) { totalCount } kpiDefinition(code: "hotline-answer-rate-15s") { origin } }`);
    expect([kpiDefinitions.totalCount, kpiDefinition.origin]).toEqual([0, 'BUILT_IN']);
    expect(api.logged).toEqual([]);
  });
});

test('lists without end are one problem each', async () => {
  const many = <T>(it: T) => Array.from({ length: 15_000 }, () => it);
  const input = {
    ...asSent(GOOD),
    sources: many({ reference: '', says: '' }),
    businessLines: many('no-such-line'),
    parameters: many(0).map((_, at) => ({ name: `p${at}`, value: 1 })),
  };
  const answer = (await api.dataOf<Loose>(CHECK, { input })).checkKpi;
  const paths = new Set(answer.problems.map((it: Loose) => it.path[0]));
  expect([...paths].sort()).toEqual(['businessLines', 'formula', 'parameters', 'sources']);
  expect(answer.problems.length).toBeLessThan(110);
});

test('KPIs that each read two others, over and over, are registered as quickly as any', async () => {
  const code = (row: number, side: string) => `bomb-${side}${row}`;
  const register = async (it: Definition) =>
    (await api.dataOf<Loose>(REGISTER, { input: asSent({ ...GOOD, parameters: {}, examples: [], ...it }) }))
      .registerKpi;
  const counted: number[] = [];
  for (let row = 0; row < 14; row++) {
    for (const side of ['a', 'b']) {
      const below = `bombA${row - 1} + bombB${row - 1}`;
      const formula = row === 0 ? `callsOfferedToAgents + callsAnsweredIn15s` : below;
      const answer = await register({ code: code(row, side), formula, businessLines: [] });
      expect(answer.__typename).toBe('RegisterKpiSuccess');
      counted.push(answer.recomputing);
    }
  }
  // Each has exactly the measurements of the two below it.
  expect(new Set(counted).size).toBe(1);
  expect(counted[0]).toBeGreaterThan(0);
  const loop = await register({ code: 'bomb-a0', formula: 'bombA13', businessLines: [] });
  expect(loop.problems[0].message).toContain('derived from itself');
});

describe('observations', () => {
  const RECORD = `mutation ($input: RecordObservationsInput!) { recordObservations(input: $input) { __typename
    ... on ValidationError { problems { path message } } } }`;
  const good = { input: 'callsOfferedToAgents', operator: 'china-mobile', date: '2012-06-01', value: 1 };
  const record = (it: object, key = 'hostile') =>
    post(
      api.yoga,
      JSON.stringify({ query: RECORD, variables: { input: { idempotencyKey: key, observations: [it] } } }),
    );

  test.each([
    ['input', '__proto__'],
    ['input', 'constructor'],
    ['input', '\ud800'],
    ['input', '\u0000'],
    ['input', '\u202ecallsOfferedToAgents'],
    ['input', 'x'.repeat(20_000)],
    ['operator', '__proto__'],
    ['operator', 'hasOwnProperty'],
    ['businessLine', 'toString'],
    ['businessLine', '\udfff'],
    ['orgUnit', '__proto__'],
    ['orgUnit', "north'; drop table observation; --"],
    ['date', '2012-02-30'],
    ['date', '２０１２-06-01'],
    ['date', '+275760-09-13'],
    ['date', '\u0000'],
    ['value', 1e101],
    ['value', -1e308],
  ])('with the %s %j are refused with that place named', async (field, value) => {
    const { data } = (await (await record({ ...good, [field]: value })).json()) as Answer;
    expect(data.recordObservations).toMatchObject({
      __typename: 'ValidationError',
      problems: [{ path: ['observations', '0', field] }],
    });
    expect(JSON.stringify(data).length).toBeLessThan(2000);
  });

  test('with other names than the schema has, such as those of prototypes, are not taken', async () => {
    const body = JSON.stringify({
      query: RECORD,
      variables: { input: { idempotencyKey: 'x', observations: [good] } },
    });
    for (const key of ['__proto__', 'constructor']) {
      const response = await post(api.yoga, body.replace('"value":1', `"value":1,"${key}":{"value":2}`));
      expect(((await response.json()) as Answer).errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' } },
      ]);
    }
    expect(({} as { value?: number }).value).toBeUndefined();
  });

  test('of minus zero and of numbers too small to tell from it are zero; products beyond all numbers are no value', async () => {
    const values = { callsOfferedToAgents: '1e-400', callsAnsweredIn15s: '-0' };
    for (const [input, value] of Object.entries(values)) {
      const body = JSON.stringify({
        query: RECORD,
        variables: { input: { idempotencyKey: input, observations: [{ ...good, input, value: 7 }] } },
      });
      const { data } = (await (
        await post(api.yoga, body.replace('"value":7', `"value":${value}`))
      ).json()) as Answer;
      expect(data.recordObservations.__typename).toBe('RecordObservationsSuccess');
    }
    const { observations } = await api.dataOf(
      '{ observations(filter: { from: "2012-06-01", to: "2012-06-01" }) { edges { node { value } } } }',
    );
    expect(observations.edges.map((it: Loose) => Object.is(it.node.value, 0))).toEqual([true, true]);
    const example = {
      inputs: [{ input: 'callsOfferedToAgents', value: 1e100 }],
      value: null,
      status: 'NO_DATA',
    };
    const power = 'callsOfferedToAgents * callsOfferedToAgents';
    const input = {
      ...asSent(GOOD),
      ...{ formula: `${power} * ${power}`, parameters: [], code: 'products', examples: [example] },
    };
    expect((await api.dataOf<Loose>(CHECK, { input })).checkKpi.problems).toEqual([]);
  });
});

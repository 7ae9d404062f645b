/**
 * Nulls where a value is expected: told in the same words however a query is executed, and never a fault of the server.
 * RANDOM_RUNS sets how many random documents there are.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode } from '../../../src/graphql/ids.ts';
import { schema } from '../../../src/graphql/schema.ts';
import { randomRequests, type Words } from '../../support/randomDocuments.ts';
import { type Answer, type Api, fill, type Loose, startApi, withWebhooks } from '../api.ts';

const RUNS = Number(process.env.RANDOM_RUNS ?? 800);

let api: Api;
let plainly: Api['yoga'];
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  ({ server: plainly } = await withWebhooks(api, { compileAfter: Infinity }));
});
afterAll(() => api.close());

const OPERATORS = ['china-mobile', 'china-telecom', 'nobody'];
const KPIS = ['call-drop-rate', 'regulator-appeal-rate', 'nothing'];
const WORDS: Words = {
  operator: OPERATORS,
  operators: OPERATORS,
  orgUnit: ['north', 'beijing'],
  orgUnits: ['north', 'beijing'],
  businessLine: ['mobile', 'broadband'],
  businessLines: ['mobile', 'broadband'],
  kpi: KPIS,
  kpis: KPIS,
  code: ['call-drop-rate', 'china-mobile', 'mobile', 'x'],
  input: ['callsOfferedToAgents', 'x'],
  Date: ['2012-03-20', '2012-03-31', '2012-02-30'],
  ID: [encode('Operator', 'china-mobile'), encode('KpiDefinition', 'call-drop-rate'), 'x'],
};

/** Answers a request both ways: each query as it is, and compiled from the first time on. */
async function bothWays(query: string, variables: object): Promise<[plain: Answer, compiled: Answer]> {
  return [
    await api.ask(query, variables, plainly),
    await api.ask(query, variables, api.server({ compileAfter: 0 })),
  ];
}

/**
 * The data, and of each null that an error made where it is and what kind of error it was: wording differs, and where several
 * fields under one null fail, which of them is told is a matter of which failed first.
 */
const essence = ({ data, errors }: Answer) => ({
  data,
  errors: errors
    ?.map(({ path, extensions }) => JSON.stringify([extensions?.code, path && nullOn(data, path)]))
    .sort(),
});

function nullOn(data: Loose, path: readonly (string | number)[]): readonly (string | number)[] {
  const depth = path.findIndex((_, at) => path.slice(0, at).reduce((it, key) => it?.[key], data) == null);
  return depth < 0 ? path : path.slice(0, depth);
}

const codesOf = ({ errors = [] }: Answer) => errors.map((it) => it.extensions?.code);

describe('a null for a variable whose default made it fit', () => {
  test.each<[what: string, query: string, variables: object]>([
    [
      'a condition',
      'query ($v: Boolean = true) { kpiDefinition(code: "call-drop-rate") { code version @include(if: $v) } }',
      { v: null },
    ],
    [
      'an argument',
      'query ($v: String = "call-drop-rate") { kpiDefinition(code: $v) { code } }',
      { v: null },
    ],
    [
      'a field of an object, in a fragment',
      'query ($v: String = "china-mobile") { ...F } fragment F on Query { matrix(scope: { operator: $v }, period: { grain: DAY, date: "2012-03-31" }) { index } }',
      { v: null },
    ],
    [
      'an item of a list',
      'query ($v: Status = OK) { measurements(filter: { statuses: [$v], range: { grain: DAY, from: "2012-03-01", to: "2012-03-31" } }) { edges { cursor } } }',
      { v: null },
    ],
    ['an item of nodes', 'query ($v: ID = "x") { nodes(ids: [$v]) { id } }', { v: null }],
  ])('%s is refused before anything is executed', async (_, query, variables) => {
    const server = api.server({ compileAfter: 1 });
    for (let i = 0; i < 4; i++) {
      const { data, errors } = await api.ask(query, variables, server);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([
        {
          message: expect.stringMatching(
            /^the variable "\$v" is null, but it stands where "\w+!" is needed; send a value, or leave/,
          ) as string,
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
      expect(codesOf(await api.ask(query, {}, server))).toEqual([]);
    }
  });

  test('a mutation is not executed', async () => {
    const query = 'mutation ($v: String = "call-drop-rate") { retireKpi(code: $v) { __typename } }';
    expect(codesOf(await api.ask(query, { v: null }))).toEqual(['BAD_USER_INPUT']);
  });
});

test(
  `${RUNS} random queries are answered alike, compiled and not, without a fault of the server`,
  async () => {
    const requests = randomRequests({ schema: schema(), operation: 'query', words: WORDS }, RUNS, 11);
    let answered = 0;
    for (const { query, variables } of requests) {
      const [plain, compiled] = await bothWays(query, variables);
      const sent = `${query}\n${JSON.stringify(variables)}\n${JSON.stringify(plain)}`;
      expect(essence(compiled), sent).toEqual(essence(plain));
      expect(codesOf(plain), sent).not.toContain('INTERNAL_SERVER_ERROR');
      if (plain.data) answered++;
    }
    expect(answered).toBeGreaterThan(RUNS / 3);
    expect(api.logged).toEqual([]);
  },
  60_000 + RUNS * 200,
);

test(
  'random mutations are answered without a fault of the server',
  async () => {
    const requests = randomRequests({ schema: schema(), operation: 'mutation', words: WORDS }, RUNS / 4, 12);
    for (const { query, variables } of requests) {
      const answer = await api.ask(query, variables, plainly);
      const sent = `${query}\n${JSON.stringify(variables)}\n${JSON.stringify(answer)}`;
      expect(codesOf(answer), sent).not.toContain('INTERNAL_SERVER_ERROR');
    }
    expect(api.logged).toEqual([]);
  },
  60_000 + RUNS * 200,
);

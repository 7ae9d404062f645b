/** Registering, retiring and trying KPIs through the API. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
}, 120_000);
afterAll(() => api.close());

const INPUT = {
  code: 'fast-answers',
  name: { en: 'Fast answers', zh: '快速接通' },
  description: 'How many of a hundred calls are answered in 15 seconds.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: 'scale * callsAnsweredIn15s / callsOfferedToAgents',
  parameters: [{ name: 'scale', value: 100 }],
  limits: [
    { severity: 'WARNING', side: 'BELOW', value: 85 },
    { severity: 'CRITICAL', side: 'BELOW', value: 80 },
  ],
  scoring: [
    { value: 60, score: 0 },
    { value: 96, score: 100 },
  ],
  sources: [{ reference: 'judgement', says: 'limits 85 and 80' }],
  examples: [
    {
      inputs: [
        { input: 'callsAnsweredIn15s', value: 88 },
        { input: 'callsOfferedToAgents', value: 100 },
      ],
      value: 88,
      status: 'OK',
    },
  ],
};

const REGISTER = `mutation ($input: KpiDefinitionInput!, $by: String, $version: Int) {
  registerKpi(input: $input, by: $by, expectedVersion: $version) {
    __typename
    ... on RegisterKpiSuccess { recomputing kpi { code version origin retired computing { done total } } }
    ... on ValidationError { message problems { path message } }
    ... on ConflictError { message existing { id ... on KpiDefinition { code version } } }
  }
}`;
const RETIRE = `mutation ($code: String!) { retireKpi(code: $code) {
  __typename ... on RetireKpiSuccess { kpi { code retired } } ... on NotFoundError { message } ... on ConflictError { message existing { id } } } }`;

const register = async (changes: object = {}, more: object = {}) =>
  (await api.dataOf<Loose>(REGISTER, { input: { ...INPUT, ...changes }, ...more })).registerKpi;
const retire = async (code: string) => (await api.dataOf<Loose>(RETIRE, { code })).retireKpi;

/** The paths of all problems with a change of the definition. */
async function problemsOf(changes: object): Promise<string[]> {
  const { problems } = await register({ code: 'refused', ...changes });
  expect(problems).toBeDefined();
  return problems.map((it: Loose) => it.path.join('.')).sort();
}

const TREND = `query ($code: String!) { kpiDefinition(code: $code) {
  version retired trend(scope: { operator: "china-mobile", orgUnit: "north" }, range: { grain: DAY, from: "2012-03-28", to: "2012-03-30" }) {
    value status score definitionVersion inputs { input { key } value } } } }`;
const WINDOWS = TREND.replace(') {\n    value', ', window: MONTH_TO_DATE) {\n    value');

describe('registering', () => {
  test('answers the history, versions and their changes', async () => {
    const first = await register({}, { by: 'Wang' });
    expect(first).toMatchObject({
      __typename: 'RegisterKpiSuccess',
      kpi: { version: 1, origin: 'REGISTERED', retired: false },
    });
    await api.engine.drain();
    const { kpiDefinition } = await api.dataOf(TREND, { code: 'fast-answers' });
    expect(kpiDefinition.trend.map((it: Loose) => [it.value, it.status, it.definitionVersion])).toEqual([
      [95, 'OK', 1],
      [89, 'OK', 1],
      [83, 'WARNING', 1],
    ]);
    await register(
      { formula: 'scale * callsAnsweredIn15s / callsOfferedToAgents / 2', weight: 3, examples: [] },
      { by: 'Li' },
    );
    const { kpiVersions } = await api.dataOf(
      `{ kpiVersions(code: "fast-answers") { version createdBy resultsChanged changes { field before after } } }`,
    );
    expect(kpiVersions).toEqual([
      {
        ...{ version: 2, createdBy: 'Li', resultsChanged: true },
        changes: [
          { field: 'examples', before: expect.any(String) as string, after: '[]' },
          { field: 'formula', before: INPUT.formula, after: `${INPUT.formula} / 2` },
          { field: 'weight', before: '1', after: '3' },
        ],
      },
      { version: 1, createdBy: 'Wang', resultsChanged: true, changes: [] },
    ]);
    await api.engine.drain();
    const after = await api.dataOf(TREND, { code: 'fast-answers' });
    expect(after.kpiDefinition.trend.map((it: Loose) => [it.value, it.definitionVersion])).toEqual([
      [47.5, 2],
      [44.5, 2],
      [41.5, 2],
    ]);
    const { kpiDefinition: whole } = await api.dataOf(
      `{ kpiDefinition(code: "fast-answers") { computing { done total } versions { version } } engine { pending skipped { source } } }`,
    );
    expect(whole).toEqual({ computing: null, versions: [{ version: 2 }, { version: 1 }] });
  });

  test('a stale version and a taken code are conflicts that name what is there', async () => {
    expect(await register({}, { version: 1 })).toMatchObject({
      __typename: 'ConflictError',
      existing: { code: 'fast-answers', version: 2 },
    });
    expect(await register({ code: 'call-drop-rate' })).toMatchObject({
      __typename: 'ConflictError',
      existing: { code: 'call-drop-rate' },
    });
  });

  test('a retired one leaves lists and matrices, and its history stays', async () => {
    await register({ code: 'short-lived' });
    await api.engine.drain();
    const soFar = async () => (await api.dataOf(WINDOWS, { code: 'short-lived' })).kpiDefinition.trend;
    const before = await soFar();
    expect(before.every((it: Loose) => it.value > 80 && it.score !== null)).toBe(true);
    expect(await retire('short-lived')).toEqual({
      __typename: 'RetireKpiSuccess',
      kpi: { code: 'short-lived', retired: true },
    });
    expect((await retire('short-lived')).__typename).toBe('ConflictError');
    expect((await retire('no-such-kpi')).__typename).toBe('NotFoundError');
    expect((await retire('call-drop-rate')).__typename).toBe('ConflictError');
    const data = await api.dataOf(`{
      kpiDefinitions(filter: { origin: REGISTERED }) { edges { node { code } } }
      matrix(scope: { operator: "china-mobile" }, period: { grain: DAY, date: "2012-03-28" }) { cells { measurements { kpi { code } } } }
      inputDefinitions(search: "callsAnsweredIn15s") { kpis { code } }
    }`);
    expect(data.kpiDefinitions.edges.map((it: Loose) => it.node.code)).toEqual(['fast-answers']);
    expect(JSON.stringify(data)).not.toContain('short-lived');
    const { kpiDefinition } = await api.dataOf(TREND, { code: 'short-lived' });
    expect(kpiDefinition).toMatchObject({
      retired: true,
      trend: [{ value: 95 }, { value: 89 }, { value: 83 }],
    });
    expect(await soFar()).toEqual(before);
    expect(await register({ code: 'short-lived' })).toMatchObject({ kpi: { retired: false, version: 1 } });
    await retire('short-lived');
  });
});

describe('what is refused, every problem at once and where it was sent', () => {
  test('limits', async () => {
    const [warning, critical] = INPUT.limits;
    expect(await problemsOf({ limits: [] })).toEqual(['limits']);
    expect(await problemsOf({ limits: [critical, { ...warning, value: 70 }] })).toEqual(['limits.0.value']);
    expect(await problemsOf({ limits: [warning, critical, warning] })).toEqual(['limits.2']);
    expect(await problemsOf({ limits: [warning, { ...warning, side: 'ABOVE', value: 10 }] })).toEqual([
      'limits',
    ]);
    expect(await problemsOf({ consecutive: 0 })).toEqual(['consecutive']);
    expect(await problemsOf({ limits: [{ ...warning, side: 'ABOVE' }] })).toEqual(['scoring']);
  });

  test('everything else', async () => {
    const problems = await problemsOf({
      name: { en: ' ', zh: '\u0000' },
      businessLines: ['mobile', 'mobyle'],
      parameters: [
        { name: 'scale', value: 1 },
        { name: '__proto__', value: 1 },
        { name: 'unused', value: 1 },
        { name: 'scale', value: 2 },
      ],
      weight: -1,
      minimumSample: { input: 'nothing', count: 0 },
      examples: [
        {
          inputs: [
            { input: 'a b', value: 1 },
            { input: 'a b', value: 1 },
          ],
          value: 1,
          status: 'OK',
        },
      ],
    });
    expect(problems).toEqual(
      [
        'businessLines.1',
        'examples.0.inputs.0',
        'examples.0.inputs.1.input',
        'minimumSample.count',
        'name.en',
        'name.zh',
        'parameters',
        'parameters.1',
        'parameters.2',
        'parameters.3.name',
        'weight',
      ].sort(),
    );
  });

  test('a formula shows the place', async () => {
    const { problems } = await register({
      code: 'refused',
      formula: 'scale * callsAnswerdIn15s / callsOfferedToAgents',
    });
    expect(problems).toMatchObject([{ path: ['formula'] }]);
    expect(problems[0].message).toContain('did you mean "callsAnsweredIn15s"?');
    expect(problems[0].message).toContain('        ^^^^^^^^^^^^^^^^^');
  });

  test.each([
    ['an input', { code: 'calls-offered-to-agents' }],
    ['a parameter of a KPI that comes with the product', { code: 'weight-hotline-overall' }],
    ['itself', { code: 'loop', formula: 'scale * loop' }],
    ['a function', { code: 'max' }],
    ['capitals', { code: 'Refused' }],
    ['a colon', { code: 'a:b' }],
    ['nothing', { code: '' }],
    ['a half of a letter', { code: 'refused', unit: '\ud800' }],
    ['a prototype', { code: 'constructor', formula: 'constructor.constructor(1)' }],
    ['a very large number', { code: 'refused', parameters: [{ name: 'scale', value: 1e101 }] }],
    ['a long formula', { code: 'refused', formula: `scale * ${'('.repeat(10_000)}` }],
  ])('%s', async (_, changes) => {
    const { __typename, problems } = await register(changes);
    expect([__typename, problems.length > 0]).toEqual(['ValidationError', true]);
  });

  test('numbers that are none, as literals and as variables', async () => {
    const { errors, data } =
      await api.ask(`mutation { registerKpi(input: { code: "x", name: { en: "x" }, description: "x", dimension: COMPLAINT,
      process: HOTLINE, lifecycleStage: USAGE, cadence: DAY, unit: "x", formula: "callsOfferedToAgents * 2", limits: [{ severity: WARNING, side: BELOW, value: 1e999 }],
      scoring: [{ value: 1e999, score: 0 }, { value: 1, score: 1e999 }] }) { __typename } }`);
    expect(errors?.[0]?.extensions?.code ?? data.registerKpi.__typename).toMatch(
      /ValidationError|BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/,
    );
    expect((await register({ code: 'refused' }, { by: 'x'.repeat(300) })).problems).toMatchObject([
      { path: ['by'] },
    ]);
  });

  test('a change that KPIs derived from it could not live with', async () => {
    await register({ code: 'base' });
    await register({ code: 'on-base', formula: 'scale * base', examples: [] });
    const refused = await register({ code: 'base', cadence: 'MONTH', examples: [] });
    expect(refused.problems).toMatchObject([
      { path: ['code'], message: expect.stringContaining('on-base') as string },
    ]);
    expect((await retire('base')).__typename).toBe('ConflictError');
    for (const code of ['on-base', 'base']) expect((await retire(code)).__typename).toBe('RetireKpiSuccess');
  });
});

describe('checking', () => {
  const CHECK = `query ($input: KpiDefinitionInput!) { checkKpi(input: $input) {
    problems { path message } existing { code } examples { at holds expected { value status } actual { value status } } } }`;

  test('answers what the examples give, and stores nothing', async () => {
    const wrong = { inputs: INPUT.examples[0]!.inputs, value: 90, status: 'OK' };
    const { checkKpi } = await api.dataOf(CHECK, {
      input: { ...INPUT, code: 'tried', examples: [...INPUT.examples, wrong] },
    });
    expect(checkKpi.problems.map((it: Loose) => it.path.join('.'))).toEqual(['examples.1.value']);
    expect(checkKpi.examples).toEqual([
      { at: 0, holds: true, expected: { value: 88, status: 'OK' }, actual: { value: 88, status: 'OK' } },
      { at: 1, holds: false, expected: { value: 90, status: 'OK' }, actual: { value: 88, status: 'OK' } },
    ]);
    expect(checkKpi.existing).toBeNull();
    expect((await api.ask('{ kpiDefinition(code: "tried") { code } }')).errors).toHaveLength(1);
  });

  test('of a code that is taken says by whom, with the problem', async () => {
    const { checkKpi } = await api.dataOf(CHECK, { input: { ...INPUT, code: 'call-drop-rate' } });
    expect(checkKpi).toMatchObject({ existing: { code: 'call-drop-rate' }, problems: [{ path: ['code'] }] });
  });
});

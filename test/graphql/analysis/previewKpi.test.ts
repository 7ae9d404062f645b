/** Trying definitions and limits over what is stored. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  await api.dataOf(REGISTER, { input: BASE });
  await api.dataOf(REGISTER, {
    input: {
      ...BASE,
      code: 'on-base',
      formula: '2 * baseRate',
      limits: [{ severity: 'WARNING', side: 'BELOW', value: 170 }],
    },
  });
  await api.engine.drain();
}, 120_000);
afterAll(() => api.close());

const BASE = {
  code: 'base-rate',
  name: { en: 'Base' },
  description: 'For a test.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * callsAnsweredIn15s / callsOfferedToAgents',
  limits: [{ severity: 'WARNING', side: 'BELOW', value: 85 }],
  scoring: [
    { value: 60, score: 0 },
    { value: 200, score: 100 },
  ],
};
const REGISTER = `mutation ($input: KpiDefinitionInput!) { registerKpi(input: $input) { __typename ... on ValidationError { problems { path message } } } }`;
const SCOPE = { operator: 'china-mobile', orgUnit: 'north' };
const RANGE = { grain: 'DAY', from: '2012-03-27', to: '2012-03-31' };

const PREVIEW = `query ($input: KpiDefinitionInput!, $scope: ScopeInput!, $range: PeriodRangeInput!) {
  previewKpi(input: $input, scope: $scope, range: $range) {
    problems { path message } applies colourChanges existing { code } derived { code }
    periods { period { label } changesColour before { value score status } after { value score status } }
    matrices { period { label } index { before after } dimensions { dimension before after } cells { process dimension before after } }
  }
}`;
const preview = async (changes: object, scope: object = SCOPE, range: object = RANGE): Promise<Loose> =>
  (await api.dataOf(PREVIEW, { input: { ...BASE, ...changes }, scope, range })).previewKpi;

const MATRIX = `query ($scope: ScopeInput!, $date: Date!) { matrix(scope: $scope, period: { grain: DAY, date: $date }) {
  index dimensions { dimension score } cells { process dimension score } } }`;

describe('a preview', () => {
  test('shows a changed definition beside the stored figures', async () => {
    const { periods, colourChanges, existing, derived, problems } = await preview({
      formula: `${BASE.formula} - 5`,
    });
    expect(problems).toEqual([]);
    expect(existing).toEqual({ code: 'base-rate' });
    expect(derived).toEqual([{ code: 'on-base' }]);
    expect(
      periods.map((it: Loose) => [
        it.period.label,
        it.before.value,
        it.before.status,
        it.after.value,
        it.after.status,
        it.changesColour,
      ]),
    ).toEqual([
      ['2012-03-27', null, 'NO_DATA', null, 'NO_DATA', false],
      ['2012-03-28', 95, 'OK', 90, 'OK', false],
      ['2012-03-29', 89, 'OK', 84, 'WARNING', true],
      ['2012-03-30', 83, 'WARNING', 78, 'WARNING', false],
      ['2012-03-31', null, 'NO_DATA', null, 'NO_DATA', false],
    ]);
    expect(colourChanges).toBe(1);
  });

  test('gives, also for the matrix and what is derived, exactly what registering then gives', async () => {
    const changes = { formula: `${BASE.formula} + 7`, weight: 4, process: 'NETWORK' };
    const before = await api.dataOf(MATRIX, { scope: SCOPE, date: '2012-03-29' });
    const { periods, matrices } = await preview(changes);
    await api.dataOf(REGISTER, { input: { ...BASE, ...changes } });
    await api.engine.drain();
    const { kpiDefinition } = await api.dataOf(
      `query ($scope: ScopeInput!, $range: PeriodRangeInput!) { kpiDefinition(code: "base-rate") { trend(scope: $scope, range: $range) { value score status } } }`,
      { scope: SCOPE, range: RANGE },
    );
    expect(periods.map((it: Loose) => it.after)).toEqual(kpiDefinition.trend);
    const after = await api.dataOf(MATRIX, { scope: SCOPE, date: '2012-03-29' });
    const { index, dimensions, cells } = matrices[2];
    expect(index.before).toBeCloseTo(before.matrix.index, 9);
    expect(index.after).toBeCloseTo(after.matrix.index, 9);
    expect(cells.map((it: Loose) => it.process)).toEqual(['NETWORK', 'HOTLINE']);
    for (const it of dimensions)
      expect(it.after).toBeCloseTo(
        after.matrix.dimensions.find((one: Loose) => one.dimension === it.dimension).score,
        9,
      );
    for (const it of cells) {
      const stored = after.matrix.cells.find(
        (one: Loose) => one.dimension === it.dimension && one.process === it.process,
      ).score;
      expect(it.after).toBeCloseTo(stored, 9);
    }
    await api.dataOf(REGISTER, { input: BASE });
    await api.engine.drain();
  });

  test('of a new KPI has nothing before, at every grain and scope', async () => {
    for (const scope of [
      SCOPE,
      { operator: 'china-mobile' },
      { operator: 'china-mobile', orgUnit: 'south' },
      { operator: 'china-unicom' },
    ])
      for (const grain of ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']) {
        const range = { ...RANGE, grain };
        const { periods, existing } = await preview({ code: 'new-one', examples: [] }, scope, range);
        const known = await preview({}, scope, range);
        expect(existing).toBeNull();
        expect(periods.map((it: Loose) => it.before).every((it: Loose) => it === null)).toBe(true);
        expect(periods.map((it: Loose) => it.after)).toEqual(known.periods.map((it: Loose) => it.before));
      }
  });

  test('tells problems, where it does not apply, and refuses more than 400 periods', async () => {
    expect((await preview({ formula: 'nothing' })).problems).toMatchObject([{ path: ['formula'] }]);
    expect(await preview({ cadence: 'MONTH', code: 'monthly' })).toMatchObject({
      applies: false,
      periods: [],
    });
    const { errors } = await api.ask(PREVIEW, {
      input: BASE,
      scope: SCOPE,
      range: { grain: 'DAY', from: '2010-01-01', to: '2012-12-31' },
    });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'range' });
  });

  test('takes as many statements for a year as for a day', async () => {
    await api.engine.stop();
    const year = { grain: 'DAY', from: '2012-01-01', to: '2012-12-31' };
    const counts = [];
    for (const range of [{ ...RANGE, from: RANGE.to }, year])
      counts.push((await api.counted(PREVIEW, { input: BASE, scope: SCOPE, range })).statements);
    expect(counts).toEqual([4, 4]);
  });
});

describe('a simulation', () => {
  const SIMULATE = `query ($limits: [LimitInput!]!, $consecutive: Int, $range: PeriodRangeInput!) {
    simulateThreshold(code: "base-rate", limits: $limits, consecutive: $consecutive, scope: { operator: "china-mobile", orgUnit: "north" }, range: $range) {
      judged
      present { count open periods longest perMonth breaches { firstPeriod { label } } }
      proposed { count open periods longest perMonth breaches { firstPeriod { label } lastPeriod { label } openedPeriod { label } resolvedPeriod { label } severity value limit { value } } }
    } }`;
  const simulate = (value: number, consecutive = 1, range: object = RANGE) =>
    api.ask(SIMULATE, { limits: [{ severity: 'WARNING', side: 'BELOW', value }], consecutive, range });

  test('tells the breaches that limits would have raised, beside the present ones', async () => {
    const { data } = await simulate(90);
    expect(data.simulateThreshold).toMatchObject({
      judged: 3,
      present: { count: 1, open: 1, periods: 1, breaches: [{ firstPeriod: { label: '2012-03-30' } }] },
      proposed: {
        ...{ count: 1, open: 1, periods: 2, longest: 2 },
        breaches: [
          {
            firstPeriod: { label: '2012-03-29' },
            lastPeriod: { label: '2012-03-30' },
            resolvedPeriod: null,
            severity: 'WARNING',
            value: 83,
          },
        ],
      },
    });
    expect(data.simulateThreshold.proposed.perMonth).toBeCloseTo(30.4375 / 5, 9);
    expect((await simulate(90, 2)).data.simulateThreshold.proposed.breaches[0].openedPeriod.label).toBe(
      '2012-03-30',
    );
    expect((await simulate(50)).data.simulateThreshold.proposed).toMatchObject({
      count: 0,
      longest: 0,
      perMonth: 0,
    });
  });

  test('refuses what cannot be a threshold, and another grain', async () => {
    const { errors } = await simulate(90, 0);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'consecutive' });
    expect((await simulate(90, 1, { ...RANGE, grain: 'MONTH' })).errors?.[0]?.extensions).toMatchObject({
      argument: 'range.grain',
    });
  });
});

/** New limits from a day on: a new target does not rewrite the past. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publishRegistry } from '../../../src/engine/definitions/editions.ts';
import { numberEvents } from '../../../src/store/feed.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi } from '../api.ts';
import { events } from '../breaches/breachWorld.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await api.dataOf(`mutation { defineReferenceData(input: { operators: [{ code: "acme", name: { en: "Acme" } }],
    orgUnits: [{ code: "north", operator: "acme", name: { en: "North" } }] }) { __typename } }`);
});
afterAll(() => api.close());

const literal = (code: string, warning: number, more: object = {}) => ({
  ...{ code, name: { en: code }, description: 'x', dimension: 'OPERATIONS', process: 'HOTLINE' },
  ...{ lifecycleStage: 'USAGE', cadence: 'DAY', unit: 'percent' },
  formula: '100 * callsAnsweredIn15s / callsOfferedToAgents',
  limits: [{ severity: 'WARNING', side: 'BELOW', value: warning }],
  scoring: [
    { value: 60, score: 0 },
    { value: 100, score: 100 },
  ],
  examples: [{ inputs: [], status: 'NO_DATA' }],
  ...more,
});

async function register(input: object, limitsFrom?: string): Promise<Loose> {
  const { registerKpi } = await api.dataOf(
    `mutation ($input: KpiDefinitionInput!, $limitsFrom: Date) { registerKpi(input: $input, limitsFrom: $limitsFrom) { __typename
      ... on ValidationError { problems { path message } }
      ... on RegisterKpiSuccess { kpi { version earlierLimits { until consecutive limits { severity side value } } } } } }`,
    { input, limitsFrom },
  );
  await api.engine.drain();
  return registerKpi;
}

const calls = (date: string, answered: number) =>
  (
    [
      ['callsAnsweredIn15s', answered],
      ['callsOfferedToAgents', 100],
    ] as const
  ).map(([input, value]) => ({ input, operator: 'acme', orgUnit: 'north', date, value }));

const SCOPE = { operator: 'acme', orgUnit: 'north' };
const RANGE = { grain: 'DAY', from: '2026-09-01', to: '2026-09-10' };

async function statuses(code: string): Promise<string> {
  const { kpiDefinition } = await api.dataOf(
    `query ($code: String!, $scope: ScopeInput!, $range: PeriodRangeInput!) {
      kpiDefinition(code: $code) { trend(scope: $scope, range: $range) { status } } }`,
    { code, scope: SCOPE, range: RANGE },
  );
  return kpiDefinition.trend.map((it: Loose) => it.status[0]).join('');
}

const told = async (code: string) => {
  await numberEvents(api.db, 1000);
  return (await events(api, { kpis: [code], orgUnits: ['north'] })).map(
    ({ type, reason, period }: Loose) => `${type} ${reason} ${period.label.slice(-2)}`,
  );
};

test('a new target holds from its day on, the earlier limits before; the next one again', async () => {
  await api.record(Array.from({ length: 10 }, (_, at) => calls(daysLater('2026-09-01', at), 88)).flat());
  expect(await register(literal('target', 85))).toMatchObject({ kpi: { version: 1, earlierLimits: [] } });
  expect(await statuses('target')).toBe('OOOOOOOOOO');
  expect(await register(literal('target', 90), '2026-09-06')).toMatchObject({
    kpi: {
      version: 2,
      earlierLimits: [
        { until: '2026-09-06', consecutive: 1, limits: [{ severity: 'WARNING', side: 'BELOW', value: 85 }] },
      ],
    },
  });
  expect(await statuses('target')).toBe('OOOOOWWWWW');
  // The past was not rewritten: one breach, from the day on.
  expect(await told('target')).toEqual(['OPENED REDEFINED 06']);
  expect(await register(literal('target', 80), '2026-09-09')).toMatchObject({
    kpi: {
      version: 3,
      earlierLimits: [{ until: '2026-09-06' }, { until: '2026-09-09', limits: [{ value: 90 }] }],
    },
  });
  expect(await statuses('target')).toBe('OOOOOWWWOO');
  expect(await told('target')).toEqual(['OPENED REDEFINED 06', 'RESOLVED REDEFINED 09']);
  // A day before the last one takes the place of what began later.
  expect(await register(literal('target', 95), '2026-09-03')).toMatchObject({
    kpi: { version: 4, earlierLimits: [{ until: '2026-09-03', limits: [{ value: 85 }] }] },
  });
  expect(await statuses('target')).toBe('OOWWWWWWWW');
  // Texts and weight leave the limits of the past as they are, other limits without a day do not.
  expect(await register(literal('target', 95, { weight: 7 }))).toMatchObject({
    kpi: { version: 5, earlierLimits: [{ until: '2026-09-03' }] },
  });
  expect(await statuses('target')).toBe('OOWWWWWWWW');
  expect(await register(literal('target', 89))).toMatchObject({ kpi: { version: 6, earlierLimits: [] } });
  expect(await statuses('target')).toBe('WWWWWWWWWW');
});

test('it holds after a start of the server too, also for what comes later and late', async () => {
  await register(literal('lasting', 85));
  await register(literal('lasting', 90), '2026-09-06');
  await publishRegistry(api.db, api.registry);
  await api.engine.drain();
  await api.record([...calls('2026-09-02', 87), ...calls('2026-09-07', 89)]);
  expect(await statuses('lasting')).toBe('OOOOOWWWWW');
  await api.record([...calls('2026-09-02', 84), ...calls('2026-09-07', 91)]);
  expect(await statuses('lasting')).toBe('OWOOOWOWWW');
  await api.record([...calls('2026-09-02', 88), ...calls('2026-09-07', 88)]);
});

test('preview and simulation show both: the present limits, and the proposed ones from the day on', async () => {
  await register(literal('tried', 85));
  const { previewKpi } = await api.dataOf(
    `query ($input: KpiDefinitionInput!, $scope: ScopeInput!, $range: PeriodRangeInput!) {
      previewKpi(input: $input, scope: $scope, range: $range, limitsFrom: "2026-09-06") { colourChanges periods { before { status } after { status } } } }`,
    { input: literal('tried', 90), scope: SCOPE, range: RANGE },
  );
  expect(previewKpi.colourChanges).toBe(5);
  expect(previewKpi.periods.map((it: Loose) => it.after.status[0]).join('')).toBe('OOOOOWWWWW');
  expect(previewKpi.periods.map((it: Loose) => it.before.status[0]).join('')).toBe('OOOOOOOOOO');
  const { simulateThreshold } = await api.dataOf(
    `query ($scope: ScopeInput!, $range: PeriodRangeInput!) { simulateThreshold(code: "tried", scope: $scope, range: $range,
      limits: [{ severity: WARNING, side: BELOW, value: 90 }], limitsFrom: "2026-09-06") {
      present { count } proposed { count breaches { firstPeriod { label } periods } } } }`,
    { scope: SCOPE, range: RANGE },
  );
  expect(simulateThreshold).toEqual({
    present: { count: 0 },
    proposed: { count: 1, breaches: [{ firstPeriod: { label: '2026-09-06' }, periods: 5 }] },
  });
});

test('limits of a unit of its own stay as they are', async () => {
  await register(literal('own', 85));
  await api.dataOf(`mutation { overrideKpi(input: { code: "own", scope: { operator: "acme", orgUnit: "north" }, from: "2026-09-04",
    limits: [{ severity: WARNING, side: BELOW, value: 70 }] }) { __typename } }`);
  await register(literal('own', 90), '2026-09-03');
  expect(await statuses('own')).toBe('OOWOOOOOOO');
});

test('a day that is none is refused, and nothing is registered', async () => {
  expect(await register(literal('never', 85), '2026-02-30')).toMatchObject({
    problems: [{ path: ['limitsFrom'], message: expect.stringContaining('2026-02-30') as string }],
  });
  const { errors } = await api.ask('{ kpiDefinition(code: "never") { code } }');
  expect(errors).toMatchObject([{ message: expect.stringContaining('"never"') as string }]);
});

/** A KPI that cannot be computed keeps no other from being computed, and shows no figure as if it were true. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { type Api, type Loose, productRegistry, startApi } from '../api.ts';

/** It is read by other KPIs. */
const POISON = 'hotline-overall-satisfaction';
const DAY = '2012-03-30';

const FIGURES = `query ($date: Date!) { matrix(scope: { operator: "china-mobile" }, period: { grain: YEAR, date: $date }) {
  cells { measurements { kpi { code } value status score inputs { input { key } value } } } } }`;

let registry: Registry;
let poisoned: Api;
let healthy: Api;
const told: { kpi?: string }[] = [];
beforeAll(async () => {
  registry = await productRegistry();
  const engineLog = pino(
    { level: 'error' },
    { write: (line: string) => void told.push(JSON.parse(line) as { kpi?: string }) },
  );
  healthy = await startApi({ registry });
  poisoned = await startApi({ registry: withThrowing(registry, POISON), engineLog });
  for (const api of [healthy, poisoned]) {
    await defineReference(api.engine, {
      operators: [{ code: 'china-mobile', name: { en: 'China Mobile', zh: '中国移动' } }],
    });
    await api.record(everyInput(10));
  }
}, 120_000);
afterAll(() => Promise.all([poisoned.close(), healthy.close()]));
afterEach(() => void vi.restoreAllMocks());

/** The registry with one KPI whose evaluation throws. */
function withThrowing(whole: Registry, code: string): Registry {
  const evaluate = () => {
    throw new Error('a bug');
  };
  const kpis = whole.kpis.map((kpi) => (kpi.definition.code === code ? { ...kpi, evaluate } : kpi));
  return { ...whole, kpis, byCode: new Map(kpis.map((kpi) => [kpi.definition.code, kpi])) };
}

/** A value of every input, so that every KPI has something to compute from. */
const everyInput = (value: number) =>
  [...registry.inputs.keys()].map((input, at) => ({
    ...{ input, operator: 'china-mobile', date: DAY, value: value + (at % 7) },
  }));

const figuresOf = async (api: Api): Promise<Map<string, Loose>> => {
  const { matrix } = await api.dataOf<Loose>(FIGURES, { date: DAY });
  const cells: Loose[] = matrix.cells.flatMap((it: Loose) => it.measurements);
  return new Map(cells.map(({ kpi, ...figures }: Loose) => [kpi.code, figures]));
};

/** The codes of the KPIs derived from one, also through others. */
function derivedFrom(code: string): Set<string> {
  const found = new Set<string>();
  for (const { definition, derivedFrom: below } of registry.kpis)
    if (below.some((it) => it === code || found.has(it))) found.add(definition.code);
  return found;
}

describe('one of all the KPIs always fails', () => {
  test('the others are computed as ever, and those derived from it say that they have no data', async () => {
    const [found, expected] = [await figuresOf(poisoned), await figuresOf(healthy)];
    const derived = derivedFrom(POISON);
    expect([found.size, derived.size > 0]).toEqual([registry.kpis.length, true]);
    for (const [code, figures] of expected) {
      const without = { ...figures, value: null, status: 'NO_DATA', score: null };
      const isWithout = code === POISON || derived.has(code);
      expect([code, found.get(code)]).toEqual([code, isWithout ? without : figures]);
    }
    expect(found.get(POISON).inputs.every((it: Loose) => it.value !== null)).toBe(true);
  });

  test('the failure is told once, also when more is recorded', async () => {
    await poisoned.record(everyInput(20));
    await poisoned.record([{ ...everyInput(30)[0]!, date: '2012-03-31' }]);
    expect(told.map((it) => it.kpi)).toEqual([POISON]);
  });
});

test('a registered KPI that always fails is registered, shows no figure, and is told once', async () => {
  told.splice(0);
  vi.spyOn(Math, 'sqrt').mockImplementation(() => {
    throw new Error('a bug');
  });
  const input = {
    ...{ code: 'root-of-calls', name: { en: 'Root of calls' }, description: 'For a test.' },
    ...{
      dimension: 'OPERATIONS',
      process: 'HOTLINE',
      lifecycleStage: 'USAGE',
      cadence: 'DAY',
      unit: 'calls',
    },
    formula: 'sqrt(callsOfferedToAgents)',
    limits: [{ severity: 'WARNING', side: 'BELOW', value: 1 }],
    scoring: [
      { value: 0, score: 0 },
      { value: 9, score: 100 },
    ],
  };
  const { registerKpi } = await poisoned.dataOf<Loose>(
    'mutation ($input: KpiDefinitionInput!) { registerKpi(input: $input) { __typename } }',
    { input },
  );
  expect(registerKpi.__typename).toBe('RegisterKpiSuccess');
  await poisoned.engine.drain();
  await poisoned.record(everyInput(40));
  const figures = await figuresOf(poisoned);
  const known = expect.any(Number) as number;
  expect(figures.get('root-of-calls')).toMatchObject({
    value: null,
    status: 'NO_DATA',
    inputs: [{ value: known }],
  });
  expect(figures.get('hotline-answer-rate-15s')).toMatchObject({ value: known });
  expect(told.map((it) => it.kpi)).toEqual(['root-of-calls']);
});

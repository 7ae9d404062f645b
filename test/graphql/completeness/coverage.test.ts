/** How much of what is expected is there, and what is missing: the numbers of the page on completeness. */
import { expect, test } from 'vitest';
import type { Loose } from '../api.ts';
import { ANSWERED, completenessWorld, days, KPI, OFFERED } from './completenessWorld.ts';

const { dataOf, settled, record, observed, calls, callsOfBoth, trend, figure, told } = completenessWorld();

test('a month of which six days of answers never came: 24 of 30 days', async () => {
  const month = days('2026-09-01', 30);
  await record(month.map((date) => observed(OFFERED, date, 1000)));
  await record(month.slice(0, 24).map((date) => observed(ANSWERED, date, 950)));
  expect(await figure('MONTH', '2026-09-01')).toEqual({
    ...{
      period: { label: '2026-09' },
      value: 76,
      status: 'CRITICAL',
      score: expect.closeTo(400 / 9, 10) as number,
    },
    ...{ coverage: 0.8, isComplete: false },
    missing: [{ input: { key: ANSWERED }, orgUnit: null, from: '2026-09-25', to: '2026-09-30' }],
  });
  // Nothing is said: the month is waited for, and every day that is known is well.
  expect(await told()).toEqual([]);
  // The answers come: nothing was ever wrong.
  await record(month.slice(24).map((date) => observed(ANSWERED, date, 950)));
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({
    value: 95,
    coverage: 1,
    isComplete: true,
    missing: [],
  });
  expect(await told()).toEqual([]);
});

test('a month of which six days of calls never came', async () => {
  const month = days('2026-09-01', 30);
  await record(month.map((date) => observed(ANSWERED, date, 950)));
  await record(month.slice(0, 24).map((date) => observed(OFFERED, date, 1000)));
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({
    value: 118.75,
    coverage: 0.8,
    isComplete: false,
  });
});

test('two units, one of which stopped after day 20 of 30: 50 of 56', async () => {
  const month = days('2026-09-01', 30);
  await record(month.flatMap((date) => calls(date, 950, 'north')));
  await record(month.slice(0, 20).flatMap((date) => calls(date, 950, 'south')));
  const whole = await figure('MONTH', '2026-09-01');
  expect(whole.coverage).toBeCloseTo(0.8928571429, 10);
  expect(whole.missing).toEqual(
    [ANSWERED, OFFERED].map((key) => ({
      ...{ input: { key }, orgUnit: { code: 'south' } },
      ...{ from: '2026-09-21', to: '2026-09-26' },
    })),
  );
  expect(await figure('MONTH', '2026-09-01', { orgUnit: 'north' })).toMatchObject({ coverage: 1 });
  const south = await trend('DAY', '2026-09-20', '2026-09-28', { orgUnit: 'south' });
  expect(south.map((it) => it.coverage)).toEqual([1, 0, 0, 0, 0, 0, 0, 1, 1]);
  expect(south[1]).toMatchObject({ status: 'NO_DATA', isComplete: false });
});

test('a filling month counts up to the latest day of its inputs, an ended one to its end', async () => {
  await record(days('2026-09-01', 10).flatMap((date) => calls(date)));
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1, isComplete: false });
  // Something else is reported until the end: six more days were expected.
  await record([observed('complaintsTotal', '2026-09-30', 3)]);
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 10 / 16, isComplete: false });
});

test('a level that took over is expected where it is, and no longer where it was', async () => {
  await record(days('2026-09-01', 10).flatMap((date) => calls(date)));
  await record(days('2026-09-11', 20).flatMap((date) => callsOfBoth(date)));
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1, isComplete: true, missing: [] });
});

test('a matrix says how much of its data is there', async () => {
  await record(days('2026-09-01', 30).flatMap((date) => [observed(OFFERED, date, 1000)]));
  await record(days('2026-09-01', 24).map((date) => observed(ANSWERED, date, 950)));
  const { matrix } = await dataOf(
    `query ($operator: String!) { matrix(scope: { operator: $operator }, period: { grain: MONTH, date: "2026-09-01" }) {
      dataCoverage isOver cells { measurements { coverage kpi { code weight } } } } }`,
  );
  const all = matrix.cells.flatMap((it: Loose) => it.measurements);
  const weight = (of: Loose[]) => of.reduce((sum, it) => sum + it.kpi.weight, 0);
  const lacking = all.filter((it: Loose) => it.coverage < 1);
  expect(lacking.map((it: Loose) => [it.kpi.code, it.coverage])).toContainEqual([KPI, 0.8]);
  const missing = lacking.reduce((sum: number, it: Loose) => sum + it.kpi.weight * (1 - it.coverage), 0);
  expect(matrix.dataCoverage).toBeCloseTo(1 - missing / weight(all), 12);
  expect(matrix.isOver).toBe(true);
});

test('a level that took over and is withdrawn again gives back what is expected', async () => {
  await record(days('2026-09-01', 10).flatMap((date) => calls(date, 950, 'north')));
  const whole = calls('2026-09-12', 950);
  await record([...whole, observed('complaintsTotal', '2026-09-13', 3)]);
  // The operator as a whole reported after the unit did: nothing more is expected of the unit.
  expect(await figure('WEEK', '2026-09-07', { orgUnit: 'north' })).toMatchObject({ coverage: 4 / 5 });
  const keys = whole.map(({ input, operator, date, orgUnit }) => ({ input, operator, date, orgUnit }));
  await dataOf(
    `mutation ($withdraw: [ObservationKeyInput!]) { recordObservations(input: { idempotencyKey: "back", observations: [], withdraw: $withdraw }) { __typename } }`,
    { withdraw: keys },
  );
  await settled();
  expect(await figure('WEEK', '2026-09-07', { orgUnit: 'north' })).toMatchObject({ coverage: 4 / 7 });
});

test('an input says how often it comes, and when it came last; of what never came nothing', async () => {
  await record(calls('2026-09-08', 700, 'north'));
  const { inputDefinitions } = await dataOf(
    `query ($operator: String!) { inputDefinitions { key rhythm lastObserved(operator: $operator) } }`,
  );
  expect(inputDefinitions).toContainEqual({ key: OFFERED, rhythm: 'DAY', lastObserved: '2026-09-08' });
  expect(inputDefinitions).toContainEqual({ key: 'npsPromoters', rhythm: 'QUARTER', lastObserved: null });
});

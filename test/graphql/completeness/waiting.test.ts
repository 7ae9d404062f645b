/** Thresholds wait for what is missing, and judge as it stands once it was waited long enough. */
import { expect, test } from 'vitest';
import type { Loose } from '../api.ts';
import { ANSWERED, completenessWorld, days, KPI, OFFERED } from './completenessWorld.ts';

const { dataOf, settled, record, observed, calls, callsOfBoth, trend, figure, set, eventsOf, told } =
  completenessWorld();

test('wait for the second file of the evening: nothing after the first, one message after it', async () => {
  await record(days('2026-09-01', 7).flatMap((date) => callsOfBoth(date)));
  await record(calls('2026-09-08', 700, 'north'));
  expect(await told()).toEqual(['OPENED 2026-09-08']);
  // Where the unit is whole, it is judged; the operator waits for the south.
  expect((await eventsOf())[0].breach.scope.orgUnit.code).toBe('north');
  await record(calls('2026-09-08', 990, 'south'));
  expect(await told()).toEqual(['OPENED 2026-09-08', 'OPENED 2026-09-08']);
  // It was never judged otherwise: nothing was corrected.
  const reasons = (await eventsOf()).map((it: Loose) => it.reason);
  expect(reasons).toEqual(['OBSERVED', 'OBSERVED']);
});

test('a week is not judged on one day because something else came on Sunday', async () => {
  // Seven days of calls are expected; on the only one that comes they are answered badly.
  await dataOf(
    `mutation { registerKpi(input: { code: "weekly-answers", name: { en: "Weekly answers" }, description: "x", dimension: OPERATIONS,
      process: HOTLINE, lifecycleStage: USAGE, cadence: WEEK, unit: "percent", formula: "100 * ${ANSWERED} / ${OFFERED}",
      limits: [{ severity: WARNING, side: BELOW, value: 85 }], scoring: [{ value: 60, score: 0 }, { value: 100, score: 100 }],
      examples: [{ inputs: [], status: NO_DATA }] }) { __typename } }`,
  );
  await record(days('2026-09-07', 7).flatMap((date) => calls(date)));
  const bad = calls('2026-09-14', 700);
  await record([...bad, observed('complaintsTotal', '2026-09-20', 3)]);
  const ofWeeks = async () => (await told()).filter((it) => it.includes('W'));
  expect(await ofWeeks()).toEqual([]);
  // Who does not wait is told of a week that one day stands for.
  await set('setWatching(operator: $operator, waitDays: 0)');
  await settled();
  expect(await ofWeeks()).toEqual(['OPENED 2026-W38']);
});

test('a row dated later completes nothing', async () => {
  await record(days('2026-09-01', 7).flatMap((date) => callsOfBoth(date)));
  await record(calls('2026-09-08', 700, 'north'));
  const ofWhole = async () => (await eventsOf()).filter(({ breach }) => breach.scope.orgUnit === null);
  expect(await ofWhole()).toEqual([]);
  await record([observed('complaintsTotal', '2026-09-09', 3)]);
  expect(await ofWhole()).toEqual([]);
  await record(calls('2026-09-08', 700, 'south'));
  expect(await ofWhole()).toMatchObject([{ type: 'OPENED', value: 70, coverage: 1 }]);
});

test('judge as it stands once it was waited long enough: three days, seven more for months', async () => {
  await record(days('2026-09-01', 7).flatMap((date) => callsOfBoth(date)));
  // The south says nothing any more; the whole is bad without it.
  await record(calls('2026-09-08', 700, 'north'));
  await record(days('2026-09-09', 2).flatMap((date) => calls(date, 950, 'north')));
  const ofWhole = async () => (await eventsOf()).filter((it: Loose) => it.breach.scope.orgUnit === null);
  await told();
  expect(await ofWhole()).toEqual([]);
  await record(calls('2026-09-11', 950, 'north'));
  await told();
  expect(await ofWhole()).toMatchObject([{ type: 'OPENED', value: 70, coverage: 0.5, reason: 'OBSERVED' }]);
  // What was judged stays judged, and is put right by what comes late.
  await record(calls('2026-09-08', 1000, 'south'));
  await told();
  expect(await ofWhole()).toMatchObject([
    { type: 'OPENED', coverage: 0.5 },
    { type: 'RESOLVED', reason: 'CORRECTED' },
  ]);
});

test('with waiting off a period is judged as soon as it is over', async () => {
  await set('setWatching(operator: $operator, waitDays: 0)');
  await record(days('2026-09-01', 7).flatMap((date) => callsOfBoth(date)));
  await record(calls('2026-09-08', 700, 'north'));
  expect(await told()).toEqual(['OPENED 2026-09-08', 'OPENED 2026-09-08']);
});

test('what was judged stays judged when its coverage falls', async () => {
  await record(days('2026-09-01', 7).flatMap((date) => calls(date, 950, 'north')));
  await record(calls('2026-09-08', 700, 'north'));
  const before = await told();
  expect(before).toHaveLength(2);
  // A second unit turns out to have reported before: it is missing on the day.
  await record(calls('2026-09-07', 950, 'south'));
  expect(await figure('DAY', '2026-09-08')).toMatchObject({ coverage: 0.5 });
  expect(await told()).toEqual(before);
});

test('too little of what is expected is INCOMPLETE: a value, no score, nobody is told', async () => {
  await set('setWatching(operator: $operator, waitDays: 0, minimumCoverage: 0.6)');
  await record(days('2026-09-01', 7).flatMap((date) => callsOfBoth(date)));
  await record(calls('2026-09-08', 700, 'north'));
  expect(await figure('DAY', '2026-09-08')).toMatchObject({
    ...{ value: 70, score: null, status: 'INCOMPLETE', coverage: 0.5 },
  });
  const { measurements } = await dataOf(
    `query ($operator: String!) { measurements(filter: { operators: [$operator], statuses: [INCOMPLETE],
      range: { grain: DAY, from: "2026-09-08", to: "2026-09-08" } }) { edges { node { kpi { code } scope { orgUnit { code } } } } } }`,
  );
  expect(measurements.edges.map((it: Loose) => it.node.kpi.code)).toContain(KPI);
  expect(await told()).toEqual(['OPENED 2026-09-08']);
  await set('setWatching(operator: $operator, waitDays: 0, minimumCoverage: 0.4)');
  await settled();
  expect(await figure('DAY', '2026-09-08')).toMatchObject({ value: 70, status: 'CRITICAL' });
  expect(await told()).toEqual(['OPENED 2026-09-08', 'OPENED 2026-09-08']);
});

test('a period that fills is judged by what it has, and again when it is over', async () => {
  await set('setWatching(operator: $operator, waitDays: 0, minimumCoverage: 0.9)');
  await record(days('2026-09-01', 10).flatMap((date) => calls(date)));
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({ status: 'OK', coverage: 1 });
  await record([observed('complaintsTotal', '2026-09-30', 3)]);
  expect(await figure('MONTH', '2026-09-01')).toMatchObject({
    status: 'INCOMPLETE',
    coverage: 10 / 16,
    score: null,
  });
});

test('a KPI may ask for more of its data than the operator does', async () => {
  await dataOf(
    `mutation { registerKpi(input: { code: "careful-answers", name: { en: "Careful answers" }, description: "x", dimension: OPERATIONS,
      process: HOTLINE, lifecycleStage: USAGE, cadence: DAY, unit: "percent", formula: "100 * ${ANSWERED} / ${OFFERED}",
      limits: [{ severity: WARNING, side: BELOW, value: 85 }], scoring: [{ value: 60, score: 0 }, { value: 100, score: 100 }],
      minimumCoverage: 0.9, examples: [{ inputs: [], status: NO_DATA }] }) { __typename ... on ValidationError { problems { path message } } } }`,
  );
  await record(days('2026-09-01', 7).flatMap((date) => callsOfBoth(date)));
  await record(calls('2026-09-08', 700, 'north'));
  const [mine] = await trend('DAY', '2026-09-08', '2026-09-08', {}, 'careful-answers');
  expect(mine).toMatchObject({ status: 'INCOMPLETE', score: null, value: 70 });
  expect(await figure('DAY', '2026-09-08')).toMatchObject({ status: 'CRITICAL' });
  const { kpiDefinition } = await dataOf('{ kpiDefinition(code: "careful-answers") { minimumCoverage } }');
  expect(kpiDefinition).toEqual({ minimumCoverage: 0.9 });
});

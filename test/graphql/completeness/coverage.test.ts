/** What figures lack, and what waits for it: the numbers of the page on completeness, through the API. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { numberEvents } from '../../../src/store/feed.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi } from '../api.ts';
import { events } from '../breaches/breachWorld.ts';

let api: Api;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.close());

/** Each test has an operator of its own. */
let operator = '';
let operators = 0;
beforeEach(async () => {
  operator = `operator-${++operators}`;
  await api.dataOf(
    `mutation ($operator: String!, $units: [OrgUnitInput!]!) {
      defineReferenceData(input: { operators: [{ code: $operator, name: { en: "An operator" } }], orgUnits: $units }) { __typename } }`,
    { operator, units: ['north', 'south'].map((code) => ({ code, operator, name: { en: code } })) },
  );
});

const [ANSWERED, OFFERED] = ['callsAnsweredIn15s', 'callsOfferedToAgents'];
const KPI = 'hotline-answer-rate-15s';

const observed = (input: string, date: string, value: number, orgUnit: string | null = null) => ({
  ...{ input, operator, orgUnit, date, value },
});
/** A thousand calls on a day, so many of them answered in time. */
const calls = (date: string, answered = 950, orgUnit: string | null = null) => [
  observed(ANSWERED, date, answered, orgUnit),
  observed(OFFERED, date, 1000, orgUnit),
];
const days = (from: string, count: number) => Array.from({ length: count }, (_, at) => daysLater(from, at));

const FIGURES = 'value score status coverage isComplete missing { input { key } orgUnit { code } from to }';

async function trend(
  grain: string,
  from: string,
  to = from,
  scope: object = {},
  code = KPI,
): Promise<Loose[]> {
  const { kpiDefinition } = await api.dataOf(
    `query ($code: String!, $scope: ScopeInput!, $range: PeriodRangeInput!) {
      kpiDefinition(code: $code) { trend(scope: $scope, range: $range) { period { label } ${FIGURES} } } }`,
    { code, scope: { operator, ...scope }, range: { grain, from, to } },
  );
  return kpiDefinition.trend;
}

async function figure(grain: string, date: string, scope: object = {}): Promise<Loose> {
  return (await trend(grain, date, date, scope))[0];
}

const OF_OPERATOR =
  '... on SetWatchingSuccess { operator { watching { waitDays minimumCoverage } noReporting { from to why } } }';
const OF_INPUT = `... on SetRhythmSuccess { input { rhythm(operator: $operator) weekdays(operator: $operator)
  ended(operator: $operator) { orgUnit { code } from why } } }`;

/** Says something of the operator's reporting; `input` is calls offered where nothing else is said. */
const set = (mutation: string, { input = OFFERED, of = operator } = {}) => {
  const ofInput = mutation.includes('$input');
  return api.dataOf(
    `mutation ($operator: String!${ofInput ? ', $input: String!' : ''}) { set: ${mutation} { __typename
      ... on UserError { message } ... on ValidationError { problems { path message } } ${ofInput ? OF_INPUT : OF_OPERATOR} } }`,
    { operator: of, input },
  );
};

/** The events of the operator so far, as type and period. */
const told = async () => {
  await numberEvents(api.db, 1000);
  return (await events(api, { operators: [operator] })).map((it: Loose) => `${it.type} ${it.period.label}`);
};

describe('coverage', () => {
  test('a month of which six days of answers never came: 24 of 30 days', async () => {
    const month = days('2026-09-01', 30);
    await api.record(month.map((date) => observed(OFFERED, date, 1000)));
    await api.record(month.slice(0, 24).map((date) => observed(ANSWERED, date, 950)));
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
    await api.record(month.slice(24).map((date) => observed(ANSWERED, date, 950)));
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
    await api.record(month.map((date) => observed(ANSWERED, date, 950)));
    await api.record(month.slice(0, 24).map((date) => observed(OFFERED, date, 1000)));
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({
      value: 118.75,
      coverage: 0.8,
      isComplete: false,
    });
  });

  test('two units, one of which stopped after day 20 of 30: 50 of 56', async () => {
    const month = days('2026-09-01', 30);
    await api.record(month.flatMap((date) => calls(date, 950, 'north')));
    await api.record(month.slice(0, 20).flatMap((date) => calls(date, 950, 'south')));
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
    await api.record(days('2026-09-01', 10).flatMap((date) => calls(date)));
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1, isComplete: false });
    // Something else is reported until the end: six more days were expected.
    await api.record([observed('complaintsTotal', '2026-09-30', 3)]);
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 10 / 16, isComplete: false });
  });

  test('a level that took over is expected where it is, and no longer where it was', async () => {
    await api.record(days('2026-09-01', 10).flatMap((date) => calls(date)));
    await api.record(
      days('2026-09-11', 20).flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]),
    );
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1, isComplete: true, missing: [] });
  });

  test('a matrix says how much of its data is there', async () => {
    await api.record(days('2026-09-01', 30).flatMap((date) => [observed(OFFERED, date, 1000)]));
    await api.record(days('2026-09-01', 24).map((date) => observed(ANSWERED, date, 950)));
    const { matrix } = await api.dataOf(
      `query ($operator: String!) { matrix(scope: { operator: $operator }, period: { grain: MONTH, date: "2026-09-01" }) {
        dataCoverage isOver cells { measurements { coverage kpi { code weight } } } } }`,
      { operator },
    );
    const all = matrix.cells.flatMap((it: Loose) => it.measurements);
    const weight = (of: Loose[]) => of.reduce((sum, it) => sum + it.kpi.weight, 0);
    const lacking = all.filter((it: Loose) => it.coverage < 1);
    expect(lacking.map((it: Loose) => [it.kpi.code, it.coverage])).toContainEqual([KPI, 0.8]);
    const missing = lacking.reduce((sum: number, it: Loose) => sum + it.kpi.weight * (1 - it.coverage), 0);
    expect(matrix.dataCoverage).toBeCloseTo(1 - missing / weight(all), 12);
    expect(matrix.isOver).toBe(true);
  });
});

describe('what operators say', () => {
  test('days of the week: halls that close at the weekend lack nothing', async () => {
    const open = days('2026-09-07', 14).filter((_, at) => at % 7 < 5);
    await api.record(open.flatMap((date) => calls(date)));
    // Nothing is expected on a day without a word: the week ends on Sunday for somebody else.
    await api.record([observed('complaintsTotal', '2026-09-20', 3)]);
    expect(await figure('WEEK', '2026-09-14')).toMatchObject({ coverage: 5 / 7, isComplete: false });
    for (const input of [ANSWERED, OFFERED])
      expect(
        await set('setRhythm(operator: $operator, input: $input, weekdays: [5, 1, 2, 3, 4, 1])', { input }),
      ).toMatchObject({ set: { input: { rhythm: 'DAY', weekdays: [1, 2, 3, 4, 5] } } });
    await api.engine.drain();
    expect(await figure('WEEK', '2026-09-14')).toMatchObject({ coverage: 1, isComplete: true, missing: [] });
  });

  test('a rhythm of its own: what comes once a week is whole with one day', async () => {
    await api.record(['2026-09-06', '2026-09-13', '2026-09-20', '2026-09-27'].flatMap((date) => calls(date)));
    expect((await figure('MONTH', '2026-09-01')).coverage).toBeCloseTo(4 / 22, 10);
    for (const input of [ANSWERED, OFFERED])
      await set('setRhythm(operator: $operator, input: $input, rhythm: WEEK)', { input });
    await api.engine.drain();
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1 });
    for (const input of [ANSWERED, OFFERED])
      expect(await set('setRhythm(operator: $operator, input: $input)', { input })).toMatchObject({
        set: { input: { rhythm: 'DAY', weekdays: [1, 2, 3, 4, 5, 6, 7] } },
      });
    await api.engine.drain();
    expect((await figure('MONTH', '2026-09-01')).coverage).toBeCloseTo(4 / 22, 10);
  });

  test('holidays: nobody reports, nothing is missing, until it is taken back', async () => {
    const month = days('2026-10-01', 31).filter((_, at) => at >= 7 || at === 0);
    await api.record(month.flatMap((date) => calls(date)));
    const lacking = await figure('MONTH', '2026-10-01');
    expect([lacking.coverage, lacking.isComplete]).toEqual([25 / 31, false]);
    expect(
      await set(
        'noReporting(operator: $operator, from: "2026-10-02", to: "2026-10-07", why: "National Day")',
      ),
    ).toMatchObject({
      set: { operator: { noReporting: [{ from: '2026-10-02', to: '2026-10-07', why: 'National Day' }] } },
    });
    await api.engine.drain();
    expect(await figure('MONTH', '2026-10-01')).toMatchObject({ coverage: 1, isComplete: true });
    await set('removeNoReporting(operator: $operator, from: "2026-10-02", to: "2026-10-07")');
    await api.engine.drain();
    expect(await figure('MONTH', '2026-10-01')).toMatchObject({ coverage: 25 / 31 });
  });

  test('a unit that is closed is not waited for', async () => {
    await api.record(days('2026-09-01', 30).flatMap((date) => calls(date, 950, 'north')));
    await api.record(days('2026-09-01', 20).flatMap((date) => calls(date, 950, 'south')));
    for (const input of [ANSWERED, OFFERED])
      expect(
        await set(
          'endReporting(operator: $operator, input: $input, orgUnit: "south", from: "2026-09-21", why: "closed")',
          { input },
        ),
      ).toMatchObject({
        set: { input: { ended: [{ orgUnit: { code: 'south' }, from: '2026-09-21', why: 'closed' }] } },
      });
    await api.engine.drain();
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({ coverage: 1, isComplete: true, missing: [] });
  });

  test('what cannot be is refused, every problem at once, and nothing is changed', async () => {
    expect(await set('setWatching(operator: $operator, waitDays: -1, minimumCoverage: 2)')).toEqual({
      set: {
        __typename: 'ValidationError',
        message: '2 problems; nothing was changed',
        problems: [
          { path: ['waitDays'], message: 'from 0 to 90 days' },
          { path: ['minimumCoverage'], message: 'from 0 to 1' },
        ],
      },
    });
    expect(await set('setWatching(operator: $operator, waitDays: 1)', { of: 'operater-1' })).toMatchObject({
      set: {
        __typename: 'NotFoundError',
        message: expect.stringContaining('did you mean "operator-1"?') as string,
      },
    });
    expect(
      await set('setRhythm(operator: $operator, input: $input, weekdays: [])', { input: 'callsOfered' }),
    ).toMatchObject({
      set: { __typename: 'NotFoundError' },
    });
    expect(await set('setRhythm(operator: $operator, input: $input, weekdays: [0, 8])')).toMatchObject({
      set: { problems: [{ path: ['weekdays', '0'] }, { path: ['weekdays', '1'] }] },
    });
    expect(
      await set('noReporting(operator: $operator, from: "2026-10-07", to: "2026-10-01", why: "")'),
    ).toMatchObject({
      set: { problems: [{ path: ['why'] }, { path: ['to'], message: 'ends before it begins' }] },
    });
    expect(
      await set(
        'endReporting(operator: $operator, input: $input, orgUnit: "south", from: "2026-09-21", why: "x")',
      ),
    ).toMatchObject({ set: { problems: [{ path: ['input'] }] } });
    expect(await set('setWatching(operator: $operator, waitDays: 3)')).toMatchObject({
      set: { operator: { watching: { waitDays: 3, minimumCoverage: null }, noReporting: [] } },
    });
  });
});

describe('thresholds', () => {
  test('wait for the second file of the evening: nothing after the first, one message after it', async () => {
    await api.record(
      days('2026-09-01', 7).flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]),
    );
    await api.record(calls('2026-09-08', 700, 'north'));
    expect(await told()).toEqual(['OPENED 2026-09-08']);
    // Where the unit is whole, it is judged; the operator waits for the south.
    expect((await events(api, { operators: [operator] }))[0].breach.scope.orgUnit.code).toBe('north');
    await api.record(calls('2026-09-08', 990, 'south'));
    expect(await told()).toEqual(['OPENED 2026-09-08', 'OPENED 2026-09-08']);
    // It was never judged otherwise: nothing was corrected.
    const reasons = (await events(api, { operators: [operator] })).map((it: Loose) => it.reason);
    expect(reasons).toEqual(['OBSERVED', 'OBSERVED']);
  });

  test('a week is not judged on one day because something else came on Sunday', async () => {
    await api.record(days('2026-09-07', 7).flatMap((date) => calls(date)));
    await api.record([observed(OFFERED, '2026-09-14', 1000), observed('complaintsTotal', '2026-09-20', 3)]);
    expect(await told()).toEqual([]);
  });

  test('a row dated later completes nothing', async () => {
    await api.record(days('2026-09-01', 7).flatMap((date) => calls(date)));
    await api.record([observed(OFFERED, '2026-09-08', 1000), observed(ANSWERED, '2026-09-08', 500)]);
    expect(await told()).toEqual(['OPENED 2026-09-08']);
    await api.record(calls('2026-09-09', 990));
    expect(await told()).toEqual(['OPENED 2026-09-08', 'RESOLVED 2026-09-09']);
  });

  test('judge as it stands once it was waited long enough: three days, seven more for months', async () => {
    await api.record(
      days('2026-09-01', 7).flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]),
    );
    // The south says nothing any more; the whole is bad without it.
    await api.record(calls('2026-09-08', 700, 'north'));
    await api.record(days('2026-09-09', 2).flatMap((date) => calls(date, 950, 'north')));
    const ofWhole = async () =>
      (await events(api, { operators: [operator] })).filter((it: Loose) => it.breach.scope.orgUnit === null);
    await told();
    expect(await ofWhole()).toEqual([]);
    await api.record(calls('2026-09-11', 950, 'north'));
    await told();
    expect(await ofWhole()).toMatchObject([{ type: 'OPENED', value: 70, coverage: 0.5, reason: 'OBSERVED' }]);
    // What was judged stays judged, and is put right by what comes late.
    await api.record(calls('2026-09-08', 1000, 'south'));
    await told();
    expect(await ofWhole()).toMatchObject([
      { type: 'OPENED', coverage: 0.5 },
      { type: 'RESOLVED', reason: 'CORRECTED' },
    ]);
  });

  test('with waiting off a period is judged as soon as it is over', async () => {
    await set('setWatching(operator: $operator, waitDays: 0)');
    await api.record(
      days('2026-09-01', 7).flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]),
    );
    await api.record(calls('2026-09-08', 700, 'north'));
    expect(await told()).toEqual(['OPENED 2026-09-08', 'OPENED 2026-09-08']);
  });

  test('what was judged stays judged when its coverage falls', async () => {
    await api.record(days('2026-09-01', 7).flatMap((date) => calls(date, 950, 'north')));
    await api.record(calls('2026-09-08', 700, 'north'));
    const before = await told();
    expect(before).toHaveLength(2);
    // A second unit turns out to have reported before: it is missing on the day.
    await api.record(calls('2026-09-07', 950, 'south'));
    expect(await figure('DAY', '2026-09-08')).toMatchObject({ coverage: 0.5 });
    expect(await told()).toEqual(before);
  });

  test('too little of what is expected is INCOMPLETE: a value, no score, nobody is told', async () => {
    await set('setWatching(operator: $operator, waitDays: 0, minimumCoverage: 0.6)');
    await api.record(
      days('2026-09-01', 7).flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]),
    );
    await api.record(calls('2026-09-08', 700, 'north'));
    expect(await figure('DAY', '2026-09-08')).toMatchObject({
      ...{ value: 70, score: null, status: 'INCOMPLETE', coverage: 0.5 },
    });
    const { measurements } = await api.dataOf(
      `query ($operator: String!) { measurements(filter: { operators: [$operator], statuses: [INCOMPLETE],
        range: { grain: DAY, from: "2026-09-08", to: "2026-09-08" } }) { edges { node { kpi { code } scope { orgUnit { code } } } } } }`,
      { operator },
    );
    expect(measurements.edges.map((it: Loose) => it.node.kpi.code)).toContain(KPI);
    expect(await told()).toEqual(['OPENED 2026-09-08']);
    await set('setWatching(operator: $operator, waitDays: 0, minimumCoverage: 0.4)');
    await api.engine.drain();
    expect(await figure('DAY', '2026-09-08')).toMatchObject({ value: 70, status: 'CRITICAL' });
    expect(await told()).toEqual(['OPENED 2026-09-08', 'OPENED 2026-09-08']);
  });

  test('a period that fills is judged by what it has, and again when it is over', async () => {
    await set('setWatching(operator: $operator, waitDays: 0, minimumCoverage: 0.9)');
    await api.record(days('2026-09-01', 10).flatMap((date) => calls(date)));
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({ status: 'OK', coverage: 1 });
    await api.record([observed('complaintsTotal', '2026-09-30', 3)]);
    expect(await figure('MONTH', '2026-09-01')).toMatchObject({
      status: 'INCOMPLETE',
      coverage: 10 / 16,
      score: null,
    });
  });

  test('a KPI may ask for more of its data than the operator does', async () => {
    await api.dataOf(
      `mutation { registerKpi(input: { code: "careful-answers", name: { en: "Careful answers" }, description: "x", dimension: OPERATIONS,
        process: HOTLINE, lifecycleStage: USAGE, cadence: DAY, unit: "percent", formula: "100 * ${ANSWERED} / ${OFFERED}",
        limits: [{ severity: WARNING, side: BELOW, value: 85 }], scoring: [{ value: 60, score: 0 }, { value: 100, score: 100 }],
        minimumCoverage: 0.9, examples: [{ inputs: [], status: NO_DATA }] }) { __typename ... on ValidationError { problems { path message } } } }`,
    );
    await api.record(
      days('2026-09-01', 7).flatMap((date) => [...calls(date, 950, 'north'), ...calls(date, 950, 'south')]),
    );
    await api.record(calls('2026-09-08', 700, 'north'));
    const [mine] = await trend('DAY', '2026-09-08', '2026-09-08', {}, 'careful-answers');
    expect(mine).toMatchObject({ status: 'INCOMPLETE', score: null, value: 70 });
    expect(await figure('DAY', '2026-09-08')).toMatchObject({ status: 'CRITICAL' });
    const { kpiDefinition } = await api.dataOf(
      '{ kpiDefinition(code: "careful-answers") { minimumCoverage } }',
    );
    expect(kpiDefinition).toEqual({ minimumCoverage: 0.9 });
  });
});

test('an input says how often it comes, and when it came last', async () => {
  await api.record(calls('2026-09-08', 700, 'north'));
  const { inputDefinitions } = await api.dataOf(
    `query ($operator: String!) { inputDefinitions(search: "callsOfferedToAgents") { key rhythm lastObserved(operator: $operator) } }`,
    { operator },
  );
  expect(inputDefinitions).toContainEqual({ key: OFFERED, rhythm: 'DAY', lastObserved: '2026-09-08' });
  const { data } = await api.ask(
    '{ inputDefinitions(search: "npsPromoters") { rhythm lastObserved(operator: "operator-1") } }',
  );
  for (const it of data.inputDefinitions) expect(it.lastObserved).toBeNull();
});

test('a level that took over and is withdrawn again gives back what is expected', async () => {
  await api.record(days('2026-09-01', 10).flatMap((date) => calls(date, 950, 'north')));
  const whole = calls('2026-09-12', 950);
  await api.record([...whole, observed('complaintsTotal', '2026-09-13', 3)]);
  // The operator as a whole reported after the unit did: nothing more is expected of the unit.
  expect(await figure('WEEK', '2026-09-07', { orgUnit: 'north' })).toMatchObject({ coverage: 4 / 5 });
  const keys = whole.map(({ input, date, orgUnit }) => ({ input, operator, date, orgUnit }));
  await api.dataOf(
    `mutation ($withdraw: [ObservationKeyInput!]) { recordObservations(input: { idempotencyKey: "back", observations: [], withdraw: $withdraw }) { __typename } }`,
    { withdraw: keys },
  );
  await api.engine.drain();
  expect(await figure('WEEK', '2026-09-07', { orgUnit: 'north' })).toMatchObject({ coverage: 4 / 7 });
});

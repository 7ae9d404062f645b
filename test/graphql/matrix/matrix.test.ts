import { afterAll, beforeAll, expect, test } from 'vitest';
import { DIMENSIONS, PROCESSES } from '../../../src/kpi/vocabulary.ts';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const MATRIX = `query ($scope: ScopeInput!, $period: PeriodInput!) { matrix(scope: $scope, period: $period) {
  scope { operator { code } businessLine { code } orgUnit { code } }
  period { grain start end label }
  index coverage
  dimensions { dimension score coverage weight }
  processes { process score coverage }
  cells { process dimension score coverage measurements {
    kpi { code weight dimension process cadence } value score status isComplete computedAt definitionVersion sampleSize
    inputs { input { key } value } period { label } scope { operator { code } }
    previous { period { label } value status } lastYear { period { label } value }
  } }
} }`;

const matrixOf = async (scope: object, grain: string, date: string) =>
  (await api.dataOf(MATRIX, { scope, period: { grain, date } })).matrix;
const measurementsOf = (matrix: Loose): Loose[] => matrix.cells.flatMap((it: Loose) => it.measurements);
const measurementOf = (matrix: Loose, code: string): Loose =>
  measurementsOf(matrix).find((it) => it.kpi.code === code);

test("the ministry's figures for the first quarter of 2012 come out", async () => {
  const found = await Promise.all(
    ['china-telecom', 'china-mobile', 'china-unicom'].map(async (operator) => {
      const { value, status } = measurementOf(
        await matrixOf({ operator }, 'QUARTER', '2012-02-29'),
        'regulator-appeal-rate',
      );
      return [Number(value.toFixed(1)), status];
    }),
  );
  expect(found).toEqual([
    [13.6, 'CRITICAL'],
    [8.6, 'OK'],
    [20.2, 'CRITICAL'],
  ]);
});

test('scope and period are those that were asked for', async () => {
  const matrix = await matrixOf(
    { operator: 'china-mobile', businessLine: 'mobile', orgUnit: 'beijing' },
    'WEEK',
    '2012-03-29',
  );
  expect(matrix.scope).toEqual({
    operator: { code: 'china-mobile' },
    businessLine: { code: 'mobile' },
    orgUnit: { code: 'beijing' },
  });
  expect(matrix.period).toEqual({ grain: 'WEEK', start: '2012-03-26', end: '2012-04-01', label: '2012-W13' });
});

test('all cells are listed in the order of the enums, and every applicable KPI once, by code', async () => {
  const matrix = await matrixOf({ operator: 'china-mobile' }, 'YEAR', '2012-03-29');
  expect(matrix.cells.map((it: Loose) => [it.process, it.dimension])).toEqual(
    PROCESSES.flatMap((process) => DIMENSIONS.map((dimension) => [process, dimension])),
  );
  expect(matrix.dimensions.map((it: Loose) => it.dimension)).toEqual(DIMENSIONS);
  expect(matrix.processes.map((it: Loose) => it.process)).toEqual(PROCESSES);
  for (const cell of matrix.cells) {
    const codes = cell.measurements.map((it: Loose) => it.kpi.code);
    expect(codes).toEqual([...codes].sort());
    for (const { kpi } of cell.measurements)
      expect(kpi).toMatchObject({ process: cell.process, dimension: cell.dimension });
  }
  expect(
    measurementsOf(matrix)
      .map((it) => it.kpi.code)
      .sort(),
  ).toEqual([...api.registry.byCode.keys()].sort());
});

test('a KPI is not in the matrix of a finer grain than its cadence', async () => {
  const cadences = measurementsOf(await matrixOf({ operator: 'china-mobile' }, 'DAY', '2012-03-29')).map(
    (it) => it.kpi.cadence,
  );
  expect(new Set(cadences)).toEqual(new Set(['DAY']));
});

test('scores and coverage are weighted as it is written', async () => {
  const matrix = await matrixOf({ operator: 'china-mobile' }, 'QUARTER', '2012-03-29');
  const all = measurementsOf(matrix);
  const weigh = (members: Loose[]) => {
    const scored = members.filter((it) => it.score !== null);
    const sum = (list: Loose[], of: (it: Loose) => number) => list.reduce((total, it) => total + of(it), 0);
    const weight = sum(scored, (it) => it.kpi.weight);
    return {
      score: weight ? expect.closeTo(sum(scored, (it) => it.kpi.weight * it.score) / weight, 9) : null,
      coverage: members.length ? expect.closeTo(weight / sum(members, (it) => it.kpi.weight), 9) : 0,
    };
  };
  for (const cell of matrix.cells) expect(cell).toMatchObject(weigh(cell.measurements));
  for (const it of matrix.processes)
    expect(it).toMatchObject(weigh(all.filter(({ kpi }) => kpi.process === it.process)));
  for (const it of matrix.dimensions)
    expect(it).toMatchObject(weigh(all.filter(({ kpi }) => kpi.dimension === it.dimension)));
  expect(matrix.coverage).toEqual(weigh(all).coverage);
  const present = matrix.dimensions.filter((it: Loose) => it.score !== null);
  const weight = present.reduce((sum: number, it: Loose) => sum + it.weight, 0);
  const weighted = present.reduce((sum: number, it: Loose) => sum + it.weight * it.score, 0);
  expect(matrix.index).toBeCloseTo(weighted / weight, 9);
});

test('an empty place answers NO_DATA with its inputs absent and the present version', async () => {
  const matrix = await matrixOf({ operator: 'china-unicom' }, 'QUARTER', '2030-01-01');
  expect(matrix).toMatchObject({ index: null, coverage: 0 });
  expect(measurementOf(matrix, 'regulator-appeal-rate')).toMatchObject({
    value: null,
    score: null,
    status: 'NO_DATA',
    computedAt: null,
    isComplete: false,
    definitionVersion: 1,
    sampleSize: null,
    inputs: [
      { input: { key: 'regulatorAppeals' }, value: null },
      { input: { key: 'allUserDays' }, value: null },
    ],
  });
});

test('a stored measurement shows its inputs and when it was computed, previous and last year stand beside it', async () => {
  const matrix = await matrixOf({ operator: 'china-telecom' }, 'QUARTER', '2012-03-31');
  expect(measurementOf(matrix, 'regulator-appeal-rate')).toMatchObject({
    computedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    isComplete: true,
    inputs: [
      { input: { key: 'regulatorAppeals' }, value: 4081 },
      { input: { key: 'allUserDays' }, value: 27306691176 },
    ],
    previous: { period: { label: '2011-Q4' }, value: null, status: 'NO_DATA' },
    lastYear: { period: { label: '2011-Q1' }, value: null },
  });
  const next = await matrixOf({ operator: 'china-telecom' }, 'QUARTER', '2012-04-01');
  expect(measurementOf(next, 'regulator-appeal-rate')).toMatchObject({
    isComplete: false,
    previous: { status: 'CRITICAL' },
  });
  const year = await matrixOf({ operator: 'china-telecom' }, 'QUARTER', '2013-01-01');
  expect(measurementOf(year, 'regulator-appeal-rate').lastYear.value).toBeCloseTo(13.6, 1);
});

test('the previous matrix is the one of the period before, as often as it is asked for', async () => {
  const previous = `index coverage period { label } cells { score measurements { value status kpi { code } } }`;
  const { matrix } =
    await api.dataOf(`{ matrix(scope: { operator: "china-mobile" }, period: { grain: QUARTER, date: "2012-07-01" }) {
    period { label } ...Before } }
    fragment Before on Matrix { older: previous { ${previous} previous { ${previous} previous { period { label } } } } }`);
  expect(matrix.period.label).toBe('2012-Q3');
  expect(matrix.older.period.label).toBe('2012-Q2');
  expect(matrix.older.previous.period.label).toBe('2012-Q1');
  expect(matrix.older.previous.previous.period.label).toBe('2011-Q4');
  const alone = await matrixOf({ operator: 'china-mobile' }, 'QUARTER', '2012-01-01');
  expect(matrix.older.previous.index).toBe(alone.index);
  expect(measurementsOf(matrix.older.previous)).toMatchObject(
    measurementsOf(alone).map(({ value, status, kpi: { code } }) => ({ value, status, kpi: { code } })),
  );
});

test('before the beginning of the calendar there is nothing', async () => {
  const { matrix } =
    await api.dataOf(`{ matrix(scope: { operator: "china-mobile" }, period: { grain: YEAR, date: "0001-06-01" }) {
    period { label } previous { index } cells { measurements { previous { id } lastYear { id } } } } }`);
  expect(matrix).toMatchObject({ period: { label: '0001' }, previous: null });
  expect(measurementsOf(matrix)[0]).toEqual({ previous: null, lastYear: null });
});

test('last year of a week is the same ISO week, and of week 53 and of 29 February there is none', async () => {
  const lastYear = async (grain: string, date: string) => {
    const [first] = measurementsOf(await matrixOf({ operator: 'china-mobile' }, grain, date));
    return first.lastYear?.period.label ?? null;
  };
  expect(await lastYear('WEEK', '2021-01-04')).toBe('2020-W01');
  expect(await lastYear('WEEK', '2020-12-31')).toBeNull();
  expect(await lastYear('DAY', '2012-02-29')).toBeNull();
  expect(await lastYear('DAY', '2013-02-28')).toBe('2012-02-28');
});

test('a minimum sample is shown, and judged', async () => {
  const kpi = api.registry.kpis.find((it) => it.definition.minimumSample && it.derivedFrom.length === 0)!;
  const { input, count } = kpi.definition.minimumSample!;
  await api.record(
    kpi.inputs.map((key) => ({
      input: key,
      operator: 'china-unicom',
      date: '2013-05-31',
      value: key === input ? count / 2 : 1,
    })),
  );
  const { cadence, code } = kpi.definition;
  const matrix = await matrixOf({ operator: 'china-unicom' }, cadence, '2013-05-31');
  expect(measurementOf(matrix, code)).toMatchObject({
    status: 'INSUFFICIENT_SAMPLE',
    score: null,
    sampleSize: count / 2,
  });
});

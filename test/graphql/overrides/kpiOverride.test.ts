/** Overrides and dimension weights through the API. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
}, 120_000);
afterAll(() => api.close());

const OVERRIDE = `mutation ($input: KpiOverrideInput!) { overrideKpi(input: $input) { __typename
  ... on OverrideKpiSuccess { override { id from weight limits { severity value } kpi { code } scope { orgUnit { code } } } }
  ... on ValidationError { problems { path message } } } }`;
const READ = `query ($unit: String) {
  matrix(scope: { operator: "china-mobile", orgUnit: $unit }, period: { grain: DAY, date: "2012-03-29" }) {
    index dimensions { dimension weight } cells { process dimension score coverage measurements { kpi { code } status override { id why } } } }
  kpiDefinition(code: "hotline-answer-rate-15s") { overrides { id } } }`;
const answered = (data: Loose) =>
  data.matrix.cells
    .flatMap((it: Loose) => it.measurements)
    .find((it: Loose) => it.kpi.code === 'hotline-answer-rate-15s');

test('holds at its scope and below, says so, counts in the matrix, and goes again', async () => {
  const input = {
    code: 'hotline-answer-rate-15s',
    scope: { operator: 'china-mobile', orgUnit: 'north' },
    from: '2012-01-01',
    limits: [{ severity: 'CRITICAL', side: 'BELOW', value: 99 }],
    weight: 50,
    why: 'a promise to the region',
  };
  const before = await api.dataOf(READ, { unit: 'north' });
  const { overrideKpi } = await api.dataOf(OVERRIDE, { input });
  expect(overrideKpi.override).toMatchObject({
    from: '2012-01-01',
    weight: 50,
    limits: [{ severity: 'CRITICAL', value: 99 }],
  });
  await api.engine.drain();
  const { id } = overrideKpi.override;
  for (const unit of ['north', 'beijing'])
    expect(answered(await api.dataOf(READ, { unit }))).toMatchObject({
      status: 'CRITICAL',
      override: { id, why: input.why },
    });
  for (const unit of ['south', null])
    expect(answered(await api.dataOf(READ, { unit }))).toMatchObject({ override: null });
  const during = await api.dataOf(READ, { unit: 'north' });
  expect(during.kpiDefinition.overrides).toEqual([{ id }]);
  const coverage = (data: Loose) =>
    data.matrix.cells.find((it: Loose) => it.process === 'HOTLINE' && it.dimension === 'OPERATIONS').coverage;
  expect(coverage(during)).toBeGreaterThan(coverage(before));
  const remove = `mutation ($id: ID!) { removeOverride(id: $id) { __typename } }`;
  expect((await api.dataOf(remove, { id })).removeOverride.__typename).toBe('RemoveOverrideSuccess');
  expect((await api.dataOf(remove, { id })).removeOverride.__typename).toBe('NotFoundError');
  expect((await api.dataOf(remove, { id: 'x' })).removeOverride.__typename).toBe('NotFoundError');
  await api.engine.drain();
  expect(await api.dataOf(READ, { unit: 'north' })).toEqual(before);
});

test('problems are told where they were sent', async () => {
  const limit = { severity: 'WARNING', side: 'BELOW', value: 1 };
  const scope = { operator: 'china-mobile' };
  const problems = async (more: object) =>
    (
      await api.dataOf(OVERRIDE, {
        input: { code: 'hotline-answer-rate-15s', scope, from: '2012-01-01', ...more },
      })
    ).overrideKpi.problems.map((it: Loose) => it.path.join('.'));
  expect(await problems({})).toEqual(['']);
  expect(await problems({ limits: [limit, limit] })).toEqual(['limits.1']);
  expect(await problems({ limits: [{ ...limit, side: 'ABOVE' }] })).toEqual(['scoring']);
  expect(
    await problems({ limits: [{ ...limit, severity: 'CRITICAL', value: 2 }, limit], weight: 0 }),
  ).toEqual(['limits.0.value', 'weight']);
});

test('dimensions weigh differently at one operator', async () => {
  const set = `mutation ($weights: DimensionWeightsInput) { setDimensionWeights(operator: "china-mobile", weights: $weights) {
    __typename ... on SetDimensionWeightsSuccess { operator { dimensionWeights { dimension weight } } } ... on ValidationError { problems { path } } } }`;
  const { setDimensionWeights } = await api.dataOf(set, {
    weights: { perception: 1, complaint: 2, operations: 3 },
  });
  expect(setDimensionWeights.operator.dimensionWeights.map((it: Loose) => it.weight)).toEqual([1, 2, 3]);
  const { matrix } = await api.dataOf(READ, {});
  expect(matrix.dimensions.map((it: Loose) => it.weight)).toEqual([1, 2, 3]);
  const wrong = await api.dataOf(set, { weights: { perception: 0, complaint: -2, operations: 3 } });
  expect(wrong.setDimensionWeights.problems).toEqual([
    { path: ['weights', 'perception'] },
    { path: ['weights', 'complaint'] },
  ]);
  await api.dataOf(set, { weights: null });
  expect((await api.dataOf(READ, {})).matrix.dimensions.map((it: Loose) => it.weight)).toEqual([
    0.5, 0.25, 0.25,
  ]);
});

/** How many SQL statements an answer takes: the same however much is asked for. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, fill, type Loose, startApi } from './api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  await api.engine.stop();
});
afterAll(() => api.close());

const MATRIX = 'matrix(scope: { operator: "china-mobile" }, period: { grain: YEAR, date: "2012-03-31" })';
const FIGURES =
  'value score status isComplete definitionVersion computedAt kpi { code name unit } period { label } scope { operator { code } orgUnit { code } }';
const CELLS = `cells { process dimension score measurements { ${FIGURES} } }`;
const DAYS = 'range: { grain: DAY, from: "2012-03-01", to: "2012-04-30" }';

test.each([
  [
    'what is known: operators, lines, units, inputs, KPIs',
    1,
    `{ operators { code orgUnits { edges { node { code parent { code } operator { code } children { code } } } } } businessLines { code children { code } }
      inputDefinitions { key kpis { code } } kpiDefinitions { edges { node { code inputs { key } derivedFrom { code } businessLines { code } examples { inputs { input { key } } } } } } }`,
  ],
  ['a matrix', 2, `{ ${MATRIX} { index ${CELLS} } }`],
  [
    'a matrix and the three before it, of which some lack measurements',
    3,
    `{ ${MATRIX} { index ${CELLS} previous { index ${CELLS} previous { ...Before } } } } fragment Before on Matrix { index previous { index } }`,
  ],
  [
    'a matrix with inputs and samples',
    3,
    `{ ${MATRIX} { index ${CELLS} more: cells { measurements { sampleSize inputs { value input { key } } } } } }`,
  ],
  [
    'a matrix with inputs, and the one before it',
    3,
    `{ ${MATRIX} { index previous { index cells { measurements { sampleSize } } } cells { measurements { sampleSize inputs { value } } } } }`,
  ],
  [
    'a matrix with the year before',
    3,
    `{ ${MATRIX} { ${CELLS} also: cells { measurements { previous { value } lastYear { value } } } } }`,
  ],
  [
    'a page of measurements',
    3,
    `{ measurements(filter: { ${DAYS} }, first: 50) { edges { cursor node { id ${FIGURES} } } } }`,
  ],
  [
    'a page of measurements with inputs',
    4,
    `{ measurements(filter: { ${DAYS} }, first: 50) { edges { cursor node { id ${FIGURES} sampleSize inputs { value input { key name } } } } } }`,
  ],
  [
    'a page of measurements with inputs, the one before and last year',
    5,
    `{ measurements(filter: { ${DAYS} }, first: 50) { edges { node { ${FIGURES} inputs { value } previous { value } lastYear { value } } } } }`,
  ],
  [
    'trends of many KPIs, some without measurements',
    3,
    `{ kpiDefinitions(first: 30) { edges { node { code trend(scope: { operator: "china-mobile" }, ${DAYS}) { ${FIGURES} } } } } }`,
  ],
  [
    'observations with their history',
    3,
    `{ observations(filter: { from: "2012-01-01", to: "2012-12-31" }) { edges { node { value date input { key } scope { operator { code } } history { value } } } } }`,
  ],
  ['the state of the engine', 2, '{ engine { pending oldestPendingAt lastCompletedAt } }'],
])('%s: %i', async (_, expected, query) => {
  const { statements, errors } = await api.counted(query);
  expect(errors).toBeUndefined();
  expect(statements).toBe(expected);
});

test('measurements found again by their ids: 2', async () => {
  const { data } = await api.counted(
    `{ measurements(filter: { ${DAYS} }, first: 500) { edges { node { id } } } }`,
  );
  const ids = data.measurements.edges.map((it: Loose) => it.node.id);
  const { statements } = await api.counted(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Measurement { value } } }',
    { ids },
  );
  expect(statements).toBe(2);
});

test.each([1, 5, 50, 500])(
  'a page of %i measurements with KPI, scope and inputs: at most 6, wherever it begins',
  async (first) => {
    let after: string | null = null;
    for (let more = true, pages = 0; more && pages < 5; pages++) {
      const { statements, data }: { statements: number; data?: Loose } = await api.counted(
        `query ($after: String) { measurements(filter: { ${DAYS} }, first: ${first}, after: $after) {
        edges { node { ${FIGURES} inputs { value } } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      expect(statements).toBeLessThanOrEqual(6);
      ({ hasNextPage: more, endCursor: after } = data.measurements.pageInfo);
    }
  },
);

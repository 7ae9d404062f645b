/** What can be read after old days were set aside, and that nobody is answered with what is gone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { retire } from '../../../src/engine/retire.ts';
import type { Database } from '../../../src/store/database.ts';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
  const { inputs } = api.registry.byCode.get('regulator-appeal-rate')!;
  await api.record(
    inputs.map((input) => ({ input, operator: 'china-mobile', date: '2011-03-17', value: 1_000 })),
  );
});
afterAll(() => api.close());

const SCOPE = 'scope: { operator: "china-mobile" }';
const DAY = `{ matrix(${SCOPE}, period: { grain: DAY, date: "2012-03-20" }) { cells { measurements { value } } } }`;
const COARSE = `{
  list: measurements(filter: { range: { grain: MONTH, from: "2011-01-01", to: "2012-12-31" } }, first: 500) { totalCount edges { node { id value } } }
  ordered: measurements(filter: { range: { grain: MONTH, from: "2011-01-01", to: "2012-12-31" } }, orderBy: VALUE, first: 500) { edges { node { id } } }
  kpiDefinition(code: "regulator-appeal-rate") {
    trend(${SCOPE}, range: { grain: MONTH, from: "2012-02-01", to: "2012-03-31" }, window: ROLLING_12_MONTHS) { value status } } }`;

test('coarser figures are listed as before, and days are gone at once, also where somebody asked meanwhile', async () => {
  const before = await api.dataOf(COARSE);
  expect(before.list.totalCount).toBe(before.list.edges.length);
  expect(before.kpiDefinition.trend.map((it: Loose) => it.value === null)).toEqual([true, false]);
  const isThere = async () => {
    const { matrix } = await api.dataOf(DAY);
    return matrix.cells.some((it: Loose) =>
      it.measurements.some((of: Loose) => of.value !== null),
    ) as boolean;
  };
  let begun = 0;
  const db: Database = {
    ...api.db,
    transaction: async (work) => {
      // The first transaction says from which day on is kept, the next takes what was before.
      if (++begun > 1) expect(await isThere()).toBe(true);
      return api.db.transaction(work);
    },
  };
  expect(await retire({ db, day: '2013-01-01', today: '2026-01-01' })).toMatchObject({ refused: null });
  expect(begun).toBeGreaterThan(1);
  expect(await isThere()).toBe(false);
  expect(await api.dataOf(COARSE)).toEqual(before);
});

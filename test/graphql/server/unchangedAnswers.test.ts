/** A matrix that is asked for again: from memory while nothing changed, and never older than what is stored. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setDimensionWeights } from '../../../src/engine/definitions/overrides.ts';
import { type Api, fill, type Loose, startApi } from '../api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
  await fill(api);
});
afterAll(() => api.close());

const SCOPE = 'scope: { operator: "china-mobile" }';
const MATRIX = `query ($date: Date! = "2012-03-01") { matrix(${SCOPE}, period: { grain: QUARTER, date: $date }) {
  index period { label } dimensions { dimension weight } cells { measurements { kpi { code name weight } value computedAt isComplete
  inputs { input { key } value } previous { value } } } } }`;

const ONE = 1;
/** The statement that tells what changed; everything else comes from memory. */
const fromMemory = async (query = MATRIX, variables?: object) => {
  await api.ask(query, variables);
  return (await api.counted(query, variables)).statements === ONE;
};
const valueOf = async (code: string) => {
  const { matrix } = await api.dataOf(MATRIX);
  const measurements = matrix.cells.flatMap((it: Loose) => it.measurements) as Loose[];
  return measurements.find((it) => it.kpi.code === code);
};
const appeals = (value: number, date = '2012-03-31') => ({
  input: 'regulatorAppeals',
  operator: 'china-mobile',
  date,
  value,
});

test('asked again, the same matrix takes one statement, and is the same to the letter', async () => {
  const first = await api.ask(MATRIX);
  const { statements, ...again } = await api.counted(MATRIX);
  expect(statements).toBe(ONE);
  expect(again).toEqual(first);
  expect(again.data.matrix.cells).toHaveLength(27);
});

test('other variables are another question', async () => {
  const labels = [];
  for (const date of ['2012-03-01', '2011-12-31', '2012-03-01'])
    labels.push((await api.dataOf(MATRIX, { date })).matrix.period.label);
  expect(labels).toEqual(['2012-Q1', '2011-Q4', '2012-Q1']);
});

describe('what changes is seen by the next question:', () => {
  test('a recorded value', async () => {
    expect(await fromMemory()).toBe(true);
    await api.record([appeals(12_000)]);
    const before = (await valueOf('regulator-appeal-rate')).value;
    await api.record([appeals(6_000)]);
    expect((await valueOf('regulator-appeal-rate')).value).toBeCloseTo(before / 2, 9);
  });

  test('a value that only makes a period complete', async () => {
    await api.record([appeals(1, '2012-04-01')]);
    const asked = MATRIX.replace('$date: Date! = "2012-03-01"', '$date: Date! = "2012-04-01"');
    const isComplete = async () => (await api.dataOf(asked)).matrix.cells[0].measurements[0].isComplete;
    expect(await isComplete()).toBe(false);
    await api.record([appeals(1, '2012-06-30')]);
    expect(await isComplete()).toBe(true);
  });

  test('a value that another server recorded and computed', async () => {
    const other = api.server();
    expect(await fromMemory()).toBe(true);
    await api.ask(MATRIX, undefined, other);
    await api.record([appeals(3_000)]);
    const [here, there] = [await api.ask(MATRIX), await api.ask(MATRIX, undefined, other)];
    expect(here).toEqual(there);
    expect((await valueOf('regulator-appeal-rate')).inputs[0].value).toBe(3_000);
  });

  test('what was computed since a database was restored, which counts on from where it was', async () => {
    const done = sql`select completions from operator where code = 'china-mobile'`;
    await api.record([appeals(4_000)]);
    const [before] = await api.db.rows<{ completions: number }>(done);
    expect((await valueOf('regulator-appeal-rate')).inputs[0].value).toBe(4_000);
    await api.record([appeals(5_000)]);
    await api.db.rows(
      sql`update operator set completions = ${before!.completions} where code = 'china-mobile'`,
    );
    expect((await valueOf('regulator-appeal-rate')).inputs[0].value).toBe(5_000);
  });

  test('names, and what dimensions count', async () => {
    expect(await fromMemory()).toBe(true);
    const weights = { PERCEPTION: 8, COMPLAINT: 1, OPERATIONS: 1 };
    expect((await setDimensionWeights(api.engine, 'china-mobile', weights)).outcome).toBe('weighted');
    const { matrix } = await api.dataOf(MATRIX);
    expect(matrix.dimensions[0].weight).not.toBe(0.5);
  });
});

describe('what may be of other things is read each time:', () => {
  test.each([
    [
      'a neighbour of the matrix',
      `{ engine { pending } matrix(${SCOPE}, period: { grain: YEAR, date: "2012-01-01" }) { index } }`,
    ],
    [
      'a trend within the matrix',
      `{ matrix(${SCOPE}, period: { grain: YEAR, date: "2012-01-01" }) { cells { measurements { kpi { trend(${SCOPE},
        range: { grain: YEAR, from: "2012-01-01", to: "2012-01-01" }) { value } } } } } }`,
    ],
    [
      'a list',
      `{ measurements(filter: { range: { grain: YEAR, from: "2012-01-01", to: "2012-01-01" } }) { edges { node { value } } } }`,
    ],
  ])('%s', async (_, query) => {
    expect(await fromMemory(query)).toBe(false);
  });

  test('an answer with an error', async () => {
    const wrong = MATRIX.replace('china-mobile', 'nobody');
    await api.ask(wrong);
    expect((await api.ask(wrong)).errors).toHaveLength(1);
  });
});

test('an answer that is very long is read each time, and a short one of many scopes is not', async () => {
  const many = (scopes: number, fields: string) =>
    `{ matrices(scopes: [${'{ operator: "china-mobile" } '.repeat(scopes)}], period: { grain: QUARTER, date: "2012-03-01" }) { ${fields} } }`;
  expect(await fromMemory(many(100, 'cells { measurements { id kpi { code name } } }'))).toBe(false);
  expect(await fromMemory(many(100, 'index'))).toBe(true);
});

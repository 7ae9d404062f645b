/** How a matrix changed, like for like: what is compared with what, and over which KPIs. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { DIMENSION_WEIGHTS } from '../../../src/kpi/matrix.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Api, type Loose, startApi } from '../api.ts';

let api: Api;

/** Inputs whose days add up, whose last day counts, and a rate with the days of the month in it. */
const KPIS = [
  'hotline-answer-rate-15s',
  'long-pending-complaint-share',
  'regulator-appeal-rate',
  'total-complaint-rate',
];
let inputs: string[];

/** A figure of an input at a unit on a day: parts below wholes, and no two alike. */
const valueOf = (input: string, unit: number, day: string): number => {
  const noise = (Math.abs(Math.sin(input.length * 7 + unit * 31 + Date.parse(day) / 8.64e7)) * 1000) % 1;
  const scale = /UserDays/.test(input) ? 1e8 : /offered|complaintsTotal|open$/i.test(input) ? 1000 : 10;
  return Math.round(scale * (1 + noise));
};

/** What an operator reports at both of its units on so many days from one on; the second unit stops after five. */
const days = (operator: string, from: string, count: number, left: string[] = []) =>
  Array.from({ length: count }, (_, at) => daysLater(from, at)).flatMap((date, at) =>
    inputs
      .filter((it) => !left.includes(it))
      .flatMap((input) =>
        ['north', 'south']
          .filter((unit) => unit === 'north' || at < 5)
          .map((orgUnit, unit) => ({ input, operator, orgUnit, date, value: valueOf(input, unit, date) })),
      ),
  );

beforeAll(async () => {
  api = await startApi();
  inputs = [...new Set(KPIS.flatMap((code) => api.registry.byCode.get(code)!.inputs))];
  const name = { en: 'x', zh: 'x' };
  const operators = ['long', 'short'];
  await defineReference(api.engine, {
    operators: operators.map((code) => ({ code, name })),
    orgUnits: operators.flatMap((operator) => ['north', 'south'].map((code) => ({ code, operator, name }))),
  });
  await api.record([
    ...days('long', '2025-11-01', 30),
    ...days('long', '2026-10-01', 31),
    // Ten days of November, without what one KPI needs.
    ...days('long', '2026-11-01', 10, ['regulatorAppeals']),
    ...days('short', '2026-10-01', 10),
  ]);
}, 60_000);
afterAll(() => api.close());

const QUERY = `query ($operator: String!, $date: Date!, $grain: Grain!, $to: MatrixComparison!) {
  matrix(scope: { operator: $operator }, period: { grain: $grain, date: $date }) {
    index
    cells { measurements { kpi { code weight dimension } score } }
    change(to: $to) {
      index { before after difference } dimensions { dimension change { before after difference } }
      compared left { code } beforeFrom beforeTo
    }
  }
}`;
const matrixOf = async (operator: string, date: string, to: string, grain = 'MONTH'): Promise<Loose> =>
  (await api.dataOf(QUERY, { operator, date, grain, to })).matrix;

const scoresOf = (matrix: Loose): Map<string, Loose> =>
  new Map(matrix.cells.flatMap((it: Loose) => it.measurements).map((it: Loose) => [it.kpi.code, it]));

/** The index over these KPIs, as it is written. */
function indexOver(matrix: Loose, codes: readonly string[]): number {
  const found = codes.map((code) => scoresOf(matrix).get(code));
  let [sum, all] = [0, 0];
  for (const [dimension, weight] of Object.entries(DIMENSION_WEIGHTS)) {
    const ofDimension = found.filter((it) => it.kpi.dimension === dimension);
    if (ofDimension.length === 0) continue;
    const weights = ofDimension.reduce((total, it) => total + it.kpi.weight, 0);
    sum += (weight * ofDimension.reduce((total, it) => total + it.kpi.weight * it.score, 0)) / weights;
    all += weight;
  }
  return sum / all;
}

const COMPARED = KPIS.filter((it) => it !== 'regulator-appeal-rate');

describe('a month that fills', () => {
  test('is compared with the whole month before, over the KPIs that have a score on both sides', async () => {
    const { change, ...matrix } = await matrixOf('long', '2026-11-10', 'PREVIOUS');
    const october = await matrixOf('long', '2026-10-10', 'PREVIOUS');
    expect(change).toMatchObject({ compared: 3, beforeFrom: '2026-10-01', beforeTo: '2026-10-31' });
    expect(change.left.map((it: Loose) => it.code)).toContain('regulator-appeal-rate');
    expect(change.left).toHaveLength(scoresOf(matrix).size - 3);
    expect(change.index.before).toBeCloseTo(indexOver(october, COMPARED), 9);
    expect(change.index.after).toBeCloseTo(indexOver(matrix, COMPARED), 9);
    expect(change.index.difference).toBeCloseTo(change.index.after - change.index.before, 12);
    // What the two indices would say is something else.
    expect(Math.abs(change.index.before - october.index)).toBeGreaterThan(0.01);
    const perception = change.dimensions.find((it: Loose) => it.dimension === 'PERCEPTION');
    expect(perception.change).toEqual({ before: null, after: null, difference: null });
  });

  test('is compared with as many first days of the month before, as if that had ended with them', async () => {
    const { change } = await matrixOf('long', '2026-11-10', 'SAME_DAYS');
    // Another operator reported just these days of October.
    const short = await matrixOf('short', '2026-10-10', 'PREVIOUS');
    expect(change).toMatchObject({ compared: 3, beforeFrom: '2026-10-01', beforeTo: '2026-10-10' });
    expect(change.index.before).toBeCloseTo(indexOver(short, COMPARED), 9);
    for (const { dimension, change: of } of change.dimensions)
      if (of.before !== null)
        expect(of.before).toBeCloseTo(
          indexOver(
            short,
            COMPARED.filter((it) => scoresOf(short).get(it).kpi.dimension === dimension),
          ),
          9,
        );
  });

  test('is compared with the same month of last year', async () => {
    const { change } = await matrixOf('long', '2026-11-10', 'LAST_YEAR');
    const before = await matrixOf('long', '2025-11-10', 'LAST_YEAR');
    expect(change).toMatchObject({ compared: 3, beforeFrom: '2025-11-01', beforeTo: '2025-11-30' });
    expect(change.index.before).toBeCloseTo(indexOver(before, COMPARED), 9);
    expect(before.change).toMatchObject({
      compared: 0,
      index: { before: null, after: null, difference: null },
    });
  });
});

test('a month that is over is compared with a whole one', async () => {
  const { change } = await matrixOf('long', '2026-10-31', 'SAME_DAYS');
  expect(change).toMatchObject({ beforeFrom: '2026-09-01', beforeTo: '2026-09-30', compared: 0 });
});

test('a quarter has the first days of the quarter before', async () => {
  // 1 October to 10 November are 41 days.
  const { change } = await matrixOf('long', '2026-11-10', 'SAME_DAYS', 'QUARTER');
  expect(change).toMatchObject({ beforeFrom: '2026-07-01', beforeTo: '2026-08-10' });
});

test('where there is nothing to compare with, there is no change', async () => {
  expect((await matrixOf('long', '0001-01-01', 'PREVIOUS')).change).toBeNull();
  expect((await matrixOf('long', '2027-02-01', 'SAME_DAYS')).change).toBeNull();
  expect((await matrixOf('long', '2028-02-29', 'LAST_YEAR', 'DAY')).change).toBeNull();
});

test('it costs one statement more, whichever it is, and nothing where nobody asks', async () => {
  await api.engine.stop();
  const plain = `{ matrix(scope: { operator: "long" }, period: { grain: MONTH, date: "2026-11-10" }) { index`;
  const { statements } = await api.counted(`${plain} } }`);
  for (const to of ['PREVIOUS', 'LAST_YEAR', 'SAME_DAYS'])
    expect((await api.counted(`${plain} change(to: ${to}) { compared } } }`)).statements).toBe(
      statements + 1,
    );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type MatrixEntry, scoreMatrix } from '../../src/kpi/matrix.ts';
import { DIMENSIONS, PROCESSES } from '../../src/kpi/vocabulary.ts';

const entries: MatrixEntry[] = [
  { process: 'HOTLINE', dimension: 'PERCEPTION', weight: 3, score: 90 },
  { process: 'HOTLINE', dimension: 'PERCEPTION', weight: 1, score: 50 },
  { process: 'HOTLINE', dimension: 'OPERATIONS', weight: 2, score: 40 },
  { process: 'NETWORK', dimension: 'PERCEPTION', weight: 4, score: null },
  { process: 'NETWORK', dimension: 'OPERATIONS', weight: 2, score: 60 },
  { process: 'NETWORK', dimension: 'COMPLAINT', weight: 5, score: null },
];

test('a set scores the mean weighted over the KPIs that have a score, and covers their share of the weight', () => {
  const { dimensions, processes, coverage } = scoreMatrix(entries);
  expect(dimensions).toEqual([
    { dimension: 'PERCEPTION', weight: 0.5, score: 80, coverage: 0.5 },
    { dimension: 'COMPLAINT', weight: 0.25, score: null, coverage: 0 },
    { dimension: 'OPERATIONS', weight: 0.25, score: 50, coverage: 1 },
  ]);
  expect(processes.find(({ process }) => process === 'HOTLINE')).toEqual({
    process: 'HOTLINE',
    score: (3 * 90 + 50 + 2 * 40) / 6,
    coverage: 1,
  });
  expect(coverage).toBe(8 / 17);
});

test('the index weighs dimensions that have a score, perception twice as much as each other one', () =>
  expect(scoreMatrix(entries).index).toBe((0.5 * 80 + 0.25 * 50) / 0.75));

test('the weights of the dimensions can be configured', () => {
  const weights = { PERCEPTION: 1, COMPLAINT: 1, OPERATIONS: 3 };
  expect(scoreMatrix(entries, weights).index).toBe((80 + 3 * 50) / 4);
});

test('all 27 cells are listed, process by process, also empty ones', () => {
  const { cells } = scoreMatrix(entries);
  expect(cells.map(({ process, dimension }) => `${process} ${dimension}`)).toEqual(
    PROCESSES.flatMap((process) => DIMENSIONS.map((dimension) => `${process} ${dimension}`)),
  );
  expect(cells[0]).toEqual({
    process: 'NETWORK',
    dimension: 'PERCEPTION',
    members: [3],
    score: null,
    coverage: 0,
  });
  expect(cells[12]).toMatchObject({ process: 'HOTLINE', members: [0, 1], score: 80, coverage: 1 });
  expect(cells[26]).toMatchObject({ members: [], score: null, coverage: 0 });
});

test('without KPIs there is no index and nothing is covered', () =>
  expect(scoreMatrix([])).toMatchObject({ index: null, coverage: 0 }));

const anyEntry: fc.Arbitrary<MatrixEntry> = fc.record({
  process: fc.constantFrom(...PROCESSES),
  dimension: fc.constantFrom(...DIMENSIONS),
  weight: fc.double({ min: 0.1, max: 10, noNaN: true }),
  score: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
});

test('every KPI stands in exactly one cell, scores stay within 0 to 100 and coverage within 0 to 1', () =>
  fc.assert(
    fc.property(fc.array(anyEntry), (list) => {
      const { index, coverage, dimensions, processes, cells } = scoreMatrix(list);
      expect(cells.flatMap(({ members }) => members).toSorted((a, b) => a - b)).toEqual([...list.keys()]);
      for (const each of [...dimensions, ...processes, ...cells, { score: index, coverage }]) {
        expect(each.score ?? 0).toBeGreaterThanOrEqual(0);
        expect(each.score ?? 0).toBeLessThanOrEqual(100 + 1e-9);
        expect(each.coverage).toBeGreaterThanOrEqual(0);
        expect(each.coverage).toBeLessThanOrEqual(1 + 1e-9);
      }
    }),
  ));

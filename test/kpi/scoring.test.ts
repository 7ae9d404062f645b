import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disagreement, scoreOf, scoringSchema } from '../../src/kpi/scoring.ts';

const RISING = scoringSchema.parse({ zero: 60, full: 96 });
const FALLING = scoringSchema.parse({ zero: 20, full: 0 });
const TARGET = [
  { value: 0, score: 0 },
  { value: 5, score: 100 },
  { value: 20, score: 100 },
  { value: 60, score: 0 },
];

describe('a score', () => {
  test.each([
    ['higher is better', RISING, '50 0, 60 0, 78 50, 96 100, 120 100'],
    ['lower is better', FALLING, '-5 100, 0 100, 5 75, 20 0, 1e100 0'],
    ['on target', TARGET, '-1e100 0, 0 0, 2.5 50, 5 100, 12 100, 20 100, 40 50, 60 0, 99 0'],
  ] as const)('is read off the straight lines, constant outside them: %s', (_, points, rows) => {
    for (const row of rows.split(', ')) {
      const [value, score] = row.split(' ').map(Number);
      expect([value, scoreOf(points, value!)]).toEqual([value, score]);
    }
  });

  const curve = fc
    // As the door has it, -0 is 0.
    .uniqueArray(
      fc.double({ min: -1e100, max: 1e100, noNaN: true }).map((value) => value + 0),
      { minLength: 2, maxLength: 20 },
    )
    .chain((values) =>
      fc
        .array(fc.double({ min: 0, max: 100, noNaN: true }), {
          minLength: values.length,
          maxLength: values.length,
        })
        .map((scores) =>
          values.toSorted((a, b) => a - b).map((value, index) => ({ value, score: scores[index]! })),
        ),
    );

  test('is from 0 to 100 for every curve and every finite value', () =>
    fc.assert(
      fc.property(curve, fc.double({ noNaN: true, noDefaultInfinity: true }), (points, value) => {
        const score = scoreOf(points, value);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    ));

  test('is exact at the points of the curve', () =>
    fc.assert(
      fc.property(curve, (points) => {
        for (const { value, score } of points) expect(scoreOf(points, value)).toBe(score);
      }),
    ));
});

describe('a curve', () => {
  test('written as zero and full is the straight line between them, whichever is larger', () => {
    expect(RISING).toEqual([
      { value: 60, score: 0 },
      { value: 96, score: 100 },
    ]);
    expect(FALLING).toEqual([
      { value: 0, score: 100 },
      { value: 20, score: 0 },
    ]);
  });

  test.each([
    ['with one point', [{ value: 1, score: 0 }]],
    ['with two points at one value', [{ value: 1, score: 0 }, { value: 1, score: 100 }]], // prettier-ignore
    ['with falling values', [{ value: 2, score: 0 }, { value: 1, score: 100 }]], // prettier-ignore
    ['with a score above 100', [{ value: 1, score: 0 }, { value: 2, score: 101 }]], // prettier-ignore
    ['with a negative score', [{ value: 1, score: -1 }, { value: 2, score: 100 }]], // prettier-ignore
    ['with zero equal to full', { zero: 5, full: 5 }],
    ['that is a number', 5],
  ])('%s is refused', (_, scoring) => expect(scoringSchema.safeParse(scoring).success).toBe(false));

  test.each([
    ['HIGHER_IS_BETTER', RISING, true],
    ['HIGHER_IS_BETTER', FALLING, false],
    ['HIGHER_IS_BETTER', TARGET, false],
    ['LOWER_IS_BETTER', FALLING, true],
    ['LOWER_IS_BETTER', RISING, false],
    ['TARGET', TARGET, true],
    ['TARGET', RISING, false],
    ['TARGET', TARGET.map(({ value, score }) => ({ value, score: 100 - score })), false],
    ['HIGHER_IS_BETTER', [{ value: 1, score: 50 }, { value: 2, score: 50 }], false], // prettier-ignore
  ] as const)('agrees with a threshold that says %s: %j %s', (direction, points, agrees) =>
    expect(disagreement(direction, points) === null).toBe(agrees),
  );
});

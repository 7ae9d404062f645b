import fc from 'fast-check';
import { expect, test } from 'vitest';
import { beyond, sameFigure } from '../../src/kpi/figures.ts';

test.each([
  [85, 85, true],
  [85, 85 + 8e-8, true],
  [85, 85 + 9e-8, false],
  [0, 1e-9, true],
  [0, 1.1e-9, false],
  [1e12, 1e12 + 999, true],
  [1e12, 1e12 + 1002, false],
  [null, null, true],
  [null, 0, false],
  [0, null, false],
])('%s and %s are the same figure: %s', (a, b, same) => expect(sameFigure(a, b)).toBe(same));

test('equality does not depend on which figure comes first', () =>
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      expect(sameFigure(a, b)).toBe(sameFigure(b, a));
    }),
  ));

test('a different order of summation never moves a value across a limit', () => {
  const sum = 0.1 + 0.2;
  expect(sum).not.toBe(0.3);
  expect(beyond(sum, { side: 'ABOVE', value: 0.3 })).toBe(false);
  expect(beyond(-sum, { side: 'BELOW', value: -0.3 })).toBe(false);
});

test.each([
  ['BELOW', 80, 80, false],
  ['BELOW', 80, 80 - 7e-8, false],
  ['BELOW', 80, 80 - 9e-8, true],
  ['BELOW', 80, 81, false],
  ['ABOVE', 80, 80 + 7e-8, false],
  ['ABOVE', 80, 80 + 9e-8, true],
  ['ABOVE', 0, 1e-9, false],
  ['ABOVE', 0, 2e-9, true],
] as const)('%s the limit %s: %s breaches: %s', (side, limit, value, breaches) =>
  expect(beyond(value, { side, value: limit })).toBe(breaches),
);

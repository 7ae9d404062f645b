import { expect, test } from 'vitest';
import { bytes, counted, figure, percent, scoreFigure } from '../../src/cli/figure.ts';

test('a value shows what a person needs of it, and whole numbers wholly', () => {
  expect(
    [13.600000000001, 27006617647, 0.000123456789, 1e-9, 123456.789, 1e20, -0.5, 0, null].map(figure),
  ).toEqual([
    '13.6',
    '27006617647',
    '0.000123457',
    '1e-9',
    '123456.79',
    '100000000000000000000',
    '-0.5',
    '0',
    '–',
  ]);
});

test('a share is 0 or 100 % only where it is exactly that', () => {
  expect([0, 0.00001, 0.5, 0.99999, 1].map(percent)).toEqual(['0 %', '0.1 %', '50.0 %', '99.9 %', '100 %']);
});

test('scores, sizes and counts', () => {
  expect([scoreFigure(82.35), scoreFigure(null), scoreFigure(100)]).toEqual(['82.3', '–', '100.0']);
  expect([bytes(999), bytes(1500), bytes(2.5e9)]).toEqual(['999 B', '1.5 kB', '2.5 GB']);
  expect([counted(1, 'row'), counted(2, 'row')]).toEqual(['1 row', '2 rows']);
});

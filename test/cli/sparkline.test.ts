import { expect, test } from 'vitest';
import { sparkline } from '../../src/cli/sparkline.ts';

test('runs from the lowest to the highest value, with a point where there is none', () => {
  expect(sparkline([0, 1, 2, 3, null, 7])).toBe('▁▂▃▄·█');
});

test('is level where nothing changes, and empty of bars without values', () => {
  expect(sparkline([5, 5])).toBe('▅▅');
  expect(sparkline([null, null])).toBe('··');
});

test('stays 60 wide however long the time is', () => {
  const long = sparkline(Array.from({ length: 4000 }, (_, at) => at));
  expect(long).toHaveLength(60);
  expect(long).toMatch(/^▁+▂+▃+▄+▅+▆+▇+█+$/);
});

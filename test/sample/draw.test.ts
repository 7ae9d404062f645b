import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawCount, drawNormal, drawPart, randomOf } from '../../src/sample/draw.ts';

const part = fc.record({
  seed: fc.integer(),
  name: fc.string(),
  whole: fc.nat(1_000_000_000),
  probability: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('a part is a whole number between nothing and all, and repeats', () => {
  fc.assert(
    fc.property(part, ({ seed, name, whole, probability }) => {
      const drawn = drawPart(whole, probability, randomOf(seed, name));
      expect(drawn).toBe(drawPart(whole, probability, randomOf(seed, name)));
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn <= whole).toBe(true);
    }),
  );
});

test('a share of nothing draws nothing, and a share of all draws all', () => {
  expect(drawPart(1234, 0, randomOf(1, 'none'))).toBe(0);
  expect(drawPart(1234, 1, randomOf(1, 'all'))).toBe(1234);
});

test.each([0.05, 1, 29, 31, 5000])('counts of %d are met on average', (mean) => {
  const counts = Array.from({ length: 4000 }, (_, i) => {
    const random = randomOf(1, `day ${i}`);
    drawNormal(random);
    return drawCount(mean, random);
  });
  const average = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  expect(Math.abs(average - mean)).toBeLessThan(4 * Math.sqrt(mean / counts.length));
  expect(counts.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
});

import { expect, test } from 'vitest';
import { ChunkSize } from '../../../src/engine/settling/chunkSize.ts';

/** The size after chunks of work that takes `each` seconds a series-day, always as much as may be taken. */
function after(chunks: number, each: number, size = new ChunkSize(2)): number {
  for (let i = 0; i < chunks; i++) size.learn(size.limit * each, size.limit);
  return size.limit;
}

test('a chunk becomes as large as the time it should take allows, whatever a series-day costs', () => {
  expect(after(20, 0.0001)).toBeCloseTo(20_000, -1);
  expect(after(20, 0.001)).toBeCloseTo(2000, -1);
});

test('it is never larger than memory allows, nor smaller than is worth a transaction', () => {
  expect(after(50, 1e-9)).toBe(120_000);
  expect(after(50, 10)).toBe(200);
});

test('one slow chunk halves it at most, and small ones say nothing of large ones', () => {
  const size = new ChunkSize(2);
  const before = size.limit;
  size.learn(0.01, 3);
  expect(size.limit).toBe(before);
  size.learn(100, before);
  expect(size.limit).toBe(before / 2);
  size.learn(3, 5);
  expect(size.limit).toBeLessThan(before / 2);
});

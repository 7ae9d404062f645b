import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cycleThrough, dependencyOrder } from '../../src/kpi/order.ts';

const graph = fc.integer({ min: 1, max: 12 }).chain((size) =>
  fc.array(fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }), {
    minLength: size,
    maxLength: size,
  }),
);

test('what is read comes before what reads it, and nothing is lost', () =>
  fc.assert(
    fc.property(graph, (edges) => {
      const { ordered, rest } = dependencyOrder([...edges.keys()], (item) => edges[item]!);
      ordered.forEach((item, place) =>
        edges[item]!.forEach((read) => expect(ordered.indexOf(read)).toBeLessThan(place)),
      );
      expect([...ordered, ...rest].toSorted((a, b) => a - b)).toEqual([...edges.keys()]);
    }),
  ));

test('whatever lies on a cycle is named with the whole way back to itself', () =>
  fc.assert(
    fc.property(graph, (edges) => {
      const reads = (item: number) => edges[item]!;
      const { ordered } = dependencyOrder([...edges.keys()], reads);
      for (const item of edges.keys()) {
        const cycle = cycleThrough(item, reads);
        if (cycle === null) continue;
        expect(ordered).not.toContain(item);
        expect([cycle[0], cycle.at(-1)]).toEqual([item, item]);
        for (let i = 1; i < cycle.length; i++) expect(reads(cycle[i - 1]!)).toContain(cycle[i]);
      }
    }),
  ));

test('a chain of 100,000 is ordered without running out of stack', () => {
  const items = Array.from({ length: 100_000 }, (_, index) => index);
  const { ordered } = dependencyOrder(items, (item) => (item + 1 < items.length ? [item + 1] : []));
  expect(ordered[0]).toBe(99_999);
});

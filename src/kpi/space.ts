/**
 * How the series of one input come together: which places overlap, which series is superseded by a newer one at another
 * level, and the collapse over space. Trees are given as functions over ids; line 0 stands for "no line".
 */
import type { SpaceAggregation } from './vocabulary.ts';

/** An input's value at one place, after the collapse over time. */
export interface Series {
  place: number;
  line: number;
  value: number;
  /** The number of its latest day. */
  lastDay: number;
}

export interface Trees {
  /** A place and all above it. */
  placePath(place: number): readonly number[];
  /** Whether two lines are equal or one is above the other; line 0 is above all. */
  linesRelated(a: number, b: number): boolean;
}

/** Where a series stands. */
export type Position = Pick<Series, 'place' | 'line'>;

/** More than there are lines. */
const LINES = 65_536;

/** A place and a line as one number. */
export const positionNumber = (place: number, line: number): number => place * LINES + line;

/** Whether values at the two positions would count something twice. */
export function overlap(a: Position, b: Position, trees: Trees): boolean {
  return trees.linesRelated(a.line, b.line) && placesRelated(a.place, b.place, trees);
}

function placesRelated(a: number, b: number, trees: Trees): boolean {
  return trees.placePath(a).includes(b) || trees.placePath(b).includes(a);
}

/**
 * Every pair of overlapping positions of which the first is one of `ours`; for two of ours both ways round. Positions
 * equal to each other are no pair. The effort grows with the depth of the tree, not with the square of the number.
 */
export function overlappingPairs<P extends Position>(
  ours: readonly P[],
  all: readonly P[],
  trees: Trees,
): [P, P][] {
  const pairs: [P, P][] = [];
  const meet = (lower: P, upper: P, found: (lower: P, upper: P) => void) => {
    if (trees.linesRelated(lower.line, upper.line)) found(lower, upper);
  };
  forEachAbove(ours, all, trees, (mine, other) =>
    meet(mine, other, () => {
      if (mine.place !== other.place || mine.line !== other.line) pairs.push([mine, other]);
    }),
  );
  forEachAbove(all, ours, trees, (other, mine) =>
    meet(other, mine, () => {
      if (mine.place !== other.place) pairs.push([mine, other]);
    }),
  );
  return pairs;
}

/** Calls `found` for each lower position with each upper one at its place or above. */
function forEachAbove<P extends Position>(
  lowers: readonly P[],
  uppers: readonly P[],
  trees: Trees,
  found: (lower: P, upper: P) => void,
): void {
  const byPlace = new Map<number, P[]>();
  for (const upper of uppers) {
    const there = byPlace.get(upper.place);
    if (there) there.push(upper);
    else byPlace.set(upper.place, [upper]);
  }
  for (const lower of lowers) {
    for (const place of trees.placePath(lower.place))
      byPlace.get(place)?.forEach((upper) => found(lower, upper));
  }
}

/** Leaves out every series that an overlapping one among them with a later day supersedes (SEMANTICS: only the newer level counts). */
export function withoutSuperseded(series: readonly Series[], trees: Trees): readonly Series[] {
  const first = series[0]?.lastDay;
  if (series.every((it) => it.lastDay === first)) return series;
  const superseded = new Set<Series>();
  for (const [mine, other] of overlappingPairs(series, series, trees)) {
    if (other.lastDay > mine.lastDay) superseded.add(mine);
  }
  return superseded.size === 0 ? series : series.filter((it) => !superseded.has(it));
}

/** The values of a scope as one; NaN (absent) for none. */
export function collapse(values: readonly number[], aggregation: SpaceAggregation): number {
  if (values.length === 0) return NaN;
  if (aggregation === 'MAX') return values.reduce((a, b) => Math.max(a, b));
  if (aggregation === 'MIN') return values.reduce((a, b) => Math.min(a, b));
  const sum = values.reduce((a, b) => a + b, 0);
  return aggregation === 'AVERAGE' ? sum / values.length : sum;
}

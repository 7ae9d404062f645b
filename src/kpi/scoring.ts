/** Scoring curves: how good a value is, from 0 to 100, read off straight lines between points. */
import { z } from 'zod';
import { atMost, expected, figure } from './fields.ts';
import type { Direction } from './vocabulary.ts';

const MOST_POINTS = 20;

const score = figure.refine((value) => value >= 0 && value <= 100, { error: 'a score is from 0 to 100' });

const point = z.strictObject(
  { value: figure, score },
  { error: expected('a point of the curve, { value, score }') },
);

const points = atMost(
  MOST_POINTS,
  'points',
  z
    .array(point)
    .min(2, 'needs at least two points')
    .superRefine((list, context) => {
      const message = 'values must rise from point to point';
      for (let i = 1; i < list.length; i++)
        if (list[i]!.value <= list[i - 1]!.value)
          context.addIssue({ code: 'custom', path: [i, 'value'], message });
    }),
);

const straightLine = z
  .strictObject({ zero: figure, full: figure })
  .refine(({ zero, full }) => zero !== full, { error: 'zero and full must differ', path: ['full'] })
  .transform(({ zero, full }) => {
    const bad = { value: zero, score: 0 };
    const good = { value: full, score: 100 };
    return zero < full ? [bad, good] : [good, bad];
  });

/** A curve: at least two points with rising values, or `{ zero, full }`, the values of score 0 and score 100. */
export const scoringSchema = z.union([points, straightLine], {
  error: 'expected a list of points { value, score }, or { zero, full }',
});

/** One point of a scoring curve. */
export interface ScorePoint {
  value: number;
  score: number;
}

/** The score of a finite value, 0 to 100: on the line between its two neighbours, constant outside the points. */
export function scoreOf(points: readonly ScorePoint[], value: number): number {
  const next = points.findIndex((point) => value <= point.value);
  if (next === -1) return points.at(-1)!.score;
  if (next === 0) return points[0]!.score;
  return between(points[next - 1]!, points[next]!, value);
}

/** Where a curve contradicts the direction of its KPI's threshold: what is wrong and what to do; null if they agree. */
export function disagreement(direction: Direction, points: readonly ScorePoint[]): string | null {
  const shape = shapeOf(points);
  return SHAPES[direction].shape.test(shape) ? null : SHAPES[direction].remedy;
}

const SHAPES: Record<Direction, { shape: RegExp; remedy: string }> = {
  HIGHER_IS_BETTER: {
    shape: /^\+$/,
    remedy: 'the threshold says "at least", so scores must rise with the value and never fall',
  },
  LOWER_IS_BETTER: {
    shape: /^-$/,
    remedy: 'the threshold says "at most", so scores must fall as the value rises and never rise',
  },
  TARGET: {
    shape: /^\+-$/,
    remedy: 'the threshold has limits on both sides, so scores must first rise and then fall',
  },
};

/** The ups and downs of a curve without its flat parts, repeated ones once: `+`, `-`, `+-`, … */
function shapeOf(points: readonly ScorePoint[]): string {
  let shape = '';
  for (let i = 1; i < points.length; i++) {
    const step = points[i]!.score - points[i - 1]!.score;
    const sign = step > 0 ? '+' : step < 0 ? '-' : '';
    if (!shape.endsWith(sign)) shape += sign;
  }
  return shape;
}

function between(left: ScorePoint, right: ScorePoint, value: number): number {
  if (value === right.value) return right.score; // the line below may miss its own end by a rounding
  const share = (value - left.value) / (right.value - left.value);
  return left.score + share * (right.score - left.score);
}

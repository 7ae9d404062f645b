/** When two figures count as equal, and when a value is beyond a limit: never by a rounding error alone. */
import type { LimitSide } from './vocabulary.ts';

/** What a different order of summation may change, relative to figures of 1 and more, absolute below. */
const TOLERANCE = 1e-9;

/** Whether two figures differ by at most 1e-9 × max(1, |a|, |b|). Null, for "no value", equals only null. */
export function sameFigure(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Whether what counts a part is more than its whole, by more than 1e-9 × max(1, |whole|). */
export const exceeds = (part: number, whole: number): boolean =>
  beyond(part, { side: 'ABOVE', value: whole });

/** Whether a value lies below (or above) a limit by more than 1e-9 × max(1, |limit|). At the limit it does not. */
export function beyond(value: number, limit: { side: LimitSide; value: number }): boolean {
  const distance = limit.side === 'BELOW' ? limit.value - value : value - limit.value;
  return distance > TOLERANCE * Math.max(1, Math.abs(limit.value));
}

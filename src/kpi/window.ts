/** Windows: the days up to the end of a period that are looked at together, such as the year so far. */
import { addDays, isDate, type Period, periodOf } from './period.ts';
import { isFiner } from './grain.ts';
import type { Grain } from './vocabulary.ts';

/** From the first day of the unit that contains a period's last day; or the twelve months that end with it. */
export const WINDOWS = ['MONTH_TO_DATE', 'QUARTER_TO_DATE', 'YEAR_TO_DATE', 'ROLLING_12_MONTHS'] as const;
/** The name of a window. */
export type Window = (typeof WINDOWS)[number];

/** The unit of a window: the periods that it looks at are finer. */
export const unitOf = (window: Window): Grain => UNITS[window];

const UNITS: Readonly<Record<Window, Grain>> = {
  MONTH_TO_DATE: 'MONTH',
  QUARTER_TO_DATE: 'QUARTER',
  YEAR_TO_DATE: 'YEAR',
  ROLLING_12_MONTHS: 'YEAR',
};

/** Whether a window may end with periods of this grain. */
export const endsWith = (window: Window, grain: Grain): boolean => isFiner(grain, unitOf(window));

/** How far an operator's observations reach: their first and last day. */
export interface Observed {
  firstDay: string | null;
  lastDay: string | undefined;
}

/**
 * The days of the window that ends with a period, both inclusive: up to its last day, or the latest observed one while it fills. Null where
 * nothing of the period is observed yet, and for twelve months that begin before the first observed day.
 */
export function windowOf(
  window: Window,
  { start, end }: Period,
  { firstDay, lastDay }: Observed,
): { from: string; to: string } | null {
  if (lastDay === undefined || lastDay < start) return null;
  const from =
    window === 'ROLLING_12_MONTHS' ? yearBefore(addDays(end, 1)) : periodOf(unitOf(window), end).start;
  const to = lastDay < end ? lastDay : end;
  if (from === null || from > to) return null;
  return window === 'ROLLING_12_MONTHS' && (firstDay === null || firstDay > from) ? null : { from, to };
}

/** The same day a year before, of 29 February the day after the 28th; null before the calendar begins. */
function yearBefore(date: string): string | null {
  const year = Number(date.slice(0, 4)) - 1;
  if (year < 1) return null;
  const same = `${String(year).padStart(4, '0')}${date.slice(4)}`;
  return isDate(same) ? same : `${same.slice(0, 4)}-03-01`;
}

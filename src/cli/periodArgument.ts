import { InvalidArgumentError } from 'commander';
import { dateOf, mondayOfWeek, weeksIn } from '../kpi/days.ts';
import { isDate, label, type Period, periodOf, previousPeriod } from '../kpi/period.ts';
import type { Grain } from '../kpi/vocabulary.ts';

/** The period that a label names: 2013-06-30, 2013-W26, 2013-06, 2013-Q2 or 2013. Throws commander's InvalidArgumentError. */
export function periodArgument(text: string): Period {
  const wanted = text.trim().toUpperCase();
  const period = named(wanted);
  if (period !== null && label(period) === wanted) return period;
  throw new InvalidArgumentError('A period is written 2013-06-30, 2013-W26, 2013-06, 2013-Q2 or 2013.');
}

/** A date, YYYY-MM-DD. Throws commander's InvalidArgumentError. */
export function dateArgument(text: string): string {
  if (!isDate(text)) throw new InvalidArgumentError('A date is written 2013-06-30.');
  return text;
}

/** The last period of the grain that was over at that moment (in UTC). */
export function lastCompletePeriod(grain: Grain, now: Date): Period {
  const current = periodOf(grain, now.toISOString().slice(0, 10));
  return previousPeriod(current) ?? current;
}

function named(text: string): Period | null {
  const [, year, kind, number] = /^(\d{4})-?([WQ])?(\d{1,2})?$/.exec(text) ?? [];
  if (year === undefined) return around('DAY', text);
  if (number === undefined) return around('YEAR', `${year}-01-01`);
  if (kind === 'W') return week(Number(year), Number(number));
  return kind === 'Q' ? month('QUARTER', year, Number(number) * 3 - 2) : month('MONTH', year, Number(number));
}

const month = (grain: Grain, year: string, month: number): Period | null =>
  around(grain, `${year}-${String(month).padStart(2, '0')}-01`);

function week(year: number, week: number): Period | null {
  const exists = year >= 1 && week >= 1 && week <= weeksIn(year);
  return exists ? periodOf('WEEK', dateOf(mondayOfWeek(year, week))) : null;
}

const around = (grain: Grain, date: string): Period | null => (isDate(date) ? periodOf(grain, date) : null);

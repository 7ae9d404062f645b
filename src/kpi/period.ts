/**
 * Periods of the calendar: days, ISO weeks (Monday first), months, quarters and years from 0001-01-01 to 9999-12-31.
 * Dates are texts, `YYYY-MM-DD`, and carry no time zone; inside, a day is a whole number, so nothing here knows `Date`.
 * Functions that take dates expect valid ones: check with `isDate` at the door.
 */
import {
  dateOf,
  dayNumber,
  dayOf,
  FIRST_DAY,
  isoWeek,
  LAST_DAY,
  mondayOf,
  mondayOfWeek,
  partsOf,
  weeksIn,
} from './days.ts';
import { MONTHS } from './grain.ts';
import type { Grain } from './vocabulary.ts';

/** A period of a grain, from its first to its last day, both inclusive. */
export interface Period {
  grain: Grain;
  start: string;
  end: string;
}

/** Whether a text is a date of the calendar, written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = dayOf(text);
  return day >= FIRST_DAY && day <= LAST_DAY && dateOf(day) === text;
}

/** The date so many days later, or earlier. Throws a RangeError outside the years 0001 to 9999. */
export function addDays(date: string, days: number): string {
  return dateOf(dayOf(date) + days);
}

/** How many days `to` lies after `from`; negative if before. */
export function daysBetween(from: string, to: string): number {
  return dayOf(to) - dayOf(from);
}

/** The period of this grain that contains the date. The week that leaves the year 9999 ends with it. */
export function periodOf(grain: Grain, date: string): Period {
  return grain === 'DAY' ? { grain, start: date, end: date } : periodAround(grain, dayOf(date));
}

/** The years and weeks that two days (the first not after the second) lie in: everything that figures of days between are part of. */
export function yearsAround(first: string, last: string): { from: string; to: string } {
  const [begins, ends] = [periodOf('WEEK', first).start, periodOf('WEEK', last).end];
  const [from, to] = [periodOf('YEAR', first).start, periodOf('YEAR', last).end];
  return { from: begins < from ? begins : from, to: ends > to ? ends : to };
}

/** Every period of this grain that has a day in `from`..`to`, in time order; none if `to` is before `from`. */
export function periodsTouching(grain: Grain, from: string, to: string): Period[] {
  const last = dayOf(to);
  const periods: Period[] = [];
  for (let day = dayOf(from); day <= last;) {
    const period = periodAround(grain, day);
    periods.push(period);
    day = dayOf(period.end) + 1;
  }
  return periods;
}

/** How many periods `periodsTouching` would list, without listing them: for limits checked before the work. */
export function countPeriods(grain: Grain, from: string, to: string): number {
  return from > to ? 0 : ordinal(grain, dayOf(to)) - ordinal(grain, dayOf(from)) + 1;
}

/**
 * How many days the month of a period has: its days divided by its months, of which each day counts 1/(days of its month). 31 in October
 * and on each of its days, 366/12 in a leap year, about 30.85 in a week that leaves November. What published rates per user and month
 * are made with.
 */
export function monthDays({ grain, start, end }: Period): number {
  const [first, last] = [dayOf(start), dayOf(end)];
  if (grain === 'WEEK') return monthDaysBetween(first, last);
  return grain === 'DAY' ? lengthOfMonth(first) : (last - first + 1) / MONTHS[grain];
}

/** The same of a stretch of days, both inclusive, that need be no period. */
export const monthDaysOf = ({ from, to }: { from: string; to: string }): number =>
  monthDaysBetween(dayOf(from), dayOf(to));

function monthDaysBetween(first: number, last: number): number {
  let months = 0;
  for (let day = first; day <= last; day++) months += 1 / lengthOfMonth(day);
  return (last - first + 1) / months;
}

function lengthOfMonth(day: number): number {
  const { year, month } = partsOf(day);
  return dayNumber(year, month + 1, 1) - dayNumber(year, month, 1);
}

/** The period as people write it: `2013-06-30`, `2013-W26`, `2013-06`, `2013-Q2` or `2013`. */
export function label({ grain, start }: Period): string {
  return LABELS[grain](start);
}

const LABELS: Readonly<Record<Grain, (start: string) => string>> = {
  DAY: (start) => start,
  WEEK: (start) => {
    const { year, week } = isoWeek(dayOf(start));
    return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
  },
  MONTH: (start) => start.slice(0, 7),
  QUARTER: (start) => `${start.slice(0, 4)}-Q${quarterOf(Number(start.slice(5, 7)))}`,
  YEAR: (start) => start.slice(0, 4),
};

/** The period of the same grain just before; null at the beginning of the calendar, 0001-01-01. */
export function previousPeriod({ grain, start }: Period): Period | null {
  const day = dayOf(start) - 1;
  return day < FIRST_DAY ? null : periodAround(grain, day);
}

/** The same period one year before, for weeks the same ISO week; null where there is none (week 53, 29 February). */
export function samePeriodLastYear({ grain, start }: Period): Period | null {
  if (grain === 'WEEK') return sameWeekLastYear(dayOf(start));
  const { year, month, day } = partsOf(dayOf(start));
  if (year === 1 || (month === 2 && day === 29)) return null;
  return periodAround(grain, dayNumber(year - 1, month, day));
}

function sameWeekLastYear(monday: number): Period | null {
  const { year, week } = isoWeek(monday);
  if (year === 1 || week > weeksIn(year - 1)) return null;
  return periodAround('WEEK', mondayOfWeek(year - 1, week));
}

function periodAround(grain: Grain, day: number): Period {
  if (grain === 'DAY') return period(grain, day, day);
  if (grain === 'WEEK') return period(grain, mondayOf(day), Math.min(mondayOf(day) + 6, LAST_DAY));
  const { year, month } = partsOf(day);
  // `first + length` is at most 13, which `dayNumber` understands.
  const length = MONTHS[grain];
  const first = month - ((month - 1) % length);
  return period(grain, dayNumber(year, first, 1), dayNumber(year, first + length, 1) - 1);
}

/** The place of the period with this day in the sequence of its grain. */
export function ordinal(grain: Grain, day: number): number {
  if (grain === 'DAY') return day;
  if (grain === 'WEEK') return mondayOf(day) / 7;
  const { year, month } = partsOf(day);
  return Math.floor((year * 12 + month - 1) / MONTHS[grain]);
}

/** The first day (its number) of the period at a place in the sequence of its grain: the other way round than `ordinal`. */
export function firstDayAt(grain: Grain, at: number): number {
  if (grain === 'DAY') return at;
  if (grain === 'WEEK') return at * 7;
  const month = at * MONTHS[grain];
  return dayNumber(Math.floor(month / 12), (month % 12) + 1, 1);
}

const period = (grain: Grain, start: number, end: number): Period => ({
  grain,
  start: dateOf(start),
  end: dateOf(end),
});

const quarterOf = (month: number): number => Math.ceil(month / 3);

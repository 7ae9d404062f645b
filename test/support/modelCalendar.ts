/** Periods by JavaScript's own calendar, in UTC: on purpose not the way the product finds them. */
import type { Grain } from '../../src/kpi/vocabulary.ts';

/** The first day of the period of this grain that a date lies in. */
export function periodStart(grain: Grain, date: string): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  if (grain === 'DAY') return date;
  if (grain === 'WEEK') return daysLater(date, -daysSinceMonday(year, month, day));
  if (grain === 'MONTH') return iso(Date.UTC(year, month - 1, 1));
  if (grain === 'QUARTER') return iso(Date.UTC(year, month - 1 - ((month - 1) % 3), 1));
  return iso(Date.UTC(year, 0, 1));
}

/** The last day of the period of this grain that begins with `start`. */
export function periodEnd(grain: Grain, start: string): string {
  return daysLater(periodStart(grain, daysLater(start, MOST_DAYS[grain])), -1);
}

/** As many days later it is always the next period, whichever one it is. */
const MOST_DAYS = { DAY: 1, WEEK: 7, MONTH: 31, QUARTER: 92, YEAR: 366 };

/** The date so many days later. */
export function daysLater(date: string, days: number): string {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  return iso(Date.UTC(year, month - 1, day + days));
}

/** The days of a period divided by the months it has, of which each day is as much as its month has room for. */
export function monthDaysOf(grain: Grain, start: string): number {
  let [days, months] = [0, 0];
  for (let day = start; day <= periodEnd(grain, start); day = daysLater(day, 1)) {
    const [year, month] = day.split('-').map(Number) as [number, number];
    days++;
    months += 1 / new Date(Date.UTC(year, month, 0)).getUTCDate();
  }
  return days / months;
}

const daysSinceMonday = (year: number, month: number, day: number): number =>
  (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;

const iso = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

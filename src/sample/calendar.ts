/**
 * The days of the sample and how they are cut into spans, each recorded as one value on its last day: days of late, before
 * that ISO weeks cut at the ends of months, so that sums over weeks and over months are both right.
 */
import {
  addDays,
  daysBetween,
  type Period,
  periodOf,
  periodsTouching,
  previousPeriod,
} from '../kpi/period.ts';
import type { Cadence } from './level.ts';

/** Five weeks by the day. */
const FINE_DAYS = 35;
/** The latest full month and the twelve before it, so that it has a year before. */
const MONTHS = 13;

/** A day: weekday from 0 (Monday), month from 0 (January), the part of the calendar year that has passed at its end. */
export interface Day {
  index: number;
  date: string;
  weekday: number;
  month: number;
  monthLength: number;
  ofYear: number;
}

/** `months` are the full ones, oldest first; `fineFrom` and `districtsFrom` are indexes into `days`. */
export interface Calendar {
  days: readonly Day[];
  months: readonly { first: number; last: number }[];
  fineFrom: number;
  districtsFrom: number;
}

/** Days recorded together; where districts are known, each reports on its own. */
export interface Span {
  every: Cadence;
  days: readonly Day[];
  byDistrict: boolean;
}

/** Thirteen full months and the days of the running one. Districts are known from the start of a month, so months are whole. */
export function sampleCalendar(lastDay: string): Calendar {
  const months = fullMonths(lastDay);
  const first = months[0]!.start;
  const days = daysOf(first, lastDay);
  const fineFrom = days.length - FINE_DAYS;
  const month = periodOf('MONTH', days[fineFrom]!.date);
  const at = (date: string) => daysBetween(first, date);
  return {
    days,
    months: months.map(({ start, end }) => ({ first: at(start), last: at(end) })),
    fineFrom,
    districtsFrom: at(month.start),
  };
}

/** Where a day stands in the year of the sample: 0 on its first day, 1 from the latest full month on. */
export function pointOf(calendar: Calendar, day: Day): number {
  return Math.min(1, day.index / calendar.months.at(-1)!.first);
}

/** Every span of every cadence, the newest last day first. A month is recorded when it is over. */
export function spansOf(calendar: Calendar): Span[] {
  const { days, months, districtsFrom } = calendar;
  const cut = (every: Cadence, groups: Day[][]): Span[] =>
    groups.map((group) => ({ every, days: group, byDistrict: group[0]!.index >= districtsFrom }));
  const spans = [
    ...cut(
      'day',
      runs(days, (day) => day.index >= calendar.fineFrom - 1 || endsWeekOrMonth(day)),
    ),
    ...cut('week', runs(days, endsWeekOrMonth)),
    ...cut(
      'month',
      months.map(({ first, last }) => days.slice(first, last + 1)),
    ),
  ];
  return spans.sort((a, b) => b.days.at(-1)!.index - a.days.at(-1)!.index);
}

function fullMonths(lastDay: string): Period[] {
  const running = periodOf('MONTH', lastDay);
  const months = [running.end === lastDay ? running : previousPeriod(running)!];
  while (months.length < MONTHS) months.unshift(previousPeriod(months[0]!)!);
  return months;
}

function daysOf(first: string, last: string): Day[] {
  const days: Day[] = [];
  for (const month of periodsTouching('MONTH', first, last)) {
    const length = daysBetween(month.start, month.end) + 1;
    const end = month.end < last ? month.end : last;
    for (let date = month.start; date <= end; date = addDays(date, 1))
      days.push(dayAt(days.length, date, length));
  }
  return days;
}

function dayAt(index: number, date: string, monthLength: number): Day {
  const year = periodOf('YEAR', date);
  return {
    index,
    date,
    weekday: daysBetween(periodOf('WEEK', date).start, date),
    month: Number(date.slice(5, 7)) - 1,
    monthLength,
    ofYear: (daysBetween(year.start, date) + 1) / (daysBetween(year.start, year.end) + 1),
  };
}

function endsWeekOrMonth(day: Day): boolean {
  return day.weekday === 6 || Number(day.date.slice(8)) === day.monthLength;
}

function runs(days: readonly Day[], endsAfter: (day: Day) => boolean): Day[][] {
  const groups: Day[][] = [[]];
  for (const day of days) {
    groups.at(-1)!.push(day);
    if (endsAfter(day)) groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}

/**
 * The proleptic Gregorian calendar in whole numbers: day 0 is 0001-01-01, a Monday, so that a week is seven days from a
 * multiple of 7. The conversions count years from March, which puts the leap day at the end of the year.
 */

/** A day as year, month (1 to 12) and day of the month. */
export interface DateParts {
  year: number;
  month: number;
  day: number;
}

/** 0001-01-01 and 9999-12-31: the first and the last day that four digits of a year can write. */
export const FIRST_DAY = 0;
export const LAST_DAY = 3_652_058;

/** 1 January of year 1, counted from 1 March of year 0. */
const MARCH_OFFSET = 306;
const DAYS_IN_400_YEARS = 146_097;

/** The number of a day. Month 13 is the January that follows. */
export function dayNumber(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const monthFromMarch = month <= 2 ? month + 9 : month - 3;
  const dayOfYear = Math.floor((153 * monthFromMarch + 2) / 5) + day - 1;
  return 365 * y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + dayOfYear - MARCH_OFFSET;
}

/** The number of the day written `YYYY-MM-DD`. */
export function dayOf(date: string): number {
  return dayNumber(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10)));
}

/** Year, month and day of a day's number. */
export function partsOf(dayNumber: number): DateParts {
  const sinceMarch = dayNumber + MARCH_OFFSET;
  const cycle = Math.floor(sinceMarch / DAYS_IN_400_YEARS);
  const rest = sinceMarch - cycle * DAYS_IN_400_YEARS;
  const leapDays = Math.floor(rest / 1460) - Math.floor(rest / 36_524) + Math.floor(rest / 146_096);
  const yearOfCycle = Math.floor((rest - leapDays) / 365);
  const dayOfYear = rest - (365 * yearOfCycle + Math.floor(yearOfCycle / 4) - Math.floor(yearOfCycle / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
  };
}

/** A day's number as `YYYY-MM-DD`. Throws a RangeError outside the years 0001 to 9999. */
export function dateOf(dayNumber: number): string {
  if (!(dayNumber >= FIRST_DAY && dayNumber <= LAST_DAY))
    throw new RangeError('a date outside the years 0001 to 9999');
  const { year, month, day } = partsOf(dayNumber);
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** The ISO week of a day; its year is the one that the week's Thursday lies in. */
export function isoWeek(day: number): { year: number; week: number } {
  const thursday = mondayOf(day) + 3;
  const { year } = partsOf(thursday);
  return { year, week: Math.floor((thursday - dayNumber(year, 1, 1)) / 7) + 1 };
}

/** The Monday of the week that the day lies in. */
export function mondayOf(day: number): number {
  return day - (day % 7);
}

/** The Monday of an ISO week: week 1 is the one that holds 4 January. */
export function mondayOfWeek(year: number, week: number): number {
  return mondayOf(dayNumber(year, 1, 4)) + 7 * (week - 1);
}

/** How many ISO weeks a year has, 52 or 53: 28 December is always in the last. */
export function weeksIn(year: number): number {
  return isoWeek(dayNumber(year, 12, 28)).week;
}

const twoDigits = (value: number): string => (value < 10 ? `0${value}` : String(value));

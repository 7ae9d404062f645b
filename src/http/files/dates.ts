/** Days as people and spreadsheets write them. */
import { addDays, isDate } from '../../kpi/period.ts';

/** What the column of a day shows of the order in which days and months stand; the texts that show it. */
export interface DateHabits {
  dayFirst: string | null;
  monthFirst: string | null;
}

/** A day, or what is wrong with the text; a text that is no day at all comes back as it stands, for whoever checks it. */
export type DateRead = { date: string } | { problem: string };

const MIDNIGHT = String.raw`(?:[ T]0?0:00(?::00(?:\.0+)?)?)?`;
const YEAR_FIRST = new RegExp(String.raw`^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})${MIDNIGHT}$`);
const CHINESE = new RegExp(String.raw`^(\d{4})年(\d{1,2})月(\d{1,2})日?${MIDNIGHT}$`);
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${MIDNIGHT}$`);

/** Whether a text is a day whose year stands last, so that its column has to be known. */
export const isYearLast = (text: string): boolean => YEAR_LAST.test(text.normalize('NFKC'));

/** Notes what a text shows of its column. */
export function noteDate(habits: DateHabits, text: string): void {
  const found = YEAR_LAST.exec(text.normalize('NFKC'));
  if (!found) return;
  const [first, second] = [Number(found[1]), Number(found[3])];
  if (first > 12 && second <= 12) habits.dayFirst ??= text;
  if (second > 12 && first <= 12) habits.monthFirst ??= text;
}

/** Reads a day; of 03/04/2026 its column has to show which of both is the month. */
export function readDate(raw: string, habits: DateHabits): DateRead {
  const text = raw.normalize('NFKC').trim();
  const parts = partsOf(text);
  if (parts) return { date: dayOf(parts) ?? raw };
  const found = YEAR_LAST.exec(text);
  if (!found) return { date: raw };
  const [, a, , b, year] = found as unknown as [string, string, string, string, string];
  const [dayFirst, monthFirst] = [dayOf([year, b, a]), dayOf([year, a, b])];
  if (dayFirst === null || monthFirst === null || dayFirst === monthFirst)
    return { date: dayFirst ?? monthFirst ?? raw };
  if (habits.dayFirst && !habits.monthFirst) return { date: dayFirst };
  if (habits.monthFirst && !habits.dayFirst) return { date: monthFirst };
  const why = habits.dayFirst
    ? `, and the column has both orders (${habits.dayFirst}, ${habits.monthFirst})`
    : '';
  return {
    problem: `"${raw}" may be ${dayFirst} or ${monthFirst}${why}; write the day as ${dayFirst} or ${monthFirst}`,
  };
}

function partsOf(text: string): [string, string, string] | null {
  const dashed = YEAR_FIRST.exec(text);
  if (dashed) return [dashed[1]!, dashed[3]!, dashed[4]!];
  const found = CHINESE.exec(text) ?? COMPACT.exec(text);
  return found && [found[1]!, found[2]!, found[3]!];
}

function dayOf([year, month, day]: [string, string, string]): string | null {
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDate(date) ? date : null;
}

/** The last day that a spreadsheet can count, 9999-12-31. */
const LAST_SERIAL = 2_958_465;
/** From which on the count since 1900 is right: before it has a 29 February 1900 that never was. */
const FIRST_SERIAL = 61;

/** The day that a number in a sheet stands for: days since 1900, or 1904 where the workbook counts from there. */
export function dayOfSerial(value: number, since1904: boolean): DateRead {
  if (value > LAST_SERIAL) return readDate(String(value), { dayFirst: null, monthFirst: null });
  if (!Number.isInteger(value))
    return { problem: `${value} is a day with a time; observations are of whole days` };
  if (value < FIRST_SERIAL) return { date: String(value) };
  return { date: addDays(since1904 ? '1904-01-01' : '1899-12-30', value) };
}

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  countPeriods,
  daysBetween,
  isDate,
  label,
  monthDays,
  periodOf,
  periodsTouching,
  previousPeriod,
  samePeriodLastYear,
} from '../../src/kpi/period.ts';
import { GRAINS } from '../../src/kpi/vocabulary.ts';
import { monthDaysOf } from '../support/modelCalendar.ts';

const DAY = 86_400_000;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T00:00:00Z');

const iso = (time: number) => new Date(time).toISOString().slice(0, 10);
const anyDate = fc.integer({ min: 0, max: (LAST - FIRST) / DAY }).map((day) => iso(FIRST + day * DAY));
const modernDate = fc
  .integer({ min: 0, max: 40_000 })
  .map((day) => iso(Date.parse('1970-01-01T00:00:00Z') + day * DAY));
const grain = fc.constantFrom(...GRAINS);

describe('the days of the month', () => {
  test.each([
    ['MONTH', '2026-10-05', 31],
    ['DAY', '2026-11-30', 30],
    ['DAY', '2028-02-29', 29],
    ['QUARTER', '2012-02-01', 91 / 3],
    ['YEAR', '2012-06-01', 366 / 12],
    ['YEAR', '2013-06-01', 365 / 12],
    ['WEEK', '2026-11-30', 30.8530805687],
    ['WEEK', '2026-11-18', 30],
    ['MONTH', '9999-12-31', 31],
  ] as const)('of the %s of %s are %d', (grain, date, days) =>
    expect(monthDays(periodOf(grain, date))).toBeCloseTo(days, 9),
  );

  test('are those that each day of a period, and the months in it, give', () =>
    fc.assert(
      fc.property(grain, modernDate, (of, date) => {
        const period = periodOf(of, date);
        expect(monthDays(period)).toBeCloseTo(monthDaysOf(of, period.start), 9);
      }),
    ));
});

describe('dates', () => {
  test.each(['2013-02-29', '1900-02-29', '2013-13-01', '2013-00-10', '2013-04-31', '2013-4-1', '0000-12-31'])(
    '%s is not a date',
    (text) => expect(isDate(text)).toBe(false),
  );
  test.each([
    '',
    '2013-06-30T00:00',
    ' 2013-06-30',
    '2013-06-30\n',
    '10000-01-01',
    '-001-01-01',
    '0001-01-00',
  ])('%j is not a date either', (text) => expect(isDate(text)).toBe(false));
  test.each(['0001-01-01', '2000-02-29', '2012-02-29', '9999-12-31'])('%s is a date', (text) =>
    expect(isDate(text)).toBe(true),
  );

  test('every day of ten thousand years is a date, and days add up as the calendar says', () =>
    fc.assert(
      fc.property(anyDate, anyDate, (from, to) => {
        const days = (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY;
        expect(isDate(from)).toBe(true);
        expect(daysBetween(from, to)).toBe(days);
        expect(addDays(from, days)).toBe(to);
      }),
    ));

  test('a day outside the years 0001 to 9999 is refused rather than miswritten', () => {
    expect(() => addDays('9999-12-31', 1)).toThrow(RangeError);
    expect(() => addDays('0001-01-01', -1)).toThrow(RangeError);
  });
});

describe('a period', () => {
  test.each([
    ['DAY', '2013-06-30', '2013-06-30', '2013-06-30', '2013-06-30'],
    ['WEEK', '2013-06-30', '2013-06-24', '2013-06-30', '2013-W26'],
    ['MONTH', '2013-06-30', '2013-06-01', '2013-06-30', '2013-06'],
    ['MONTH', '2012-02-10', '2012-02-01', '2012-02-29', '2012-02'],
    ['MONTH', '2013-12-31', '2013-12-01', '2013-12-31', '2013-12'],
    ['QUARTER', '2013-06-30', '2013-04-01', '2013-06-30', '2013-Q2'],
    ['QUARTER', '2013-10-01', '2013-10-01', '2013-12-31', '2013-Q4'],
    ['YEAR', '2013-06-30', '2013-01-01', '2013-12-31', '2013'],
    ['YEAR', '0987-06-30', '0987-01-01', '0987-12-31', '0987'],
  ] as const)('%s of %s runs from %s to %s and is called %s', (grain, date, start, end, name) => {
    expect(periodOf(grain, date)).toEqual({ grain, start, end });
    expect(label(periodOf(grain, date))).toBe(name);
  });

  test.each([
    ['2004-12-31', '2004-W53'],
    ['2005-01-01', '2004-W53'],
    ['2005-01-02', '2004-W53'],
    ['2005-01-03', '2005-W01'],
    ['2007-12-31', '2008-W01'],
    ['2008-12-29', '2009-W01'],
    ['2009-12-31', '2009-W53'],
    ['2010-01-03', '2009-W53'],
    ['2010-01-04', '2010-W01'],
    ['2020-12-31', '2020-W53'],
    ['2021-01-03', '2020-W53'],
    ['2026-12-31', '2026-W53'],
    ['0001-01-01', '0001-W01'],
    ['9999-12-31', '9999-W52'],
  ])('%s lies in the ISO week %s', (date, name) => expect(label(periodOf('WEEK', date))).toBe(name));

  test('the week that leaves the year 9999 ends with it', () =>
    expect(periodOf('WEEK', '9999-12-31')).toEqual({
      grain: 'WEEK',
      start: '9999-12-27',
      end: '9999-12-31',
    }));

  test('contains its date, and every date in it names the same period', () =>
    fc.assert(
      fc.property(grain, anyDate, (grain, date) => {
        const period = periodOf(grain, date);
        expect(period.start <= date && date <= period.end).toBe(true);
        expect(periodOf(grain, period.start)).toEqual(period);
        expect(periodOf(grain, period.end)).toEqual(period);
      }),
    ));

  test('a week starts on a Monday and has seven days', () =>
    fc.assert(
      fc.property(modernDate, (date) => {
        const { start, end } = periodOf('WEEK', date);
        expect(new Date(`${start}T00:00:00Z`).getUTCDay()).toBe(1);
        expect(daysBetween(start, end)).toBe(6);
      }),
    ));

  test('different periods of a grain have different labels, in the order of time', () =>
    fc.assert(
      fc.property(grain, anyDate, (grain, date) => {
        const period = periodOf(grain, date);
        const before = previousPeriod(period);
        if (before) expect(label(before) < label(period)).toBe(true);
      }),
    ));
});

describe('the period before', () => {
  test('ends on the day before, and is followed by the period itself', () =>
    fc.assert(
      fc.property(grain, modernDate, (grain, date) => {
        const period = periodOf(grain, date);
        const before = previousPeriod(period)!;
        expect(addDays(before.end, 1)).toBe(period.start);
        expect(before.grain).toBe(grain);
      }),
    ));

  test.each(GRAINS)('is absent at the beginning of the calendar (%s)', (grain) =>
    expect(previousPeriod(periodOf(grain, '0001-01-01'))).toBeNull(),
  );
});

describe('the same period of the year before', () => {
  test.each([
    ['DAY', '2013-06-30', '2012-06-30'],
    ['DAY', '2013-02-28', '2012-02-28'],
    ['WEEK', '2013-06-30', '2012-W26'],
    ['WEEK', '2010-01-04', '2009-W01'],
    ['WEEK', '2021-01-04', '2020-W01'],
    ['MONTH', '2012-02-29', '2011-02'],
    ['QUARTER', '2012-02-29', '2011-Q1'],
    ['YEAR', '2012-02-29', '2011'],
  ] as const)('for the %s of %s is %s', (grain, date, name) =>
    expect(label(samePeriodLastYear(periodOf(grain, date))!)).toBe(name),
  );

  test.each([
    ['DAY', '2012-02-29', '29 February'],
    ['WEEK', '2020-12-31', 'week 53'],
    ['WEEK', '2009-12-31', 'week 53'],
    ['DAY', '0001-06-30', 'the first year'],
    ['WEEK', '0001-06-30', 'the first year'],
    ['YEAR', '0001-06-30', 'the first year'],
  ] as const)('is absent for the %s of %s (%s)', (grain, date, _) =>
    expect(samePeriodLastYear(periodOf(grain, date))).toBeNull(),
  );

  test('has the same name but for the year', () =>
    fc.assert(
      fc.property(grain, anyDate, (grain, date) => {
        const period = periodOf(grain, date);
        const before = samePeriodLastYear(period);
        if (!before) return;
        expect(label(before).slice(4)).toBe(label(period).slice(4));
        expect(Number(label(before).slice(0, 4))).toBe(Number(label(period).slice(0, 4)) - 1);
      }),
    ));
});

describe('the periods that touch a range', () => {
  test('include those that only begin or end in it', () => {
    const names = periodsTouching('WEEK', '2012-12-30', '2013-01-07').map(label);
    expect(names).toEqual(['2012-W52', '2013-W01', '2013-W02']);
  });

  test('are none where the range ends before it begins', () => {
    expect(periodsTouching('DAY', '2013-01-02', '2013-01-01')).toEqual([]);
    expect(countPeriods('YEAR', '2013-12-31', '2013-01-01')).toBe(0);
  });

  test('reach the end of the calendar', () =>
    expect(periodsTouching('WEEK', '9999-12-20', '9999-12-31').map(label)).toEqual(['9999-W51', '9999-W52']));

  test('are counted without being listed, follow each other without gaps and cover the range', () =>
    fc.assert(
      fc.property(grain, modernDate, fc.integer({ min: 0, max: 800 }), (grain, from, length) => {
        const to = addDays(from, length);
        const periods = periodsTouching(grain, from, to);
        expect(countPeriods(grain, from, to)).toBe(periods.length);
        expect(periods[0]).toEqual(periodOf(grain, from));
        expect(periods.at(-1)).toEqual(periodOf(grain, to));
        for (let i = 1; i < periods.length; i++) expect(previousPeriod(periods[i]!)).toEqual(periods[i - 1]);
      }),
    ));
});

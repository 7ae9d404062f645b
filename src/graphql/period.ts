/** Periods of the calendar: as they are asked for, and as they are answered. */
import { countPeriods, label, type Period, periodOf, periodsTouching } from '../kpi/period.ts';
import { builder } from './builder.ts';
import { badInput, calendarDate } from './errors.ts';
import { GrainEnum } from './vocabulary.ts';

export const PeriodType = builder.objectRef<Period>('Period').implement({
  description:
    'A period of the calendar. A value without an id: a cache that merges what it is told keys it with what holds it, or by grain and start.',
  fields: (t) => ({
    grain: t.expose('grain', { type: GrainEnum }),
    start: t.expose('start', { type: 'Date' }),
    end: t.expose('end', { type: 'Date', description: 'The last day, inclusive.' }),
    label: t.string({
      description: '2013-06-30, 2013-W26, 2013-06, 2013-Q2 or 2013.',
      resolve: (period) => label(period),
    }),
  }),
});

export const PeriodInput = builder.inputType('PeriodInput', {
  description: 'The period of this grain that contains the date.',
  fields: (t) => ({
    grain: t.field({ type: GrainEnum, required: true }),
    date: t.field({ type: 'Date', required: true }),
  }),
});

export const PeriodRangeInput = builder.inputType('PeriodRangeInput', {
  description: 'All periods of this grain that touch the days from..to, both inclusive.',
  fields: (t) => ({
    grain: t.field({ type: GrainEnum, required: true }),
    from: t.field({ type: 'Date', required: true }),
    to: t.field({ type: 'Date', required: true }),
  }),
});

/** The period that is asked for; throws `badInput` for a date that is none. */
export function askedPeriod({ grain, date }: typeof PeriodInput.$inferInput, argument: string): Period {
  return periodOf(grain, calendarDate(date, `${argument}.date`));
}

/** Stretches of days, checked: throws `badInput` for a date that is none or a stretch that ends before it begins. */
export function askedDays(
  { from, to }: { from: string; to: string },
  argument: string,
): { from: string; to: string } {
  const days = { from: calendarDate(from, `${argument}from`), to: calendarDate(to, `${argument}to`) };
  if (days.from <= days.to) return days;
  throw badInput(`${argument}to`, `${to} is before ${from}, where the range begins`);
}

/** Every period of a range, in time order; throws `badInput` for bad dates and for more than `most` periods. */
export function askedPeriods(
  range: typeof PeriodRangeInput.$inferInput,
  argument: string,
  most: number,
): Period[] {
  const { from, to } = askedDays(range, `${argument}.`);
  const count = countPeriods(range.grain, from, to);
  if (count <= most) return periodsTouching(range.grain, from, to);
  throw badInput(
    argument,
    `at most ${most} periods at once, not ${count}; ask for a shorter range or a coarser grain`,
  );
}

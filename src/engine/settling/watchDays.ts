/** Which periods of a grain are over on a day, and which of them are waited for no longer: stored numbers of grains, first days of periods. */
import { grainById, isFiner } from '../../kpi/grain.ts';
import { addDays, daysBetween, periodOf, previousPeriod } from '../../kpi/period.ts';
import type { Plan } from './plan.ts';

/** Whether the period that begins with `start` ends no later than the day (null: no day yet). */
export function isComplete(grain: number, start: string, day: string | null): boolean {
  return day !== null && periodOf(grainById(grain), start).end <= day;
}

/** The first day of the latest period that is complete on a day; before all periods where none is. */
export function lastComplete(grain: number, day: string | null): string {
  if (day === null) return '0001-01-01';
  const period = periodOf(grainById(grain), day);
  return period.end <= day ? period.start : (previousPeriod(period)?.start ?? '0001-01-01');
}

/** The first day of the latest period that is waited for no longer on a day, whatever it lacks. */
export function lastWaited({ operator }: Plan, grain: number, day: string | null): string {
  const { waitDays } = operator.watching;
  const wait = waitDays === 0 ? 0 : waitDays + (isFiner('WEEK', grainById(grain)) ? WAIT_OF_COARSER : 0);
  return lastComplete(grain, day === null || wait === 0 ? day : earlierDay(day, wait));
}

/** So many days more are waited for what is missing of months, quarters and years. */
export const WAIT_OF_COARSER = 7;

const earlierDay = (day: string, days: number): string | null =>
  daysBetween('0001-01-01', day) < days ? null : addDays(day, -days);

/** The first day of the earliest period that is not complete on a day. */
export function firstIncomplete(grain: number, day: string | null): string {
  return day === null ? '0001-01-01' : periodOf(grainById(grain), addDays(day, 1)).start;
}

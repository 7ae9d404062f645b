/** A world to read: what the other tests have, a hotline over two years at two units, and breaches that resolved. */
import type { ObservationLiteral } from '../../../src/engine/recording/batchLiteral.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Api, fill, startApi } from '../api.ts';

export const HOTLINE = 'hotline-answer-rate-15s';
/** The days on which the units of the own operator report their hotline again, long after everything else. */
export const FIRST_DAY = '2014-01-01';
export const LAST_DAY = '2015-03-10';

/** Answered and offered calls of a unit on a day. */
export type Calls = readonly [answered: number, offered: number];

/** What a unit reports on a day: no two alike, some of it bad. */
export function callsOf(unit: string, at: number): Calls {
  const offered = 900 + ((at * 37 + unit.length * 11) % 200);
  return [Math.round(offered * (0.7 + ((at * 13 + unit.length) % 30) / 100)), offered];
}

const reported = (
  operator: string,
  orgUnit: string | undefined,
  date: string,
  [answered, offered]: Calls,
): ObservationLiteral[] => [
  { input: 'callsAnsweredIn15s', operator, orgUnit, date, value: answered },
  { input: 'callsOfferedToAgents', operator, orgUnit, date, value: offered },
];

/** Every day from the first to the last one. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = daysLater(day, 1)) days.push(day);
  return days;
}

/** The API over that world; the engine rests. */
export async function startReadingWorld(): Promise<Api> {
  const api = await startApi();
  await fill(api);
  // The example of the window: 880 + 905 + 861 of 1000 + 1020 + 990.
  const example: Calls[] = [
    [880, 1000],
    [905, 1020],
    [861, 990],
  ];
  await api.record([
    ...example.flatMap((calls, at) =>
      reported('china-telecom', undefined, daysLater('2014-11-01', at), calls),
    ),
    ...daysBetween(FIRST_DAY, LAST_DAY).flatMap((date, at) =>
      ['beijing', 'south'].flatMap((unit) => reported('china-mobile', unit, date, callsOf(unit, at))),
    ),
  ]);
  await api.engine.stop();
  return api;
}

/** What grains are beside their names. Their order, from fine to coarse, is that of `GRAINS`; what the store keeps is a number apart from it. */
import { type Grain, GRAINS } from './vocabulary.ts';

/** Grains whose periods are whole months. */
export type MonthsGrain = Exclude<Grain, 'DAY' | 'WEEK'>;

/** The numbers that stored figures have: never changed, and never given to another grain. */
const IDS: Readonly<Record<Grain, number>> = { DAY: 0, WEEK: 1, MONTH: 2, QUARTER: 3, YEAR: 4 };

/** How many months a period has; a year has a whole number of periods. */
export const MONTHS: Readonly<Record<MonthsGrain, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12 };

const byId = new Map(GRAINS.map((grain) => [IDS[grain], grain]));

/** The number of a grain in the store. */
export const grainId = (grain: Grain): number => IDS[grain];

/** The grain of a stored number. Throws for a number that no grain has. */
export function grainById(id: number): Grain {
  const grain = byId.get(id);
  if (grain === undefined) throw new RangeError(`there is no grain ${id}`);
  return grain;
}

/** Whether periods of the one are shorter than those of the other. */
export const isFiner = (a: Grain, b: Grain): boolean => GRAINS.indexOf(a) < GRAINS.indexOf(b);

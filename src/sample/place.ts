/** Where the sample's values are reported: the whole operator, or each of its districts. */
import { DISTRICTS } from './reference.ts';

/** A place and its part of all customers: from `from` to `to` on a scale from 0 to 1, so that parts add up to the whole. */
export interface Place {
  unit: string | null;
  from: number;
  to: number;
}

/** The whole operator. */
export const WHOLE: Place = { unit: null, from: 0, to: 1 };

/** The districts, whose parts make up the whole. */
export const BY_DISTRICT: readonly Place[] = cumulate();

/** The part of all customers who live in these districts, from 0 to 1. */
export function customersIn(units: readonly string[]): number {
  return BY_DISTRICT.filter(({ unit }) => units.includes(unit!)).reduce(
    (sum, { from, to }) => sum + to - from,
    0,
  );
}

function cumulate(): Place[] {
  const total = DISTRICTS.reduce((sum, { customers }) => sum + customers, 0);
  let from = 0;
  return DISTRICTS.map(({ code, customers }) => ({
    unit: code,
    from: from / total,
    to: (from += customers) / total,
  }));
}

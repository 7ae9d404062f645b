/**
 * The language of the sample data: for every input where its values come from. A level is data; chance, place and time are
 * added by `expectation.ts` and `record.ts`. Nothing here is an observation of a real operator.
 */
import type { Season, Week } from './pattern.ts';

/** How often an input is recorded. Older values of a daily input are recorded by the week. */
export type Cadence = 'day' | 'week' | 'month';

/** A level that stays, or one that moves in a straight line from a year ago to the latest full month. */
export type Figure = number | readonly [then: number, now: number];

interface Rhythm {
  key: string;
  /** Factors by weekday; none: the same every day. */
  week?: Week;
  /** Factors by month of the year; none: the same all year. */
  season?: Season;
}

interface Origin extends Rhythm {
  every: Cadence;
  /** What `volume` and `lines` are counted per, if not per recording (`every`). */
  per?: Cadence;
  /** Without chance: plans, and users who are counted rather than come. */
  steady?: true;
  /** What stands at the end of a span instead of what came in during it. */
  stock?: true;
  /** Grows from nothing to its full figure with the days of the calendar year. */
  yearToDate?: true;
  /** Known for the whole operator only: one platform, one desk. Otherwise it is known by district. */
  central?: true;
}

/** A quantity that drives others, reported without a line. */
export interface Volume extends Origin {
  volume: Figure;
}

/** A quantity that drives others, reported by business line. */
export interface VolumeByLine extends Origin {
  lines: Readonly<Record<string, Figure>>;
}

interface Derived extends Rhythm {
  /** The input it is derived from, and whose lines, districts and cadence it shares. */
  of: string;
  /** A part of `of` that is taken away before. */
  less?: string;
  /** A coarser cadence than that of `of`. */
  every?: Cadence;
}

/** Some of a whole: a count that never exceeds it. */
export interface Share extends Derived {
  share: Figure;
}

/** An amount for each of a whole, added up: seconds of calls, points of answers. */
export interface Amount extends Derived {
  each: Figure;
  /** Standard deviation of a single one; a third of `each` if not given. */
  spread?: number;
  /** The least and the most of a single one. */
  range?: readonly [least: number, most: number];
}

export type Level = Volume | VolumeByLine | Share | Amount;

const scaled =
  (divisor: number) =>
  (...[then, now = then]: [then: number, now?: number]): Figure => [then / divisor, now / divisor];

/** Shares in the units in which sources and KPIs state them: one figure, or the one of a year ago and the one of now. */
export const percent = scaled(100);
export const perTenThousand = scaled(10_000);
export const perMillion = scaled(1_000_000);
/** Of user-days: cases per ten thousand users, or hundred lines or million users, in 30 days. */
export const perTenThousandUsers = scaled(10_000 * 30);
export const perHundredLines = scaled(100 * 30);
export const perMillionUsers = scaled(1_000_000 * 30);
/** Of user-days: cases per ten thousand or million users in a quarter of 90 days. */
export const perTenThousandUsersAQuarter = scaled(10_000 * 90);
export const perMillionUsersAQuarter = scaled(1_000_000 * 90);

/** The figure at a point of the year, from 0 (a year ago) to 1 (the latest full month). */
export function figureAt(figure: Figure, point: number): number {
  if (typeof figure === 'number') return figure;
  const [then, now] = figure;
  return then + (now - then) * point;
}

/** What is expected of an input in a span, at a place and on a line, before chance: level, trend, season, weekday, stories. */
import { type Calendar, type Day, pointOf, type Span } from './calendar.ts';
import { type Cadence, figureAt, type Level } from './level.ts';
import type { Place } from './place.ts';
import { figureOf, type Series } from './series.ts';
import type { Effect } from './story.ts';

/** Where and when one value is recorded. */
export interface Slot {
  span: Span;
  place: Place;
  line: string | null;
}

/** The sample's year: its days and what happened in them. */
export interface Year {
  calendar: Calendar;
  effect: Effect;
}

/** The expected quantity of the place: what comes in during the span, or of a stock what stands at its end. */
export function expected(series: Series, slot: Slot, year: Year): number {
  const { level } = series;
  if (!('of' in level)) return (slot.place.to - slot.place.from) * expectedOfAll(series, slot, year);
  const rest = series.less ? expected(series.less, slot, year) : 0;
  return (expected(series.whole!, slot, year) - rest) * ratio(series, slot, year);
}

/** The same for a level that drives others, as if the whole operator were like the place. */
export function expectedOfAll({ level, stock }: Series, slot: Slot, { calendar, effect }: Year): number {
  if ('of' in level) throw new Error(`${level.key} is derived`);
  const [figure, per] = [figureOf(level, slot.line), stock ? 'day' : (level.per ?? level.every)];
  const onDay = (day: Day) =>
    ((figureAt(figure, pointOf(calendar, day)) * (level.yearToDate ? day.ofYear : 1)) / lengthOf(per, day)) *
    rhythm(level, day) *
    effect(level.key, slot.place, day);
  return total(daysThatCount(slot.span, stock), onDay);
}

/** Of a derived input: the probability of a share, or the mean amount of a single one. */
export function ratio({ level, stock }: Series, slot: Slot, { calendar, effect }: Year): number {
  if (!('of' in level)) throw new Error(`${level.key} is not derived`);
  const days = daysThatCount(slot.span, stock);
  const mean = (of: (day: Day) => number) => total(days, of) / days.length;
  const figure = mean((day) => figureAt('share' in level ? level.share : level.each, pointOf(calendar, day)));
  const factor = mean((day) => rhythm(level, day) * effect(level.key, slot.place, day));
  return 'share' in level ? shiftOdds(figure, factor) : figure * factor;
}

/** The probability whose odds are `factor` times those of `probability`: nothing stays nothing, and all stays all. */
export function shiftOdds(probability: number, factor: number): number {
  if (factor === 1 || probability >= 1) return probability;
  const odds = (factor * probability) / (1 - probability);
  return odds / (1 + odds);
}

function rhythm({ week, season }: Level, { weekday, month }: Day): number {
  return (week?.[weekday] ?? 1) * (season?.[month] ?? 1);
}

function lengthOf(per: Cadence, day: Day): number {
  return per === 'day' ? 1 : per === 'week' ? 7 : day.monthLength;
}

function daysThatCount({ days }: Span, stock: boolean): readonly Day[] {
  return stock ? days.slice(-1) : days;
}

function total(days: readonly Day[], of: (day: Day) => number): number {
  let sum = 0;
  for (const day of days) sum += of(day);
  return sum;
}

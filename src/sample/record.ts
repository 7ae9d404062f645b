/** What is recorded: the expectation, and chance. Everything is a whole number, and no part exceeds its whole. */
import { drawCount, drawNormal, drawPart, type Random, randomOf } from './draw.ts';
import { expected, expectedOfAll, ratio, shiftOdds, type Slot, type Year } from './expectation.ts';
import type { Amount } from './level.ts';
import type { Series } from './series.ts';

/** How far days differ without a reason, half of it everywhere alike: of a quantity, of odds, of a mean amount. */
const UNREST = { volume: 0.03, odds: 0.05, amount: 0.02 };
/** How far districts differ for good. */
const CHARACTER = { odds: 0.12, amount: 0.03 };

/** The value to record. Asked again for the same slot it gives the same value. */
export type Recording = (series: Series, slot: Slot) => number;

/** What chance brings to a slot, in standard deviations: `mood` of the days, `character` of the place. */
interface Chance {
  random: Random;
  mood: number;
  character: number;
}

/** Records for one operator in its year; `name` keeps its chance apart from that of others. */
export function recorder(year: Year, seed: number, name: string): Recording {
  const record: Recording = (series, slot) => {
    const chance = chanceOf(seed, `${name}|${series.level.key}|${slot.line}`, slot);
    if (!series.whole) return driving(series, slot, year, chance);
    return derived(wholeOf(series, slot, year, record), ratio(series, slot, year), series.level, chance);
  };
  return record;
}

function chanceOf(seed: number, name: string, { span, place }: Slot): Chance {
  const { date } = span.days.at(-1)!;
  const random = randomOf(seed, `${name}|${place.unit}|${date}`);
  const everywhere = drawNormal(randomOf(seed, `${name}|${date}`));
  return {
    random,
    mood: (everywhere + drawNormal(random)) / Math.sqrt(span.days.length),
    character: place.unit === null ? 0 : drawNormal(randomOf(seed, `${name}|${place.unit}`)),
  };
}

/** Steady quantities are cut at the places' bounds, so that the districts' whole numbers add up to the operator's. */
function driving(series: Series, slot: Slot, year: Year, { random, mood }: Chance): number {
  const all = expectedOfAll(series, slot, year);
  const { from, to } = slot.place;
  if ('steady' in series.level) return Math.round(all * to) - Math.round(all * from);
  return drawCount(all * (to - from) * Math.exp(UNREST.volume * mood), random);
}

/** The recorded whole; where the whole is recorded more finely, what is expected of it. */
function wholeOf(series: Series, slot: Slot, year: Year, record: Recording): number {
  const of = (other: Series) =>
    other.every === series.every ? record(other, slot) : Math.round(expected(other, slot, year));
  return of(series.whole!) - (series.less ? of(series.less) : 0);
}

function derived(whole: number, mean: number, level: Series['level'], chance: Chance): number {
  const { random, mood, character } = chance;
  if ('each' in level) return drawAmount(whole, mean, level, chance);
  const odds = Math.exp(UNREST.odds * mood + CHARACTER.odds * character);
  return drawPart(whole, shiftOdds(mean, odds), random);
}

function drawAmount(whole: number, mean: number, level: Amount, { random, mood, character }: Chance): number {
  const { spread = mean / 3, range: [least, most] = [0, Infinity] } = level;
  if (whole === 0) return 0;
  const differs = spread === 0 ? 1 : Math.exp(UNREST.amount * mood + CHARACTER.amount * character);
  const amount = Math.round(whole * mean * differs + drawNormal(random) * spread * Math.sqrt(whole));
  return Math.max(whole * least, Math.min(whole * most, amount));
}

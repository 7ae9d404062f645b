/**
 * What is expected of inputs, and how much of it is there. An input has a rhythm, the grain in which its sources report it. A
 * series (an input at a line and unit) is expected in a period of its rhythm if it was observed in it or in one of the six before,
 * no overlapping series has taken over since, its days are not all excepted, and nobody ended it. Coverage is the share of the
 * expected (series, rhythm-period) pairs that were observed.
 *
 * Periods of a rhythm are bits here, so that a year of thousands of series is counted in a moment.
 */
import { dateOf, dayNumber, dayOf, FIRST_DAY, LAST_DAY } from './days.ts';
import { isFiner } from './grain.ts';
import { firstDayAt, ordinal, type Period } from './period.ts';
import { overlappingPairs, type Position, positionNumber, type Trees } from './space.ts';
import type { Grain } from './vocabulary.ts';

/** For so many periods of its rhythm a series is expected after it was last observed. */
export const EXPECTED_FOR = 6;

/** How an operator reports an input. */
export interface Reporting {
  rhythm: Grain;
  /** The days of the week on which it is reported, 1 Monday to 7 Sunday; null: all. */
  weekdays: readonly number[] | null;
  /** Stretches of days on which nobody reports, both ends inclusive. */
  pauses: readonly { from: string; to: string }[];
}

/** Whether coverage of periods of this grain counts an input of that rhythm: not where it is reported less often. */
export const countsIn = (grain: Grain, rhythm: Grain): boolean => !isFiner(grain, rhythm);

/** The periods of a rhythm around a stretch of days, numbered from 0; those that decide what is expected in the stretch come first. */
export class RhythmPeriods {
  readonly rhythm: Grain;
  readonly #first: number;
  readonly count: number;
  /** How many words of 32 bits they take. */
  readonly words: number;

  constructor(rhythm: Grain, from: string, to: string) {
    this.rhythm = rhythm;
    this.#first = ordinal(rhythm, dayOf(from)) - EXPECTED_FOR;
    this.count = ordinal(rhythm, dayOf(to)) - this.#first + 1;
    this.words = Math.ceil(this.count / 32);
  }

  /** The number of the one with this day; negative or `count` and more outside. */
  at(day: number): number {
    return ordinal(this.rhythm, day) - this.#first;
  }

  /** The number of the last one that ends by this day. */
  endingBy(day: number): number {
    return ordinal(this.rhythm, day + 1) - this.#first - 1;
  }

  /** Its first day; of the first of all days where it would begin before. */
  firstDayOf(at: number): number {
    return Math.max(FIRST_DAY, firstDayAt(this.rhythm, this.#first + at));
  }

  /** Its last day. */
  lastDayOf(at: number): number {
    return firstDayAt(this.rhythm, this.#first + at + 1) - 1;
  }
}

const EPOCH = dayNumber(1970, 1, 1);

/** The first day of which observations decide what is expected from `from` on. */
export function firstDayBefore(rhythm: Grain, from: string): string {
  return dateOf(Math.max(FIRST_DAY, firstDayAt(rhythm, ordinal(rhythm, dayOf(from)) - EXPECTED_FOR)));
}

/** The last days of the rhythm-periods in which something is expected because of an observation of this day; those before the last of all days. */
export function expectedEnds(rhythm: Grain, day: string): string[] {
  const first = ordinal(rhythm, dayOf(day));
  const ends: string[] = [];
  for (let at = first; at <= first + EXPECTED_FOR; at++) {
    const end = firstDayAt(rhythm, at + 1) - 1;
    if (end <= LAST_DAY) ends.push(dateOf(end));
  }
  return ends;
}

/** A series and its number. */
interface Numbered extends Position {
  at: number;
}

/** What a presence is made of, beside what was observed. */
export interface PresenceOptions {
  /** The stretch of days that is asked about. */
  from: string;
  to: string;
  trees: Trees;
  /** The day (its number) from which nobody reports a series any longer; undefined where nobody said so. */
  endOf: (series: Position) => number | undefined;
}

/**
 * Which periods of its rhythm the series of one input were observed in and expected in. It is made of a list of numbers as the
 * store reads it: for each series PLACE, LINE, how many months follow, and for each MONTH (its first day since 1970) the bits of
 * the days observed, the first day the lowest.
 */
export class Presence {
  readonly periods: RhythmPeriods;
  readonly series: readonly Position[];
  /** Whether any two of the series could count something twice; false only where none can. */
  readonly mayOverlap: boolean;
  readonly #observed: Int32Array;
  /** What was observed, also in periods that are excepted. */
  readonly #reported: Int32Array;
  readonly #expected: Int32Array;
  #places: Set<number> | undefined;

  constructor(reporting: Reporting, figures: readonly number[], options: PresenceOptions) {
    const periods = new RhythmPeriods(reporting.rhythm, options.from, options.to);
    const { words } = periods;
    const series = seriesIn(figures);
    this.periods = periods;
    this.series = series;
    this.mayOverlap = mayOverlap(series, options.trees);
    this.#observed = new Int32Array(series.length * words);
    this.#expected = new Int32Array(series.length * words);
    this.#fill(figures, options);
    this.#yieldTo(options.trees);
    const excepted = exceptedIn(periods, reporting);
    this.#reported = excepted ? this.#observed.slice() : this.#observed;
    if (excepted) this.#leaveOut(excepted);
  }

  /** Whether there is a series at this place and line: not where nothing of it is left in the stretch, and before as far as it matters. */
  has(place: number, line: number): boolean {
    this.#places ??= new Set(this.series.map((it) => positionNumber(it.place, it.line)));
    return this.#places.has(positionNumber(place, line));
  }

  /** How many of its periods from one to another (numbers, inclusive) a series was expected in and observed. */
  observedIn(at: number, from: number, to: number): number {
    return countBits(this.#observed, at * this.periods.words, from, to);
  }

  /** In how many of its periods from one to another (numbers, inclusive) a series was expected. */
  expectedIn(at: number, from: number, to: number): number {
    return countBits(this.#expected, at * this.periods.words, from, to);
  }

  /** The numbers of the periods, rising, in which a series was expected and not observed. */
  missingIn(at: number, from: number, to: number): number[] {
    const missing: number[] = [];
    for (let n = Math.max(0, from); n <= Math.min(to, this.periods.count - 1); n++)
      if (this.#is(this.#expected, at, n) && !this.#is(this.#observed, at, n)) missing.push(n);
    return missing;
  }

  /** The runs of such periods; what was observed in between ends a run, also where it was not expected, so that none is longer than six periods. */
  missingRunsIn(at: number, from: number, to: number): { first: number; last: number }[] {
    const runs: { first: number; last: number }[] = [];
    for (const n of this.missingIn(at, from, to)) {
      const run = runs.at(-1);
      if (run && countBits(this.#reported, at * this.periods.words, run.last, n) === 0) run.last = n;
      else runs.push({ first: n, last: n });
    }
    return runs;
  }

  #is(bits: Int32Array, at: number, n: number): boolean {
    return (bits[at * this.periods.words + (n >>> 5)]! & (1 << (n & 31))) !== 0;
  }

  #fill(figures: readonly number[], { endOf }: PresenceOptions): void {
    const { words } = this.periods;
    const [before, since] = [new Int32Array(words), new Int32Array(words)];
    for (let i = 0, at = 0; i < figures.length; at++) {
      const months = figures[i + 2]!;
      const end = endOf(this.series[at]!);
      before.fill(0);
      since.fill(0);
      for (let m = 0; m < months; m++) {
        const firstDay = EPOCH + figures[i + 3 + 2 * m]!;
        const present = figures[i + 4 + 2 * m]!;
        const days = end === undefined ? 0 : Math.min(31, Math.max(0, end - firstDay));
        const late = end === undefined ? 0 : days >= 31 ? 0 : present & (-1 << days);
        this.#include(before, firstDay, present & ~late);
        if (late !== 0) this.#include(since, firstDay, late);
      }
      this.#expect(at, before, since, end);
      i += 3 + 2 * months;
    }
  }

  /** Puts the periods of a month's days into a set. */
  #include(bits: Int32Array, firstDay: number, present: number): void {
    const { rhythm, count } = this.periods;
    if (rhythm === 'DAY') {
      const from = this.periods.at(firstDay);
      const word = Math.floor(from / 32);
      const shift = from - word * 32;
      if (word >= 0 && word < bits.length) bits[word]! |= present << shift;
      if (shift > 0 && word + 1 >= 0 && word + 1 < bits.length) bits[word + 1]! |= present >>> (32 - shift);
      return;
    }
    for (let left = present; left !== 0; left &= left - 1) {
      const n = this.periods.at(firstDay + 31 - Math.clz32(left & -left));
      if (n >= 0 && n < count) bits[n >>> 5]! |= 1 << (n & 31);
      // One day of a month tells all of what is as long or longer.
      if (rhythm !== 'WEEK') return;
    }
  }

  /** What is expected because of what was observed before somebody ended it ends there; what was observed since is reporting again. */
  #expect(at: number, before: Int32Array, since: Int32Array, end: number | undefined): void {
    const { periods } = this;
    const { words } = periods;
    const cut = end === undefined ? Infinity : periods.at(end);
    for (let w = 0; w < words; w++) {
      const observed = before[w]! | since[w]!;
      const below = cut >= (w + 1) * 32 ? -1 : cut <= w * 32 ? 0 : (1 << (cut - w * 32)) - 1;
      this.#observed[at * words + w] = observed;
      this.#expected[at * words + w] = observed | (spread(before, w) & below) | spread(since, w);
    }
  }

  /** A series is expected no longer once an overlapping one was observed after it. */
  #yieldTo(trees: Trees): void {
    if (!this.mayOverlap) return;
    const all = this.series.map(({ place, line }, at): Numbered => ({ place, line, at }));
    const last = this.periods.count - 1;
    for (const [mine, other] of overlappingPairs(all, all, trees)) {
      for (const n of this.missingIn(mine.at, 0, last)) {
        let since = n;
        while (since > 0 && !this.#is(this.#observed, mine.at, since - 1)) since--;
        if (countBits(this.#observed, other.at * this.periods.words, since, n) > 0)
          this.#expected[mine.at * this.periods.words + (n >>> 5)]! &= ~(1 << (n & 31));
      }
    }
  }

  #leaveOut(excepted: Int32Array): void {
    const { words } = this.periods;
    for (let i = 0; i < this.#observed.length; i++) {
      this.#observed[i]! &= ~excepted[i % words]!;
      this.#expected[i]! &= ~excepted[i % words]!;
    }
  }
}

function seriesIn(figures: readonly number[]): Position[] {
  const series: Position[] = [];
  for (let i = 0; i < figures.length; i += 3 + 2 * figures[i + 2]!)
    series.push({ place: figures[i]!, line: figures[i + 1]! });
  return series;
}

/** A word of a set and of what follows each of its members, so many periods long as is expected. */
function spread(bits: Int32Array, w: number): number {
  const word = bits[w]!;
  const before = w > 0 ? bits[w - 1]! : 0;
  let wide = word;
  for (let k = 1; k <= EXPECTED_FOR; k++) wide |= (word << k) | (before >>> (32 - k));
  return wide;
}

function mayOverlap(series: readonly Position[], trees: Trees): boolean {
  const lines = [...new Set(series.map((it) => it.line))];
  if (lines.some((a, i) => lines.slice(i + 1).some((b) => trees.linesRelated(a, b)))) return true;
  const places = new Set(series.map((it) => it.place));
  for (const place of places)
    if (trees.placePath(place).some((it) => it !== place && places.has(it))) return true;
  return false;
}

/** The periods of which all days are excepted; null for none. */
function exceptedIn(periods: RhythmPeriods, { weekdays, pauses }: Reporting): Int32Array | null {
  if (weekdays === null && pauses.length === 0) return null;
  const bits = new Int32Array(periods.words);
  const ranges = pauses.map((it) => [dayOf(it.from), dayOf(it.to)] as const);
  const isExcepted = (day: number) =>
    (weekdays !== null && !weekdays.includes((day % 7) + 1)) ||
    ranges.some(([from, to]) => day >= from && day <= to);
  for (let n = 0; n < periods.count; n++) {
    let day = periods.firstDayOf(n);
    const last = periods.lastDayOf(n);
    while (day <= last && isExcepted(day)) day++;
    if (day > last) bits[n >>> 5]! |= 1 << (n & 31);
  }
  return bits;
}

/** How many periods of its rhythm end within a period and are not excepted. */
export function countReported(reporting: Reporting, { start, end }: Period): number {
  const periods = new RhythmPeriods(reporting.rhythm, start, end);
  const excepted = exceptedIn(periods, reporting);
  const [from, to] = [periods.at(dayOf(start)), periods.endingBy(dayOf(end))];
  const all = Math.max(0, to - from + 1);
  return excepted ? all - countBits(excepted, 0, from, to) : all;
}

/**
 * How long nothing was reported after a day: how many periods of the rhythm that end by another day and are not excepted, the first day
 * of the first of them, and the last day of the seventh; null for fewer than seven, for which a series is expected or just not any longer.
 */
export function silenceAfter(
  reporting: Reporting,
  day: number,
  until: number,
): { from: number; known: number } | null {
  if (until <= day) return null;
  const periods = new RhythmPeriods(reporting.rhythm, dateOf(day), dateOf(until));
  const [first, last] = [periods.at(day) + 1, periods.endingBy(until)];
  if (last - first < EXPECTED_FOR) return null;
  const excepted = exceptedIn(periods, reporting);
  const silent: number[] = [];
  for (let n = first; n <= last && silent.length <= EXPECTED_FOR; n++)
    if (!excepted || (excepted[n >>> 5]! & (1 << (n & 31))) === 0) silent.push(n);
  if (silent.length <= EXPECTED_FOR) return null;
  return { from: periods.firstDayOf(silent[0]!), known: periods.lastDayOf(silent.at(-1)!) };
}

/** How many members a set has between two numbers, inclusive. */
function countBits(bits: Int32Array, offset: number, from: number, to: number): number {
  if (to < from) return 0;
  const [first, last] = [from >>> 5, to >>> 5];
  let count = 0;
  for (let w = first; w <= last; w++) {
    let word = bits[offset + w]!;
    if (w === first) word &= -1 << (from & 31);
    if (w === last) word &= -1 >>> (31 - (to & 31));
    count += ones(word);
  }
  return count;
}

function ones(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/** Of a period the numbers of the rhythm-periods that count up to a day: those that end within it and by that day. */
export function countedIn(
  periods: RhythmPeriods,
  { start, end }: Period,
  until: number,
  onlyLast: boolean,
): { from: number; to: number } {
  const first = Math.max(0, periods.at(dayOf(start)));
  const to = Math.min(periods.endingBy(Math.min(dayOf(end), until)), periods.count - 1);
  return { from: onlyLast ? Math.max(first, to) : first, to };
}

/** The latest day (its number) in a period on which one of the series that `isTaken` was observed, as the store reads them; -1 for none. */
export function latestDayIn(
  figures: readonly number[],
  { start, end }: Period,
  isTaken: (series: Position) => boolean,
): number {
  const [first, last] = [dayOf(start), dayOf(end)];
  let latest = -1;
  for (let i = 0; i < figures.length; i += 3 + 2 * figures[i + 2]!) {
    if (!isTaken({ place: figures[i]!, line: figures[i + 1]! })) continue;
    for (let m = i + 3; m < i + 3 + 2 * figures[i + 2]!; m += 2) {
      for (let left = figures[m + 1]!; left !== 0; left &= left - 1) {
        const day = EPOCH + figures[m]! + 31 - Math.clz32(left & -left);
        if (day >= first && day <= last && day > latest) latest = day;
      }
    }
  }
  return latest;
}

/**
 * What is wrong with the data of an operator, in plain loops over all observations: written from the page on completeness, section 3,
 * and sharing nothing with the product but names.
 */
import type { InputDefinition } from '../../src/kpi/input.ts';
import type { Grain } from '../../src/kpi/vocabulary.ts';
import {
  grouped,
  isWithin,
  type ModelObservation,
  type ModelWorld,
  overlap,
  type Position,
} from './model.ts';
import { daysLater, periodEnd, periodStart } from './modelCalendar.ts';
import { isExcepted, type ModelReporting, rhythmOf, seriesOf, stateOf } from './modelCoverage.ts';

type World = ModelWorld & { reporting?: ModelReporting };

/** A problem of one series, without its place. */
interface Found {
  at: Position;
  /** What is the same where it is one problem: its kind, its days, and what it is more than. */
  what: string;
}

/** Every open problem as `KIND input of line at unit: from to to`, sorted. */
export function problemsOf(world: World, observations: readonly ModelObservation[]): string[] {
  const latest = lastOf(observations.map((it) => it.date));
  return world.inputs.flatMap((input) => problemsOfInput(world, input, observations, latest)).sort();
}

const lastOf = (days: readonly string[]): string => [...days].sort().at(-1)!;

function problemsOfInput(
  world: World,
  input: InputDefinition,
  observations: readonly ModelObservation[],
  latest: string,
): string[] {
  const { key } = input;
  const ofInput = observations.filter((it) => it.input === key);
  const rhythm = rhythmOf(world, key);
  // Of what comes in another rhythm a day says nothing.
  const partOf =
    input.partOf !== undefined && rhythmOf(world, input.partOf) === rhythm ? input.partOf : undefined;
  const wait = Math.max(1, world.reporting?.waitDays ?? 0) + (['DAY', 'WEEK'].includes(rhythm) ? 0 : 7);
  const until = daysLater(latest, -wait);
  const series = seriesOf(ofInput);
  const found = series.flatMap((at): Found[] => {
    const mine = ofInput.filter((it) => it.line === at.line && it.unit === at.unit);
    const stopped = stoppedSince(world, key, rhythm, { at, mine, ofInput }, { until, latest });
    return [
      ...(stopped === null ? [] : [{ at, what: `STOPPED ${stopped} on` }]),
      ...missing(world, key, rhythm, { at, mine, ofInput }, { until, stopped }).map((what) => ({ at, what })),
      ...implausible({ ...input, partOf }, rhythm, mine, observations).map((what) => ({ at, what })),
    ];
  });
  const reporting = series.filter((at) => {
    const end = endOf(world, key, at);
    const mine = ofInput.filter((it) => it.line === at.line && it.unit === at.unit);
    return end === undefined || end > latest || mine.some((it) => it.date >= end);
  });
  return told(world, found, reporting).map(
    ({ at, what }) => `${key} of ${at.line ?? 'all lines'} at ${at.unit ?? 'the operator'}: ${what}`,
  );
}

interface Series {
  at: Position;
  mine: readonly ModelObservation[];
  ofInput: readonly ModelObservation[];
}

const endOf = ({ reporting }: World, key: string, at: Position): string | undefined =>
  reporting?.ends?.find((it) => it.input === key && it.line === at.line && it.unit === at.unit)?.from;

/** Since when nothing came, where it is seven reported periods by now. */
function stoppedSince(
  world: World,
  key: string,
  rhythm: Grain,
  { at, mine, ofInput }: Series,
  { until, latest }: { until: string; latest: string },
): string | null {
  const last = lastOf(mine.map((it) => it.date));
  const end = endOf(world, key, at);
  if (end !== undefined && end <= latest && last < end) return null;
  const own = periodStart(rhythm, last);
  const isTaken = ofInput.some(
    (it) =>
      !(it.line === at.line && it.unit === at.unit) &&
      overlap(world.lines, world.units, at, it) &&
      periodStart(rhythm, it.date) > own,
  );
  if (isTaken) return null;
  const silent: string[] = [];
  for (let period = next(rhythm, own); periodEnd(rhythm, period) <= until; period = next(rhythm, period))
    if (!isExcepted(world.reporting, key, rhythm, period)) silent.push(period);
  return silent.length >= 7 ? silent[0]! : null;
}

const next = (rhythm: Grain, period: string): string => daysLater(periodEnd(rhythm, period), 1);

/** The stretches of missing periods, each ended by one that was observed. */
function missing(
  world: World,
  key: string,
  rhythm: Grain,
  { at, mine, ofInput }: Series,
  { until, stopped }: { until: string; stopped: string | null },
): string[] {
  const stretches: { from: string; to: string }[] = [];
  let isNew = true;
  const first = mine.map((it) => it.date).sort()[0]!;
  for (
    let period = periodStart(rhythm, first);
    periodEnd(rhythm, period) <= until;
    period = next(rhythm, period)
  ) {
    const state = stateOf(world, rhythm, key, at, period, ofInput);
    // Also on a day on which nothing is expected: it is reported again.
    if (mine.some((it) => periodStart(rhythm, it.date) === period)) isNew = true;
    if (state !== 'missing' || (stopped !== null && period >= stopped)) continue;
    if (isNew) stretches.push({ from: period, to: '' });
    stretches.at(-1)!.to = periodEnd(rhythm, period);
    isNew = false;
  }
  return stretches.map(({ from, to }) => `MISSING ${from} to ${to}`);
}

function implausible(
  { partOf, mostTimes }: InputDefinition,
  rhythm: Grain,
  mine: readonly ModelObservation[],
  all: readonly ModelObservation[],
): string[] {
  const wholeOf = (it: ModelObservation) =>
    all.find((w) => w.input === partOf && w.date === it.date && w.line === it.line && w.unit === it.unit);
  /** Of a whole that comes twice in a period a day says nothing either. */
  const isAlone = (it: ModelObservation) =>
    !all.some(
      (other) =>
        other.input === partOf &&
        other.date !== it.date &&
        other.line === it.line &&
        other.unit === it.unit &&
        periodStart(rhythm, other.date) === periodStart(rhythm, it.date),
    );
  const isMoreThanWhole = (it: ModelObservation) => {
    const whole = wholeOf(it)?.value;
    return whole !== undefined && isAlone(it) && it.value > whole + 1e-9 * Math.max(1, Math.abs(whole));
  };
  const isManyTimes = (it: ModelObservation) => {
    const from = earlier(rhythm, it.date, 28);
    const before = mine.filter((b) => b.date >= from && b.date < it.date).map((b) => b.value);
    const median = medianOf(before);
    return before.length >= 7 && median > 0 && it.value > mostTimes! * median;
  };
  return [
    ...(partOf === undefined
      ? []
      : stretchesOf(rhythm, mine.filter(isMoreThanWhole), ` more than ${partOf}`)),
    ...(mostTimes === undefined ? [] : stretchesOf(rhythm, mine.filter(isManyTimes), '')),
  ].map((what) => `IMPLAUSIBLE ${what}`);

  function stretchesOf(grain: Grain, days: readonly ModelObservation[], more: string): string[] {
    const stretches: { from: string; to: string }[] = [];
    for (const date of days.map((it) => it.date).sort()) {
      const last = stretches.at(-1);
      const isNext =
        last &&
        [periodStart(grain, last.to), next(grain, periodStart(grain, last.to))].includes(
          periodStart(grain, date),
        );
      if (isNext) last.to = date;
      else stretches.push({ from: date, to: date });
    }
    return stretches.map(({ from, to }) => `${from} to ${to}${more}`);
  }
}

/** So many periods before a day; of a shorter month the last day. */
function earlier(rhythm: Grain, date: string, periods: number): string {
  if (rhythm === 'DAY') return daysLater(date, -periods);
  if (rhythm === 'WEEK') return daysLater(date, -7 * periods);
  const months = { MONTH: 1, QUARTER: 3, YEAR: 12 }[rhythm] * periods;
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const lastDay = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 - months, Math.min(day, lastDay))).toISOString().slice(0, 10);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return sorted.length === 0 ? 0 : (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
}

/** Where it is told: at the widest unit of which all that report have it, asked from the top. */
function told({ units }: World, found: readonly Found[], reporting: readonly Position[]): Found[] {
  const answers: Found[] = [];
  for (const [line, ofLine] of grouped(found, (it) => String(it.at.line))) {
    const here = reporting.filter((it) => String(it.line) === line);
    const isAt = (unit: string | null, all: readonly { unit: string | null }[]) =>
      all.some((it) => it.unit === unit);
    const childrenOf = (unit: string | null) =>
      [...units]
        .filter(([, parent]) => (parent ?? null) === unit)
        .map(([code]) => code)
        .filter((code) => here.some((it) => isWithin(units, it.unit, code)));
    for (const what of new Set(ofLine.map((it) => it.what))) {
      const with_ = ofLine.filter((it) => it.what === what).map((it) => it.at);
      const isShared = (unit: string | null): boolean => {
        const children = childrenOf(unit);
        return children.length > 1 && children.every(has) && (!isAt(unit, here) || isAt(unit, with_));
      };
      const has = (unit: string | null): boolean => isShared(unit) || isAt(unit, with_);
      const tell = (unit: string | null, isTold: boolean): void => {
        const shared = isShared(unit);
        if (!isTold && has(unit)) answers.push({ at: { line: ofLine[0]!.at.line, unit }, what });
        for (const child of [...units]
          .filter(([, parent]) => (parent ?? null) === unit)
          .map(([code]) => code))
          tell(child, shared && has(child));
      };
      tell(null, false);
    }
  }
  return answers;
}

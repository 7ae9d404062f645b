/**
 * What is wrong with the data of an input: stretches of days at places and lines. MISSING: it was expected and is not there, though it was
 * waited for. STOPPED: nothing came for seven periods of its rhythm. IMPLAUSIBLE: it is more than what it is a part of, or many times
 * what came before.
 */
import {
  EXPECTED_FOR,
  type Presence,
  type PresenceOptions,
  type Reporting,
  silenceAfter,
} from './coverage.ts';
import { ordinal } from './period.ts';
import { overlappingPairs, type Position, type Trees } from './space.ts';
import type { Grain } from './vocabulary.ts';

/** The kinds of data problems. */
export const DATA_PROBLEM_KINDS = ['MISSING', 'STOPPED', 'IMPLAUSIBLE'] as const;
/** What is wrong. */
export type DataProblemKind = (typeof DATA_PROBLEM_KINDS)[number];

/** A problem of one input: days as numbers, both inclusive. */
export interface Trouble extends Position {
  kind: DataProblemKind;
  from: number;
  /** Null: it lasts. */
  to: number | null;
  /** The day from which it could be known. */
  known: number;
  /** The input that it is more than; null where it is many times what came before, and for other kinds. */
  wholeId: number | null;
}

/** What decides of silent series. */
export interface SilenceOptions extends Pick<PresenceOptions, 'endOf' | 'trees'> {
  reporting: Reporting;
  /** The latest day that is waited for no longer. */
  until: number;
  /** The operator's latest day. */
  now: number;
}

/** A series and the latest day on which it was observed. */
export interface LastSeen extends Position {
  day: number;
}

/** The series that stopped: silent for seven periods of their rhythm, unless another level took over or a person ended them. */
export function stoppedSeries(
  seen: readonly LastSeen[],
  { reporting, until, now, endOf, trees }: SilenceOptions,
): Trouble[] {
  const silences = new Map<number, ReturnType<typeof silenceAfter>>();
  const silence = (day: number) => {
    if (!silences.has(day)) silences.set(day, silenceAfter(reporting, day, until));
    return silences.get(day)!;
  };
  const silent = seen.filter((it) => silence(it.day) !== null && !isOver(endOf(it), it.day, now));
  const left = new Set(silent);
  const at = ({ day }: LastSeen) => ordinal(reporting.rhythm, day);
  for (const [mine, other] of overlappingPairs(silent, seen, trees))
    if (at(other) > at(mine)) left.delete(mine);
  return [...left].map(({ place, line, day }) => {
    const { from, known } = silence(day)!;
    return { kind: 'STOPPED', place, line, from, to: null, known, wholeId: null };
  });
}

/** Whether a person ended a series (from a day on) by now, which was last observed before that. */
export const isOver = (end: number | undefined, day: number, now: number): boolean =>
  end !== undefined && end <= now && day < end;

/** What is missing of series that did not stop, among the periods that are over by a day: those that end within a stretch or touch it. */
export function missingStretches(
  presence: Presence,
  stopped: readonly Trouble[],
  { until, from, to }: { until: number; from: number; to: number },
): Trouble[] {
  const { periods } = presence;
  const last = Math.min(periods.endingBy(until), periods.count - 1);
  const since = new Map(stopped.map((it) => [`${it.place} ${it.line}`, it.from]));
  return presence.series.flatMap(({ place, line }, at) =>
    presence.missingRunsIn(at, EXPECTED_FOR, last).flatMap((run): Trouble[] => {
      const [first, end] = [periods.firstDayOf(run.first), periods.lastDayOf(run.last)];
      const isStopped = end >= (since.get(`${place} ${line}`) ?? Infinity);
      if (isStopped || first > to || end < from) return [];
      return [{ kind: 'MISSING', place, line, from: first, to: end, known: end, wholeId: null }];
    }),
  );
}

/** An observation that is more than what it is a part of, or (`wholeId` null) many times what came before. */
export interface ImplausibleDay extends Position {
  day: number;
  wholeId: number | null;
}

/** Implausible observations as stretches of neighbouring periods of the input's rhythm. */
export function implausibleStretches(days: readonly ImplausibleDay[], rhythm: Grain): Trouble[] {
  const stretches = new Map<string, Trouble[]>();
  for (const { place, line, day, wholeId } of [...days].sort((a, b) => a.day - b.day)) {
    const key = `${place} ${line} ${wholeId}`;
    const known = stretches.get(key) ?? [];
    stretches.set(key, known);
    const before = known.at(-1);
    if (before && ordinal(rhythm, day) - ordinal(rhythm, before.to!) <= 1) before.to = before.known = day;
    else known.push({ kind: 'IMPLAUSIBLE', place, line, from: day, to: day, known: day, wholeId });
  }
  return [...stretches.values()].flat();
}

/**
 * The same with what all neighbours have told once at the place above: at least two places below it report the input, all of them have the
 * same problem, and it has no data of its own without.
 */
export function mergedUpwards(
  troubles: readonly Trouble[],
  reported: readonly Position[],
  { placePath }: Pick<Trees, 'placePath'>,
): Trouble[] {
  const placesAt = (line: number) => reported.flatMap((it) => (it.line === line ? [it.place] : []));
  return [...new Set(troubles.map((it) => it.line))].flatMap((line) =>
    mergedPlaces(
      troubles.filter((it) => it.line === line),
      placesAt(line),
      placePath,
    ),
  );
}

const sameness = ({ kind, from, to, wholeId }: Trouble): string => `${kind} ${from} ${to} ${wholeId}`;

function mergedPlaces(
  troubles: readonly Trouble[],
  reported: readonly number[],
  placePath: Trees['placePath'],
): Trouble[] {
  const found = new Map<number, Map<string, Trouble>>();
  const at = (place: number) => found.get(place) ?? found.set(place, new Map()).get(place)!;
  for (const it of troubles) at(it.place).set(sameness(it), it);
  const own = new Set(reported);
  for (const [place, below] of reportingBelow(reported, placePath)) {
    if (below.size < 2) continue;
    const [first, ...others] = [...below].map(at);
    for (const [key, trouble] of first!) {
      const isShared = others.every((it) => it.has(key)) && (!own.has(place) || at(place).has(key));
      if (!isShared) continue;
      for (const child of below) at(child).delete(key);
      at(place).set(key, { ...trouble, place });
    }
  }
  return [...found.values()].flatMap((it) => [...it.values()]);
}

/** By place the places right below it at or under which there are reports; the lowest places first. */
function reportingBelow(
  reported: readonly number[],
  placePath: Trees['placePath'],
): [number, ReadonlySet<number>][] {
  const below = new Map<number, Set<number>>();
  for (const place of reported) {
    const path = placePath(place);
    for (let i = 1; i < path.length; i++) {
      const children = below.get(path[i]!) ?? new Set();
      below.set(path[i]!, children.add(path[i - 1]!));
    }
  }
  return [...below].sort(([a], [b]) => placePath(b).length - placePath(a).length);
}

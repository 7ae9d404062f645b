/**
 * What is out of date, expanded upwards: for each period the scopes at which each input changed.
 */
import { countsIn, expectedEnds, type Presence } from '../../kpi/coverage.ts';
import { grainId } from '../../kpi/grain.ts';
import { type Period, periodOf } from '../../kpi/period.ts';
import { overlappingPairs, positionNumber } from '../../kpi/space.ts';
import { type Grain, GRAINS } from '../../kpi/vocabulary.ts';
import type { ObservedMark } from '../../store/marks.ts';
import type { SeriesMonths } from '../../store/series.ts';
import type { Presences } from './cover.ts';
import type { Plan } from './plan.ts';
import { allScopes, include, noScopes, type Scopes, unite } from './scopes.ts';

/** A period in which inputs changed. */
export interface DirtyPeriod {
  period: Period;
  grain: number;
  /** By input position: the scopes at which it changed. */
  inputs: Map<number, Scopes>;
  /** How far the operator was observed before what made it dirty was recorded; null: not at all. */
  knownUntil: string | null;
  /** Whether the operator is observed on or after its last day. */
  isOver: boolean;
  /** What formulas take for the days of a month; left out: those of the period. */
  monthDays?: number | undefined;
}

/** Periods in order of grain and time. */
export type Dirty = DirtyPeriod[];

/**
 * The scopes and periods above some changed observations; and those above what is expected because of them, or no longer because
 * another level reports, up to the operator's latest day.
 */
export function dirtyFrom(
  plan: Plan,
  marks: readonly ObservedMark[],
  presences: Presences,
  lastDay: string | null,
): Dirty {
  const periods = new PeriodTable(plan.keptFrom, lastDay);
  const above = memo(
    (mark: ObservedMark) => `${mark.placeIds}|${mark.lineIds}`,
    (mark) => scopesAbove(plan, mark),
  );
  const following = memo(
    (of: { rhythm: Grain; day: string }) => `${of.rhythm} ${of.day}`,
    ({ rhythm, day }) =>
      expectedEnds(rhythm, day).flatMap((end) =>
        GRAINS.filter((it) => countsIn(it, rhythm)).flatMap((it) => periods.begun(it, end)),
      ),
  );
  for (const mark of marks) {
    const input = plan.inputAt.get(mark.inputId);
    if (input === undefined) continue;
    const presence = presences.get(input);
    const scopes =
      presence && mayTakeOver(mark, presence)
        ? scopesAbove(plan, withOverlapping(plan, mark, presence))
        : above(mark);
    const { rhythm } = plan.inputs[input]!.reporting;
    const touched = new Set([...periods.around(mark.day), ...following({ rhythm, day: mark.day })]);
    for (const dirty of touched) {
      if (mark.knownUntil !== null && mark.knownUntil > (dirty.knownUntil ?? ''))
        dirty.knownUntil = mark.knownUntil;
      const known = dirty.inputs.get(input);
      if (known) unite(known, scopes);
      else dirty.inputs.set(input, scopes.slice());
    }
  }
  return periods.sorted();
}

/** Every scope, in the periods around these days, for these inputs. */
export function dirtyThroughout(
  plan: Plan,
  days: readonly string[],
  inputs: Iterable<number>,
  lastDay: string | null,
): Dirty {
  const periods = new PeriodTable(plan.keptFrom, lastDay);
  const everywhere = allScopes(plan);
  const all = new Map([...inputs].map((input) => [input, everywhere]));
  for (const day of days) for (const dirty of periods.around(day)) dirty.inputs = all;
  return periods.sorted();
}

/** Whether what changed may overlap a series: one of which all was withdrawn is among the series no longer. */
const mayTakeOver = ({ placeIds, lineIds }: Positions, presence: Presence): boolean =>
  presence.mayOverlap || placeIds.some((place, i) => !presence.has(place, lineIds[i]!));

/** The places of a mark, and those of what overlaps them: it may be expected no longer. */
function withOverlapping(plan: Plan, { placeIds, lineIds }: Positions, { series }: Presence): Positions {
  const changed = placeIds.map((place, i) => ({ place, line: lineIds[i]! }));
  const others = overlappingPairs(changed, series, plan.trees).map(([, other]) => other);
  return {
    placeIds: [...placeIds, ...others.map((it) => it.place)],
    lineIds: [...lineIds, ...others.map((it) => it.line)],
  };
}

type Positions = Pick<ObservedMark, 'placeIds' | 'lineIds'>;

function scopesAbove(plan: Plan, { placeIds, lineIds }: Positions): Scopes {
  const scopes = noScopes(plan);
  placeIds.forEach((placeId, i) => {
    for (const place of plan.placesAbove[plan.placeAt.get(placeId)!]!) {
      for (const line of plan.linesAbove.get(lineIds[i]!)!) include(scopes, place * plan.lines.length + line);
    }
  });
  return scopes;
}

/** The months whose folds the changed observations belong to, each series once. */
export function staleMonths(marks: readonly ObservedMark[]): SeriesMonths {
  const stale: SeriesMonths = { placeIds: [], inputIds: [], lineIds: [], months: [] };
  const seen = new Map<string, Set<number>>();
  for (const { inputId, day, placeIds, lineIds } of marks) {
    const month = `${day.slice(0, 7)}-01`;
    const known = seen.get(`${inputId} ${month}`) ?? new Set();
    seen.set(`${inputId} ${month}`, known);
    placeIds.forEach((placeId, i) => {
      const position = positionNumber(placeId, lineIds[i]!);
      if (known.has(position)) return;
      known.add(position);
      stale.placeIds.push(placeId);
      stale.inputIds.push(inputId);
      stale.lineIds.push(lineIds[i]!);
      stale.months.push(month);
    });
  }
  return stale;
}

class PeriodTable {
  readonly #periods = new Map<string, DirtyPeriod>();
  readonly around = memo(
    (day: string) => day,
    (day) => GRAINS.flatMap((grain) => this.at(grain, day)),
  );

  constructor(
    readonly keptFrom: string,
    readonly lastDay: string | null,
  ) {}

  /** The period with this day, unless its first days are gone. */
  at(grain: Grain, day: string): DirtyPeriod[] {
    const period = periodOf(grain, day);
    return period.start < this.keptFrom ? [] : [this.#get(period, grainId(grain))];
  }

  /** The same, unless nothing of it can have been observed yet. */
  begun(grain: Grain, day: string): DirtyPeriod[] {
    const isLater = this.lastDay === null || periodOf(grain, day).start > this.lastDay;
    return isLater ? [] : this.at(grain, day);
  }

  #get(period: Period, grain: number): DirtyPeriod {
    const key = `${grain} ${period.start}`;
    const known = this.#periods.get(key) ?? {
      period,
      grain,
      inputs: new Map(),
      knownUntil: null,
      isOver: this.lastDay !== null && period.end <= this.lastDay,
    };
    this.#periods.set(key, known);
    return known;
  }

  sorted(): Dirty {
    const before = (a: DirtyPeriod, b: DirtyPeriod) => a.period.start < b.period.start;
    return [...this.#periods.values()].sort((a, b) => a.grain - b.grain || (before(a, b) ? -1 : 1));
  }
}

function memo<A, B>(keyOf: (argument: A) => string, make: (argument: A) => B): (argument: A) => B {
  const made = new Map<string, B>();
  return (argument) => {
    const key = keyOf(argument);
    if (!made.has(key)) made.set(key, make(argument));
    return made.get(key)!;
  };
}

/**
 * What is out of date, expanded upwards: for each period the scopes at which each input changed.
 */
import { grainId } from '../../kpi/grain.ts';
import { type Period, periodOf } from '../../kpi/period.ts';
import { GRAINS } from '../../kpi/vocabulary.ts';
import type { ObservedMark } from '../../store/marks.ts';
import type { SeriesMonths } from '../../store/series.ts';
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
}

/** Periods in order of grain and time. */
export type Dirty = DirtyPeriod[];

/** The scopes and periods above some changed observations. */
export function dirtyFrom(plan: Plan, marks: readonly ObservedMark[]): Dirty {
  const periods = new PeriodTable(plan.keptFrom);
  const above = memo(
    (mark: ObservedMark) => `${mark.placeIds}|${mark.lineIds}`,
    (mark) => scopesAbove(plan, mark),
  );
  for (const mark of marks) {
    const input = plan.inputAt.get(mark.inputId);
    if (input === undefined) continue;
    const scopes = above(mark);
    for (const dirty of periods.around(mark.day)) {
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
export function dirtyThroughout(plan: Plan, days: readonly string[], inputs: Iterable<number>): Dirty {
  const periods = new PeriodTable(plan.keptFrom);
  const everywhere = allScopes(plan);
  const all = new Map([...inputs].map((input) => [input, everywhere]));
  for (const day of days) for (const dirty of periods.around(day)) dirty.inputs = all;
  return periods.sorted();
}

function scopesAbove(plan: Plan, { placeIds, lineIds }: ObservedMark): Scopes {
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
      const position = placeId * 65_536 + lineIds[i]!;
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
    (day) =>
      GRAINS.flatMap((grain) => {
        const period = periodOf(grain, day);
        // Of a week that began before, the first days are gone.
        return period.start < this.keptFrom ? [] : [this.#get(period, grainId(grain))];
      }),
  );

  constructor(readonly keptFrom: string) {}

  #get(period: Period, grain: number): DirtyPeriod {
    const key = `${grain} ${period.start}`;
    const known = this.#periods.get(key) ?? {
      period,
      grain,
      inputs: new Map(),
      knownUntil: null,
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

/** Reads that many fields of one request ask for at once: collected, then one statement each. */
import DataLoader from 'dataloader';
import { type Completeness, type CompletenessAsked, completenessOf } from '../analysis/completeness.ts';
import { type BreachEvent, openWithin } from '../store/breachEvents.ts';
import { breachesAt, type BreachView, eventsOfBreaches } from '../store/breachList.ts';
import { countOpenProblems, type ProblemRow, problemsAt } from '../store/dataProblems.ts';
import { type Progress, progressOf } from '../store/marks.ts';
import {
  inputsAt,
  type MeasurementKey,
  type MeasurementRow,
  measurementsAt,
  measurementsOfScopes,
  type ScopePeriod,
} from '../store/measurements.ts';
import { type ObservationKey, type RevisionRow, revisionsOf } from '../store/observations.ts';
import { lastObservedDays } from '../store/reporting.ts';
import type { Seen } from '../store/sight.ts';
import { type WindowAsked, type WindowFigure, windowFigures } from '../analysis/windows.ts';
import type { Moment } from '../world/moment.ts';
import type { World } from '../world/world.ts';

export type InputValues = readonly (number | null)[];

export interface Loaders {
  /** The rows that are stored at some keys, in their order; undefined for an empty place. A trend asks for many at once. */
  measurements: { load(keys: readonly MeasurementKey[]): Promise<(MeasurementRow | undefined)[]> };
  /** All measurements of some scopes in some periods, in their order. */
  figuresOfScopes: { load(keys: readonly ScopePeriod[]): Promise<MeasurementRow[][]> };
  /** Figures over windows, in their order; all of one request are of one moment. */
  windows: {
    load(asked: { moment: Moment; windows: readonly WindowAsked[] }): Promise<(WindowFigure | undefined)[]>;
  };
  /** How complete a figure is; all of one request are of one world. */
  completeness: { load(asked: CompletenessAsked & { world: World }): Promise<Completeness> };
  /** The latest day on which an operator reported an input. */
  lastObserved: { load(asked: { operatorId: number; inputId: number }): Promise<string | null> };
  /** The input values of a stored measurement, in the order of its KPI's inputs. */
  inputs: { load(key: MeasurementKey): Promise<InputValues | undefined> };
  /** How far the history of an edition is computed; null where it is complete. */
  progress: { load(editionId: number): Promise<Progress | null> };
  /** What an observation replaced, newest first. */
  revisions: { load(key: ObservationKey): Promise<RevisionRow[]> };
  breach: { load(id: number): Promise<BreachView | undefined>; clear(id: number): unknown };
  problem: { load(id: number): Promise<ProblemRow | undefined> };
  /** How many data problems are open at some places and lines (null: all). */
  openProblems: {
    load(asked: { placeIds: readonly number[]; lineIds: readonly number[] | null }): Promise<number>;
  };
  /** The published events of a breach, in order. */
  eventsOfBreach: { load(id: number): Promise<BreachEvent[]> };
  /** The id of the open breach that an open breach is within. */
  within: { load(id: number): Promise<number | undefined> };
}

export function createLoaders(db: Seen): Loaders {
  return {
    measurements: new DataLoader<readonly MeasurementKey[], (MeasurementRow | undefined)[]>(
      (bundles) => measurementBundles(db, bundles),
      // Bundles are made for one call each; remembering them would only cost memory.
      { cache: false },
    ),
    figuresOfScopes: new DataLoader<readonly ScopePeriod[], MeasurementRow[][]>(
      async (bundles) => inBundles(bundles, await measurementsOfScopes(db, bundles.flat())),
      { cache: false },
    ),
    windows: new DataLoader<
      { moment: Moment; windows: readonly WindowAsked[] },
      (WindowFigure | undefined)[]
    >(
      async (asked) => {
        const bundles = asked.map((it) => it.windows);
        return inBundles(bundles, await windowFigures(db, asked[0]!.moment, bundles.flat()));
      },
      { cache: false },
    ),
    completeness: new DataLoader<CompletenessAsked & { world: World }, Completeness>(
      (asked) => completenessOf(db, asked[0]!.world, asked),
      { cache: false },
    ),
    lastObserved: new DataLoader<{ operatorId: number; inputId: number }, string | null>(
      async (asked) => {
        const days = new Map(
          (await lastObservedDays(db, asked)).map((it) => [`${it.operatorId} ${it.inputId}`, it.day]),
        );
        return asked.map(({ operatorId, inputId }) => days.get(`${operatorId} ${inputId}`) ?? null);
      },
      { cache: false },
    ),
    inputs: new DataLoader<MeasurementKey, InputValues | undefined, string>(
      async (keys) => {
        const rows = byKey(await inputsAt(db, keys), textOf);
        return keys.map((key) => rows.get(textOf(key))?.inputs);
      },
      { cacheKeyFn: textOf },
    ),
    progress: new DataLoader<number, Progress | null>(async (ids) => {
      const found = byKey(await progressOf(db, ids), (it) => String(it.editionId));
      return ids.map((id) => found.get(String(id)) ?? null);
    }),
    revisions: new DataLoader<ObservationKey, RevisionRow[], string>(
      async (keys) => {
        const rows = groupedBy(await revisionsOf(db, keys), observationText);
        return keys.map((key) => rows.get(observationText(key)) ?? []);
      },
      { cacheKeyFn: observationText },
    ),
    breach: new DataLoader<number, BreachView | undefined>(async (ids) => {
      const rows = new Map((await breachesAt(db, ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id));
    }),
    problem: new DataLoader<number, ProblemRow | undefined>(async (ids) => {
      const rows = new Map((await problemsAt(db, ids)).map((row) => [row.id, row]));
      return ids.map((id) => rows.get(id));
    }),
    openProblems: new DataLoader<{ placeIds: readonly number[]; lineIds: readonly number[] | null }, number>(
      (asked) => countOpenProblems(db, asked),
      { cache: false },
    ),
    eventsOfBreach: new DataLoader<number, BreachEvent[]>(async (ids) => {
      const rows = groupedBy(await eventsOfBreaches(db, ids), ({ subjectId }) => String(subjectId));
      return ids.map((id) => rows.get(String(id)) ?? []);
    }),
    within: new DataLoader<number, number | undefined>(async (ids) => {
      const found = await openWithin(db, ids);
      return ids.map((id) => found.get(id));
    }),
  };
}

/** What was found for all that stands in some bundles, in their order, as bundles again. */
function inBundles<T>(bundles: readonly (readonly unknown[])[], found: readonly T[]): T[][] {
  let at = 0;
  return bundles.map((bundle) => found.slice(at, (at += bundle.length)));
}

async function measurementBundles(
  db: Seen,
  bundles: readonly (readonly MeasurementKey[])[],
): Promise<(MeasurementRow | undefined)[][]> {
  const keys = byKey(bundles.flat(), textOf);
  const rows = byKey(await measurementsAt(db, [...keys.values()]), textOf);
  return bundles.map((bundle) => bundle.map((key) => rows.get(textOf(key))));
}

const byKey = <T>(items: Iterable<T>, text: (item: T) => string): Map<string, T> =>
  new Map(Array.from(items, (item) => [text(item), item]));

function groupedBy<T>(items: readonly T[], text: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(text(item));
    if (group) group.push(item);
    else groups.set(text(item), [item]);
  }
  return groups;
}

const textOf = (key: MeasurementKey): string =>
  `${key.placeId} ${key.lineId} ${key.grain} ${key.start} ${key.editionId}`;

const observationText = (key: ObservationKey): string =>
  `${key.inputId} ${key.placeId} ${key.lineId} ${key.date}`;

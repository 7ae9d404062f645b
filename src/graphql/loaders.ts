/** Reads that many fields of one request ask for at once: collected, then one statement each. */
import DataLoader from 'dataloader';
import type { Statements } from '../store/database.ts';
import { inputsAt, type MeasurementKey, type MeasurementRow, measurementsAt } from '../store/measurements.ts';
import { type ObservationKey, type RevisionRow, revisionsOf } from '../store/observations.ts';

export type InputValues = readonly (number | null)[];

export interface Loaders {
  /** The rows that are stored at some keys, in their order; undefined for an empty place. A trend asks for many at once. */
  measurements: { load(keys: readonly MeasurementKey[]): Promise<(MeasurementRow | undefined)[]> };
  /** The input values of a stored measurement, in the order of its KPI's inputs. */
  inputs: { load(key: MeasurementKey): Promise<InputValues | undefined> };
  /** What an observation replaced, newest first. */
  revisions: { load(key: ObservationKey): Promise<RevisionRow[]> };
}

export function createLoaders(db: Statements): Loaders {
  return {
    measurements: new DataLoader<readonly MeasurementKey[], (MeasurementRow | undefined)[]>(
      (bundles) => measurementBundles(db, bundles),
      // Bundles are made for one call each; remembering them would only cost memory.
      { cache: false },
    ),
    inputs: new DataLoader<MeasurementKey, InputValues | undefined, string>(
      async (keys) => {
        const rows = byKey(await inputsAt(db, keys), textOf);
        return keys.map((key) => rows.get(textOf(key))?.inputs);
      },
      { cacheKeyFn: textOf },
    ),
    revisions: new DataLoader<ObservationKey, RevisionRow[], string>(
      async (keys) => {
        const rows = groupedBy(await revisionsOf(db, keys), observationText);
        return keys.map((key) => rows.get(observationText(key)) ?? []);
      },
      { cacheKeyFn: observationText },
    ),
  };
}

async function measurementBundles(
  db: Statements,
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

const observationText = (key: ObservationKey): string => `${key.inputId} ${key.placeId} ${key.lineId} ${key.date}`;

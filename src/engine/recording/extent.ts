/** What a batch spans, noted row by row while it comes in: so much of it that the database need not be asked. */
import { positionNumber } from '../../kpi/space.ts';
import type { SeriesKey } from '../../store/incoming.ts';
import type { ResolvedKey } from './resolve.ts';

/** A series and whose it is. */
export type OwnedSeries = SeriesKey & { operatorId: number };

/** What a batch touches. */
export class Extent {
  rows = 0;
  readonly operatorIds = new Set<number>();
  /** 'YYYY-MM' */
  readonly months = new Set<string>();
  readonly #series = new Map<number, Map<number, OwnedSeries>>();
  #lastDate = '';

  add({ operatorId, inputId, placeId, lineId, date }: ResolvedKey): void {
    this.rows++;
    if (date !== this.#lastDate) this.months.add(date.slice(0, 7));
    this.#lastDate = date;
    const ofInput = this.#series.get(inputId) ?? new Map<number, OwnedSeries>();
    if (ofInput.size === 0) this.#series.set(inputId, ofInput);
    const position = positionOf({ placeId, lineId });
    if (ofInput.has(position)) return;
    ofInput.set(position, { operatorId, inputId, placeId, lineId });
    this.operatorIds.add(operatorId);
  }

  get inputIds(): number[] {
    return [...this.#series.keys()];
  }

  /** The distinct series. */
  get series(): OwnedSeries[] {
    return [...this.#series.values()].flatMap((it) => [...it.values()]);
  }
}

/** Those of the first that are not among the second. */
export function unknownAmong(series: readonly OwnedSeries[], known: readonly SeriesKey[]): OwnedSeries[] {
  const positions = byInput(known);
  return series.filter((it) => !positions.get(it.inputId)?.has(positionOf(it)));
}

/** Series by input, and there by position. */
export function byInput<S extends SeriesKey>(series: readonly S[]): Map<number, Map<number, S>> {
  const inputs = new Map<number, Map<number, S>>();
  for (const it of series) {
    const known = inputs.get(it.inputId);
    if (known) known.set(positionOf(it), it);
    else inputs.set(it.inputId, new Map([[positionOf(it), it]]));
  }
  return inputs;
}

const positionOf = ({ placeId, lineId }: Pick<SeriesKey, 'placeId' | 'lineId'>): number =>
  positionNumber(placeId, lineId);

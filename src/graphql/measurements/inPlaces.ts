/** Lists of measurements in the order of where they stand: walked through series by series until a page is full. */
import { grainId } from '../../kpi/grain.ts';
import { isDate, periodOf } from '../../kpi/period.ts';
import type { MeasurementRow } from '../../store/measurements.ts';
import type { CursorNames } from '../connection.ts';
import type { Context } from '../context.ts';
import { codesOfCursor, foreignCursor } from '../ids.ts';
import { codesOfMeasurement, MeasurementAt } from './measurementAt.ts';
import {
  type AskedMeasurements,
  compareSeries,
  keysOf,
  type Series,
  seriesAfter,
  seriesOf,
  take,
} from './measurementSeries.ts';

/** How measurements are named in cursors of such a list. */
export const IN_PLACES: CursorNames<MeasurementAt> = {
  kind: 'measurement',
  length: 6,
  codesOf: codesOfMeasurement,
};

/** The codes of a cursor, null for none; throws `badInput` for one of another list. */
export function cursorInPlaces(after: string | null | undefined): string[] | null {
  const codes = codesOfCursor(IN_PLACES.kind, IN_PLACES.length, after, 'after');
  if (codes && !isDate(codes[5]!)) throw foreignCursor('after');
  return codes;
}

/**
 * How many series a statement walks through. Where there are data the first few fill a page; where there are few, the
 * last statement takes all that is left, so their number is bounded.
 */
const SERIES_A_STATEMENT = [500, 10_000, Infinity];

/** A page, at most so many, after a cursor; in descending order all of the order is the other way round. */
export async function readPlaces(
  { reads, moment }: Context,
  { kpis, scopes, grain, reach, starts, statuses }: AskedMeasurements,
  { after, ascending }: { after: string[] | null; ascending: boolean },
  limit: number,
): Promise<MeasurementAt[]> {
  const directed = <T>(items: readonly T[]): readonly T[] => (ascending ? items : items.toReversed());
  const all = seriesOf(moment, directed(kpis), directed(scopes), grain, reach);
  const series = seriesAfter(after, all, ascending);
  const found: MeasurementAt[] = [];
  for (const size of SERIES_A_STATEMENT) {
    const chunk = take(series, size);
    if (chunk.length === 0) break;
    const rows = await reads.measurementPage({
      series: chunk.map(keysOf),
      grain: grainId(grain),
      starts: directed(starts),
      statuses,
      after: after && compareSeries(chunk[0]!, after) === 0 ? after[5]! : null,
      limit: limit - found.length,
    });
    const known = new Map(chunk.map((it) => [textOf(keysOf(it)), it]));
    found.push(...rows.map((row) => measurementIn(known.get(textOf(row))!, row)));
    if (found.length >= limit) break;
  }
  return found;

  function measurementIn({ kpi, scope }: Series, row: MeasurementRow): MeasurementAt {
    return new MeasurementAt(moment, { kpi, scope, period: periodOf(grain, row.start) }, row);
  }
}

const textOf = (it: ReturnType<typeof keysOf>): string => `${it.editionId} ${it.placeId} ${it.lineId}`;

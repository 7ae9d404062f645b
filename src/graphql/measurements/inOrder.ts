/** Lists of measurements by a figure: the highest, the lowest, what changed most. */
import { grainId } from '../../kpi/grain.ts';
import { isDate, periodOf, previousPeriod } from '../../kpi/period.ts';
import type {
  MeasurementSet,
  OrderedRow,
  OrderingFigure,
  PlaceInOrder,
} from '../../store/measurementList.ts';
import type { Moment } from '../../world/moment.ts';
import { codesOfScope, lineIdOf, scopeAt } from '../../world/scope.ts';
import { applies } from '../../world/world.ts';
import type { CursorNames } from '../connection.ts';
import type { Context } from '../context.ts';
import { codesOfCursor, compareCodes, foreignCursor } from '../ids.ts';
import { codesOfMeasurement, MeasurementAt } from './measurementAt.ts';
import type { AskedMeasurements } from './measurementSeries.ts';

/** A measurement with the figure that it is listed by. */
class OrderedMeasurement extends MeasurementAt {
  readonly figure: number | null;

  constructor(moment: Moment, place: ConstructorParameters<typeof MeasurementAt>[1], row: OrderedRow) {
    super(moment, place, row);
    this.figure = row.figure;
  }
}

/** How measurements are named in cursors of a list in this order: by their figure and where they stand. */
export const inOrder = (by: OrderingFigure): CursorNames<MeasurementAt> => ({
  kind: `measurement by ${by}`,
  length: 7,
  codesOf: (it) => [String((it as OrderedMeasurement).figure ?? ''), ...codesOfMeasurement(it)],
});

/** The codes of a cursor, null for none; throws `badInput` for one of another list or order. */
export function cursorInOrder(by: OrderingFigure, after: string | null | undefined): string[] | null {
  const { kind, length } = inOrder(by);
  const codes = codesOfCursor(kind, length, after, 'after');
  if (codes && !(isDate(codes[6]!) && Number.isFinite(Number(codes[0])))) throw foreignCursor('after');
  return codes;
}

/** A page, at most so many, after a cursor. One statement. */
export async function readOrdered(
  { reads, moment }: Context,
  asked: AskedMeasurements,
  { by, after, ascending }: { by: OrderingFigure; after: string[] | null; ascending: boolean },
  limit: number,
): Promise<MeasurementAt[]> {
  const order = { by, ascending, after: after && placeIn(asked, after) };
  const rows = await reads.measurementsByFigure(setOf(asked, moment), order, limit);
  const kpis = new Map(asked.kpis.map((it) => [it.editionId, it]));
  return rows.map((row) => {
    const scope = scopeAt(moment.world.reference, row)!;
    const period = periodOf(asked.grain, row.start);
    return new OrderedMeasurement(moment, { kpi: kpis.get(row.editionId)!, scope, period }, row);
  });
}

/** What is asked for as the store counts and orders it. */
export function setOf(
  { kpis, scopes, grain, starts, statuses }: AskedMeasurements,
  { world }: Moment,
): MeasurementSet {
  const lines = [...new Set(scopes.map((it) => it.line))];
  return {
    kpis: kpis.map(({ seen, editionId }) => ({
      editionId,
      lineIds: lines.filter((it) => applies(world, seen, it, grain)).map((it) => it?.id ?? 0),
    })),
    scopes: scopes.map((it) => ({ placeId: it.place.id, lineId: lineIdOf(it) })),
    grain: grainId(grain),
    periods: starts.map((start) => ({
      start,
      before: previousPeriod(periodOf(grain, start))?.start ?? null,
    })),
    statuses,
  };
}

/** Where a cursor stands in what is asked for by now, counted from 1; between two where it names what is not there. */
function placeIn({ kpis, scopes }: AskedMeasurements, codes: string[]): PlaceInOrder {
  const [figure = '', kpi = '', operator = '', line = '', unit = '', , start = ''] = codes;
  return {
    figure: figure === '' ? null : Number(figure),
    kpi: positionOf(
      kpis.map((it) => [it.kpi.definition.code]),
      [kpi],
    ),
    scope: positionOf(scopes.map(codesOfScope), [operator, line, unit]),
    start,
  };
}

function positionOf(list: readonly (readonly string[])[], codes: readonly string[]): number {
  const at = list.findIndex((it) => compareCodes(it, codes) >= 0);
  if (at === -1) return list.length + 1;
  return compareCodes(list[at]!, codes) === 0 ? at + 1 : at + 0.5;
}

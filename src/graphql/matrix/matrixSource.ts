/** Matrices as they are computed from what is stored: of scopes in periods, with as many earlier ones as are asked for. */
import { setImmediate as othersTurn } from 'node:timers/promises';
import { applicable } from '../../analysis/applicable.ts';
import { grainId } from '../../kpi/grain.ts';
import { matrixEntry, type MatrixScores, scoreMatrix } from '../../kpi/matrix.ts';
import { type Period, previousPeriod } from '../../kpi/period.ts';
import type { MeasurementRow } from '../../store/measurements.ts';
import type { Moment } from '../../world/moment.ts';
import { codesOfScope, findScope, lineIdOf } from '../../world/scope.ts';
import type { KnownKpi, Scope } from '../../world/world.ts';
import type { Context } from '../context.ts';
import { MeasurementAt, namedPeriod } from '../measurements/measurementAt.ts';

/** Where a matrix stands. */
export interface MatrixPlace {
  scope: Scope;
  period: Period;
}

/** A matrix with the measurements of each of its cells. */
export interface MatrixSource extends Omit<MatrixScores, 'cells'>, MatrixPlace {
  cells: (MatrixScores['cells'][number] & { measurements: MeasurementAt[] })[];
  /** Null at the beginning of the calendar; undefined where it is not read. */
  previous: MatrixSource | null | undefined;
}

/** What names a matrix in its id. */
export const codesOfMatrix = ({ scope, period }: MatrixPlace): string[] => [
  ...codesOfScope(scope),
  period.grain,
  period.start,
];

/** The matrix that an id's codes name; undefined where they name nothing. */
export function findMatrix(context: Context, codes: string[]): Promise<MatrixSource> | undefined {
  const [operator = '', line, unit, grain, start] = codes;
  const named = { operator, businessLine: line || null, orgUnit: unit || null };
  const scope = findScope(context.moment.world.reference, named);
  const period = namedPeriod(grain, start);
  if (codes.length !== 5 || Array.isArray(scope) || !period) return undefined;
  return readMatrices(context, [{ scope, period }], 0).then(([found]) => found!);
}

/** So long others wait while matrices are computed, in milliseconds: two hundred, each with the ten before it, take seconds. */
const TURN = 20;

/** The matrices of some places in their order, each with as many previous ones as are asked for; one statement for all of a request. */
export async function readMatrices(
  { loaders, moment }: Context,
  places: readonly MatrixPlace[],
  previous: number,
): Promise<MatrixSource[]> {
  const asked = places.map(({ scope, period }) => ({ scope, periods: periodsBack(period, previous) }));
  const keys = asked.flatMap(({ scope, periods }) => periods.map((it) => keyOf(scope, it)));
  const found = (await loaders.figuresOfScopes.load(keys))[Symbol.iterator]();
  const read: MatrixSource[] = [];
  let begin = performance.now();
  for (const { scope, periods } of asked) {
    const kpis = applicable(moment.world, scope.line, periods[0]!.grain);
    const matrices = periods.map((it) => matrixOf(moment, scope, it, kpis, found.next().value!));
    const isWhole = previousPeriod(periods.at(-1)!) === null;
    const last = isWhole ? null : undefined;
    read.push(
      matrices.reduceRight<MatrixSource | null | undefined>(
        (before, it) => ({ ...it, previous: before }),
        last,
      )!,
    );
    if (performance.now() - begin < TURN) continue;
    await othersTurn();
    begin = performance.now();
  }
  return read;
}

/** Where the store keeps what a matrix is made of. */
export const keyOf = (scope: Scope, { grain, start }: Period) => ({
  placeId: scope.place.id,
  lineId: lineIdOf(scope),
  grain: grainId(grain),
  start,
});

/** A period and so many before it, fewer at the beginning of the calendar. */
function periodsBack(period: Period, previous: number): Period[] {
  const periods = [period];
  for (let at: Period | null = period; periods.length <= previous && (at = previousPeriod(at));)
    periods.push(at);
  return periods;
}

function matrixOf(
  moment: Moment,
  scope: Scope,
  period: Period,
  kpis: readonly KnownKpi[],
  rows: readonly MeasurementRow[],
): Omit<MatrixSource, 'previous'> {
  const stored = new Map<number, MeasurementRow>();
  for (const row of rows) stored.set(row.editionId, row);
  const measurements = kpis.map(
    (kpi) => new MeasurementAt(moment, { kpi, scope, period }, stored.get(kpi.editionId)),
  );
  const scores = scoreMatrix(measurements.map(entryOf), scope.operator.dimensionWeights ?? undefined);
  const cells = scores.cells.map((cell) => ({
    ...cell,
    measurements: cell.members.map((at) => measurements[at]!),
  }));
  return { ...scores, scope, period, cells };
}

/** A measurement as it counts in its matrix. */
export function entryOf({ kpi: { kpi }, score, override }: MeasurementAt) {
  return matrixEntry(kpi.definition, override?.weight ?? kpi.definition.weight, score);
}

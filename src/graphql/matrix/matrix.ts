/** The service quality indicator matrix: nine processes by three dimensions, every applicable KPI in its cell. */
import { grainId } from '../../kpi/grain.ts';
import { matrixEntry, type MatrixScores, scoreMatrix } from '../../kpi/matrix.ts';
import { type Period, previousPeriod } from '../../kpi/period.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import type { MeasurementRow } from '../../store/measurements.ts';
import type { Moment } from '../../world/moment.ts';
import { lineIdOf, placesWithin } from '../../world/scope.ts';
import { applies, type KnownKpi, type Scope, type World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { sized } from '../cost.ts';
import { coverageOf, isOver, MeasurementAt } from '../measurements/measurementAt.ts';
import { askedPeriod, PeriodInput, PeriodType } from '../period.ts';
import { ScopeInput, scopeOf, ScopeType } from '../reference/scope.ts';
import { Measurement } from '../refs.ts';
import { BusinessProcessEnum, DimensionEnum } from '../vocabulary.ts';
import { MatrixChangeType, MatrixComparison } from './change.ts';
import { nestingOf } from './nesting.ts';

type CellScores = MatrixScores['cells'][number];

interface MatrixSource extends Omit<MatrixScores, 'cells'> {
  scope: Scope;
  period: Period;
  cells: (CellScores & { measurements: MeasurementAt[] })[];
  /** Null at the beginning of the calendar, and where it was not asked for. */
  previous: MatrixSource | null;
}

const DimensionScore = builder.objectRef<MatrixScores['dimensions'][number]>('DimensionScore').implement({
  fields: (t) => ({
    dimension: t.expose('dimension', { type: DimensionEnum }),
    score: t.exposeFloat('score', { nullable: true }),
    coverage: t.exposeFloat('coverage'),
    weight: t.exposeFloat('weight'),
  }),
});

const ProcessScore = builder.objectRef<MatrixScores['processes'][number]>('ProcessScore').implement({
  fields: (t) => ({
    process: t.expose('process', { type: BusinessProcessEnum }),
    score: t.exposeFloat('score', { nullable: true }),
    coverage: t.exposeFloat('coverage'),
  }),
});

const MatrixCell = builder.objectRef<MatrixSource['cells'][number]>('MatrixCell').implement({
  fields: (t) => ({
    process: t.expose('process', { type: BusinessProcessEnum }),
    dimension: t.expose('dimension', { type: DimensionEnum }),
    score: t.exposeFloat('score', { nullable: true }),
    coverage: t.exposeFloat('coverage'),
    measurements: t.expose('measurements', { type: [Measurement], extensions: sized(10) }),
  }),
});

const Matrix = builder.objectRef<MatrixSource>('Matrix');

Matrix.implement({
  description:
    'The service quality indicator matrix: nine processes by three dimensions, every applicable KPI in its cell.',
  fields: (t) => ({
    scope: t.expose('scope', { type: ScopeType }),
    period: t.expose('period', { type: PeriodType }),
    index: t.exposeFloat('index', { nullable: true, description: 'The service quality index, 0 to 100.' }),
    coverage: t.exposeFloat('coverage', {
      description: 'The share of the applicable weight that has a score, 0 to 1.',
    }),
    isOver: t.boolean({
      description: "Whether the operator has observations dated on or after the period's last day.",
      resolve: ({ scope, period }, _args, { moment }) => isOver(moment, scope, period),
    }),
    dataCoverage: t.float({
      description:
        'The share of what is expected that is there, 0 to 1: the mean over the KPIs that apply, by their weights. At most one statement ' +
        'more, where some of them have no measurement.',
      resolve: ({ cells }, _args, context) => dataCoverageOf(context, cells),
    }),
    openDataProblems: t.int({
      description: 'How many data problems are open at the scope and below it. One statement more.',
      resolve: ({ scope }, _args, { reads }) =>
        reads.countProblems({
          kinds: null,
          states: ['OPEN'],
          inputIds: null,
          placeIds: placesWithin(scope),
          lineIds: scope.line?.subtree ?? null,
        }),
    }),
    dimensions: t.expose('dimensions', { type: [DimensionScore], extensions: sized(3) }),
    processes: t.expose('processes', { type: [ProcessScore], extensions: sized(9) }),
    cells: t.expose('cells', { type: [MatrixCell], extensions: sized(27) }),
    change: t.field({
      type: MatrixChangeType,
      nullable: true,
      description:
        'How it changed, like for like; null where there are no days to compare with. One statement more.',
      args: { to: t.arg({ type: MatrixComparison, required: true, defaultValue: 'PREVIOUS' }) },
      resolve: ({ scope, period, cells }, { to }, { reads, moment }) =>
        reads.likeForLike(
          moment,
          { scope, period },
          to,
          cells
            .flatMap((it) => it.measurements)
            .map((it) => ({ kpi: it.kpi, score: it.score, weight: entryOf(it).weight })),
        ),
    }),
    previous: t.expose('previous', {
      type: Matrix,
      nullable: true,
      description: 'The matrix of the same scope one period earlier.',
    }),
  }),
});

async function dataCoverageOf(context: Context, cells: MatrixSource['cells']): Promise<number> {
  const measurements = cells.flatMap((it) => it.measurements);
  const shares = await Promise.all(measurements.map((it) => coverageOf(context, it)));
  let [all, there] = [0, 0];
  measurements.forEach((it, at) => {
    const { weight } = entryOf(it);
    all += weight;
    there += weight * shares[at]!;
  });
  return all > 0 ? there / all : 1;
}

builder.queryField('matrix', (t) =>
  t.field({
    type: Matrix,
    nullable: true,
    args: {
      scope: t.arg({ type: ScopeInput, required: true }),
      period: t.arg({ type: PeriodInput, required: true }),
    },
    resolve: (_root, { scope, period }, context, info) =>
      readMatrix(
        context,
        scopeOf(context.moment.world, scope, 'scope'),
        askedPeriod(period, 'period'),
        nestingOf('previous', info),
      ),
  }),
);

/** The matrix and as many previous ones as are asked for; one statement. */
async function readMatrix(
  { reads, moment }: Context,
  scope: Scope,
  period: Period,
  previous: number,
): Promise<MatrixSource> {
  const periods = [period];
  for (let at: Period | null = period; periods.length <= previous && (at = previousPeriod(at));)
    periods.push(at);
  const place = { placeId: scope.place.id, lineId: lineIdOf(scope) };
  const starts = periods.map(({ start }) => start);
  const rows = await reads.measurementsOfScope(place, grainId(period.grain), starts);
  const kpis = applicable(moment.world, scope, period.grain);
  return periods.reduceRight<MatrixSource | null>(
    (before, at) => ({ ...matrixOf(moment, scope, at, kpis, rows), previous: before }),
    null,
  )!;
}

function matrixOf(
  moment: Moment,
  scope: Scope,
  period: Period,
  kpis: readonly KnownKpi[],
  rows: readonly MeasurementRow[],
): Omit<MatrixSource, 'previous'> {
  const stored = new Map<number, MeasurementRow>();
  for (const row of rows) if (row.start === period.start) stored.set(row.editionId, row);
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

function entryOf({ kpi: { kpi }, score, override }: MeasurementAt) {
  return matrixEntry(kpi.definition, override?.weight ?? kpi.definition.weight, score);
}

const applicableKpis = new WeakMap<World, Map<string, KnownKpi[]>>();

/** The KPIs of a matrix, in the order of their codes; a world remembers them, because it never changes. */
function applicable(world: World, { line }: Scope, grain: Grain): readonly KnownKpi[] {
  const remembered = applicableKpis.get(world) ?? new Map<string, KnownKpi[]>();
  applicableKpis.set(world, remembered);
  const key = `${line?.id ?? 0} ${grain}`;
  const kpis = remembered.get(key) ?? world.kpis.filter(({ seen }) => applies(world, seen, line, grain));
  remembered.set(key, kpis);
  return kpis;
}

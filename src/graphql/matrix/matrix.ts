/** The service quality indicator matrix: nine processes by three dimensions, every applicable KPI in its cell. */
import { GraphQLError } from 'graphql';
import type { MatrixScores } from '../../kpi/matrix.ts';
import { previousPeriod } from '../../kpi/period.ts';
import { placesWithin } from '../../world/scope.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { sized } from '../cost.ts';
import { badInput } from '../errors.ts';
import { encode } from '../ids.ts';
import { MOST_MATRICES } from '../limits.ts';
import { coverageOf, isOver } from '../measurements/measurementAt.ts';
import { askedPeriod, PeriodInput, PeriodType } from '../period.ts';
import { ScopeInput, scopeOf, scopeOrProblem, ScopeType } from '../reference/scope.ts';
import { KpiDefinition, Matrix, Measurement, Node } from '../refs.ts';
import { BusinessProcessEnum, DimensionEnum } from '../vocabulary.ts';
import { MatrixChangeType, MatrixComparison } from './change.ts';
import { codesOfMatrix, entryOf, type MatrixSource, readMatrices } from './matrixSource.ts';
import { nestingOf } from './nesting.ts';

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

/** The product's 151 KPIs stand in 27 cells: some have more, but only together do they count. */
const KPIS_A_CELL = 6;

const MatrixCell = builder.objectRef<MatrixSource['cells'][number]>('MatrixCell').implement({
  fields: (t) => ({
    process: t.expose('process', { type: BusinessProcessEnum }),
    dimension: t.expose('dimension', { type: DimensionEnum }),
    score: t.exposeFloat('score', { nullable: true }),
    coverage: t.exposeFloat('coverage'),
    kpis: t.field({
      type: [KpiDefinition],
      description: 'The KPIs that apply, by code: those of the measurements, in their order.',
      extensions: sized(KPIS_A_CELL),
      resolve: ({ measurements }) => measurements.map((it) => it.kpi),
    }),
    measurements: t.expose('measurements', { type: [Measurement], extensions: sized(KPIS_A_CELL) }),
  }),
});

Matrix.implement({
  description:
    'The service quality indicator matrix: nine processes by three dimensions, every applicable KPI in its cell.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: (matrix) => encode('Matrix', ...codesOfMatrix(matrix)) }),
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
      description:
        'How many data problems are open at the scope and below it. One statement more, for all of a request.',
      resolve: ({ scope }, _args, { loaders }) =>
        loaders.openProblems.load({ placeIds: placesWithin(scope), lineIds: scope.line?.subtree ?? null }),
    }),
    dimensions: t.expose('dimensions', { type: [DimensionScore], extensions: sized(3) }),
    processes: t.expose('processes', { type: [ProcessScore], extensions: sized(9) }),
    cells: t.expose('cells', { type: [MatrixCell], extensions: sized(27) }),
    change: t.field({
      type: MatrixChangeType,
      nullable: true,
      description:
        'How it changed, like for like; null where there are no days to compare with. One statement more for all of a request; for SAME_DAYS ' +
        'one for each matrix of which the period fills.',
      args: { to: t.arg({ type: MatrixComparison, required: true, defaultValue: 'PREVIOUS' }) },
      resolve: ({ scope, period, cells }, { to }, { reads, moment, loaders }) =>
        reads.likeForLike(
          moment,
          { scope, period },
          to,
          cells
            .flatMap((it) => it.measurements)
            .map((it) => ({ kpi: it.kpi, score: it.score, weight: entryOf(it).weight })),
          async (at) => (await loaders.figuresOfScopes.load([at]))[0]!,
        ),
    }),
    previous: t.field({
      type: Matrix,
      nullable: true,
      description: 'The matrix of the same scope one period earlier.',
      resolve: (matrix, _args, context, info) =>
        matrix.previous === undefined
          ? readPrevious(context, matrix, nestingOf('previous', info))
          : matrix.previous,
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

/** The matrix before one that was not read together with it, because its id named it. */
async function readPrevious(
  context: Context,
  { scope, period }: MatrixSource,
  before: number,
): Promise<MatrixSource | null> {
  const previous = previousPeriod(period);
  const found = previous && (await readMatrices(context, [{ scope, period: previous }], before));
  return found?.[0] ?? null;
}

builder.queryFields((t) => ({
  matrix: t.field({
    type: Matrix,
    nullable: true,
    args: {
      scope: t.arg({ type: ScopeInput, required: true }),
      period: t.arg({ type: PeriodInput, required: true }),
    },
    resolve: async (_root, { scope, period }, context, info) => {
      const place = {
        scope: scopeOf(context.moment.world, scope, 'scope'),
        period: askedPeriod(period, 'period'),
      };
      const [found] = await readMatrices(context, [place], nestingOf('previous', info));
      return found!;
    },
  }),
  matrices: t.field({
    description:
      `As matrix, for up to ${MOST_MATRICES} scopes, in their order and in one statement. An unknown scope is null, with an error at ` +
      'its place; the others are answered.',
    type: [Matrix],
    nullable: { list: false, items: true },
    args: {
      scopes: t.arg({ type: [ScopeInput], required: true }),
      period: t.arg({ type: PeriodInput, required: true }),
    },
    extensions: sized((argument) => {
      const scopes = argument('scopes');
      return Array.isArray(scopes) ? Math.min(scopes.length, MOST_MATRICES) : 1;
    }),
    resolve: async (_root, { scopes, period: sent }, context, info) => {
      if (scopes.length > MOST_MATRICES)
        throw badInput('scopes', `at most ${MOST_MATRICES} at once, not ${scopes.length}`);
      const period = askedPeriod(sent, 'period');
      const found = scopes.map((it, at) => scopeOrProblem(context.moment.world, it, `scopes[${at}]`));
      const places = found.flatMap((scope) => (scope instanceof GraphQLError ? [] : [{ scope, period }]));
      const read = await readMatrices(context, places, nestingOf('previous', info));
      const matrices = read[Symbol.iterator]();
      return found.map((it) => (it instanceof GraphQLError ? Promise.reject(it) : matrices.next().value!));
    },
  }),
}));

/** What a definition would give over what is stored, beside the present one; nothing is stored. */
import type { Figure, MatrixMove, Move, Preview, PreviewPeriod } from '../../analysis/preview.ts';
import type { Invalid } from '../../world/outcome.ts';
import type { Scope } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { calendarDate } from '../errors.ts';
import { KpiDefinitionInput, literalOf, problemsAsSent } from '../kpis/kpiInput.ts';
import { MOST_PREVIEW_PERIODS } from '../limits.ts';
import { pointsOf } from '../measurements/trend.ts';
import { askedPeriods, PeriodRangeInput, PeriodType } from '../period.ts';
import { ScopeInput, scopeOf, ScopeType } from '../reference/scope.ts';
import { KpiDefinition } from '../refs.ts';
import { FieldProblem } from '../userError.ts';
import { BusinessProcessEnum, DimensionEnum, StatusEnum } from '../vocabulary.ts';

const PreviewFigure = builder.objectRef<Figure>('PreviewFigure').implement({
  fields: (t) => ({
    value: t.exposeFloat('value', { nullable: true }),
    score: t.exposeFloat('score', { nullable: true }),
    status: t.expose('status', { type: StatusEnum }),
  }),
});

const changesColour = ({ before, after }: PreviewPeriod): boolean =>
  before !== null && before.status !== after.status;

const PreviewPeriodType = builder.objectRef<PreviewPeriod>('PreviewPeriod').implement({
  description: 'One period by the present definition and by the one that is tried.',
  fields: (t) => ({
    period: t.expose('period', { type: PeriodType }),
    before: t.expose('before', {
      type: PreviewFigure,
      nullable: true,
      description: 'As stored; null for a new KPI.',
    }),
    after: t.expose('after', { type: PreviewFigure }),
    changesColour: t.boolean({
      description: 'Whether the status changes; false for a new KPI.',
      resolve: changesColour,
    }),
  }),
});

const SCORES = {
  before: { nullable: true, description: 'Null where nothing has a score.' },
  after: { nullable: true },
} as const;

const ScoreMove = builder.objectRef<Move>('ScoreMove').implement({
  fields: (t) => ({
    before: t.exposeFloat('before', SCORES.before),
    after: t.exposeFloat('after', SCORES.after),
  }),
});

const DimensionMove = builder.objectRef<MatrixMove['dimensions'][number]>('DimensionMove').implement({
  fields: (t) => ({
    dimension: t.expose('dimension', { type: DimensionEnum }),
    before: t.exposeFloat('before', SCORES.before),
    after: t.exposeFloat('after', SCORES.after),
  }),
});

const CellMove = builder.objectRef<MatrixMove['cells'][number]>('CellMove').implement({
  fields: (t) => ({
    process: t.expose('process', { type: BusinessProcessEnum }),
    dimension: t.expose('dimension', { type: DimensionEnum }),
    before: t.exposeFloat('before', SCORES.before),
    after: t.exposeFloat('after', SCORES.after),
  }),
});

const MatrixMoveType = builder.objectRef<MatrixMove>('MatrixMove').implement({
  description: 'How the matrix of one period moves, where the KPI or one derived from it stands, or stood.',
  fields: (t) => ({
    period: t.expose('period', { type: PeriodType }),
    index: t.expose('index', { type: ScoreMove }),
    dimensions: t.expose('dimensions', { type: [DimensionMove], extensions: sized(2) }),
    cells: t.expose('cells', { type: [CellMove], extensions: sized(2) }),
  }),
});

type Source = { scope: Scope } & (Preview | Invalid);

const previewed = (source: Source): Preview | null => (source.outcome === 'previewed' ? source : null);

const KpiPreview = builder.objectRef<Source>('KpiPreview').implement({
  description: 'What a definition would give over what is stored; nothing was stored.',
  fields: (t) => ({
    problems: t.field({
      type: [FieldProblem],
      description: 'What is wrong with the definition; where there is anything, nothing is computed.',
      extensions: sized(20),
      resolve: (source) => (source.outcome === 'invalid' ? source.problems : []),
    }),
    scope: t.expose('scope', { type: ScopeType }),
    existing: t.field({
      type: KpiDefinition,
      nullable: true,
      description: 'The KPI that has this code now.',
      resolve: (source) => previewed(source)?.existing ?? null,
    }),
    applies: t.boolean({
      description: 'Whether it has figures at this scope and grain.',
      resolve: (source) => previewed(source)?.applies ?? false,
    }),
    periods: t.field({
      type: [PreviewPeriodType],
      description: 'In time order, also those without data; empty where it does not apply.',
      extensions: sized(100),
      resolve: (source) => previewed(source)?.periods ?? [],
    }),
    colourChanges: t.int({
      description: 'How many periods would have another status.',
      resolve: (source) => previewed(source)?.periods.filter(changesColour).length ?? 0,
    }),
    derived: t.field({
      type: [KpiDefinition],
      description: 'The KPIs derived from it, whose figures move with it.',
      extensions: sized(2),
      resolve: (source, _args, { moment }) =>
        (previewed(source)?.derived ?? []).flatMap((code) => moment.world.kpi(code) ?? []),
    }),
    matrices: t.field({
      type: [MatrixMoveType],
      description: 'How the scores of its cell and dimension and the index move, period by period.',
      extensions: sized(100),
      resolve: (source) => previewed(source)?.moves() ?? [],
    }),
  }),
});

builder.queryField('previewKpi', (t) =>
  t.field({
    description: 'A new definition, or a changed one beside the present one, over at most 400 periods.',
    type: KpiPreview,
    nullable: true,
    args: {
      input: t.arg({ type: KpiDefinitionInput, required: true }),
      scope: t.arg({ type: ScopeInput, required: true }),
      range: t.arg({ type: PeriodRangeInput, required: true }),
      limitsFrom: t.arg({
        type: 'Date',
        description: 'Its limits hold for periods that begin on that day or later, the present ones before.',
      }),
    },
    // What is computed costs about what a list of so many periods does, whatever of it is asked for.
    extensions: sized((argument) => Math.max(1, pointsOf(argument) / 50)),
    resolve: async (_root, { input, scope: codes, range, limitsFrom }, { moment: { world }, reads }) => {
      const scope = scopeOf(world, codes, 'scope');
      const periods = askedPeriods(range, 'range', MOST_PREVIEW_PERIODS);
      const from = limitsFrom == null ? undefined : calendarDate(limitsFrom, 'limitsFrom');
      const preview = await reads.previewKpi(world, literalOf(input, world), scope, periods, from);
      if (preview.outcome === 'previewed') return { ...preview, scope };
      return { ...preview, scope, problems: problemsAsSent(input, preview.problems) };
    },
  }),
);

/** KPI definitions: what is measured, how, and what it is judged by. Trends stand in trend.ts. */
import { applies, type KnownKpi, type World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { countedConnectionOf, type CursorNames, sliceOf } from '../connection.ts';
import { sized, sizedByPage } from '../cost.ts';
import { known } from '../errors.ts';
import { encode } from '../ids.ts';
import { localizedName } from '../localizedName.ts';
import { lineOf } from '../reference/scope.ts';
import { BusinessLine, InputDefinition, KpiDefinition, Node } from '../refs.ts';
import { matches } from '../search.ts';
import {
  BusinessProcessEnum,
  DimensionEnum,
  DirectionEnum,
  GrainEnum,
  KpiOriginEnum,
  LifecycleStageEnum,
} from '../vocabulary.ts';
import { inputsOf } from './inputDefinition.ts';
import {
  EarlierLimitsType,
  Example,
  Parameter,
  Sample,
  ScorePoint,
  SourceReference,
  Threshold,
} from './kpiParts.ts';

KpiDefinition.implement({
  interfaces: [Node],
  fields: (t) => ({
    id: t.id({ resolve: ({ kpi }) => encode('KpiDefinition', kpi.definition.code) }),
    code: t.string({ resolve: ({ kpi }) => kpi.definition.code }),
    version: t.exposeInt('version'),
    origin: t.expose('origin', { type: KpiOriginEnum }),
    name: localizedName(t, ({ kpi }) => kpi.definition.name),
    description: t.string({ resolve: ({ kpi }) => kpi.definition.description }),
    dimension: t.field({ type: DimensionEnum, resolve: ({ kpi }) => kpi.definition.dimension }),
    process: t.field({ type: BusinessProcessEnum, resolve: ({ kpi }) => kpi.definition.process }),
    lifecycleStage: t.field({
      type: LifecycleStageEnum,
      resolve: ({ kpi }) => kpi.definition.lifecycleStage,
    }),
    businessLines: t.field({
      description: 'Empty: every line.',
      type: [BusinessLine],
      extensions: sized(2),
      resolve: ({ kpi }, _args, { moment }) =>
        kpi.definition.businessLines.flatMap((code) => moment.world.reference.lines.get(code) ?? []),
    }),
    cadence: t.field({
      description: 'The grain at which thresholds are watched: breaches exist at this grain only.',
      type: GrainEnum,
      resolve: ({ kpi }) => kpi.definition.cadence,
    }),
    unit: t.string({ resolve: ({ kpi }) => kpi.definition.unit }),
    direction: t.field({
      description: 'Derived from the limits: all BELOW, all ABOVE, or both.',
      type: DirectionEnum,
      resolve: ({ kpi }) => kpi.direction,
    }),
    formula: t.string({
      description: 'The formula as text, in the names of its inputs, parameters and KPIs.',
      resolve: ({ kpi }) => kpi.definition.formula,
    }),
    parameters: t.field({
      type: [Parameter],
      extensions: sized(2),
      resolve: ({ kpi }) =>
        Object.entries(kpi.definition.parameters).map(([name, value]) => ({ name, value })),
    }),
    inputs: t.field({
      type: [InputDefinition],
      extensions: sized(3),
      resolve: ({ kpi }, _args, { moment }) => inputsOf(moment.world, kpi.inputs),
    }),
    derivedFrom: t.field({
      description: 'The KPIs that this one is derived from.',
      type: [KpiDefinition],
      extensions: sized(2),
      resolve: ({ kpi }, _args, { moment }) =>
        kpi.derivedFrom.flatMap((code) => moment.world.kpi(code) ?? []),
    }),
    threshold: t.field({
      type: Threshold,
      resolve: ({ kpi }) => ({ limits: kpi.limits, consecutive: kpi.definition.threshold.consecutive }),
    }),
    earlierLimits: t.field({
      type: [EarlierLimitsType],
      resolve: ({ earlierLimits }) => [...earlierLimits],
      description: 'What holds for periods before its limits do, earliest first; empty: they hold for all.',
      extensions: sized(2),
    }),
    scoring: t.field({
      type: [ScorePoint],
      extensions: sized(3),
      resolve: ({ kpi }) => kpi.definition.scoring,
    }),
    weight: t.float({ resolve: ({ kpi }) => kpi.definition.weight }),
    minimumSample: t.field({
      type: Sample,
      nullable: true,
      resolve: ({ kpi }) => kpi.definition.minimumSample,
    }),
    minimumCoverage: t.float({
      nullable: true,
      description:
        'Below this share of what is expected, 0 to 1, a value is shown but not judged; null: it is judged.',
      resolve: ({ kpi }) => kpi.definition.minimumCoverage,
    }),
    sources: t.field({
      type: [SourceReference],
      extensions: sized(2),
      resolve: ({ kpi }) => kpi.definition.sources,
    }),
    examples: t.field({
      type: [Example],
      extensions: sized(3),
      resolve: ({ kpi }) => kpi.definition.examples,
    }),
  }),
});

const KpiDefinitionConnection = countedConnectionOf(KpiDefinition);

const KpiDefinitionFilter = builder.inputType('KpiDefinitionFilter', {
  fields: (t) => ({
    dimension: t.field({ type: DimensionEnum }),
    process: t.field({ type: BusinessProcessEnum }),
    businessLine: t.string({ description: 'KPIs that apply to this line.' }),
    origin: t.field({ type: KpiOriginEnum }),
    search: t.string({ description: 'Matches code and names, case-insensitively.' }),
  }),
});

const CURSOR: CursorNames<KnownKpi> = {
  kind: 'kpi',
  length: 1,
  codesOf: ({ kpi }) => [kpi.definition.code],
};

builder.queryFields((t) => ({
  kpiDefinitions: t.field({
    description: 'Ordered by code, by code point.',
    type: KpiDefinitionConnection,
    args: {
      filter: t.arg({ type: KpiDefinitionFilter }),
      first: t.arg.int(),
      after: t.arg.string(),
      last: t.arg.int(),
      before: t.arg.string(),
    },
    extensions: sizedByPage(),
    resolve: (_root, { filter, ...page }, { moment, limits }) =>
      sliceOf(matching(moment.world, filter ?? {}), CURSOR, page, limits),
  }),
  kpiDefinition: t.field({
    type: KpiDefinition,
    nullable: true,
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, { moment: { world } }) => kpiOf(world, code, 'code'),
  }),
}));

function matching(world: World, filter: typeof KpiDefinitionFilter.$inferInput): KnownKpi[] {
  const line = lineOf(world.reference, filter.businessLine, 'filter.businessLine');
  return world.kpis.filter(
    ({ kpi, origin }) =>
      (!filter.dimension || kpi.definition.dimension === filter.dimension) &&
      (!filter.process || kpi.definition.process === filter.process) &&
      (!filter.origin || origin === filter.origin) &&
      applies(world, kpi, line) &&
      matches(filter.search, kpi.definition.code, kpi.definition.name),
  );
}

/** The KPI that a code names, also one that takes part no longer; throws `badInput` for an unknown one. */
export function kpiOf(world: World, code: string, argument: string): KnownKpi {
  const codes = world.codes();
  return known(world.kpi(code), argument, 'KPI', code, codes);
}

/** The KPI that an id's codes name. */
export const findKpiDefinition = (world: World, [code]: string[]): KnownKpi | undefined =>
  world.kpi(code ?? '');

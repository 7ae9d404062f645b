/** Overrides: a KPI judged otherwise at some scopes from a day on; and what dimensions count in an operator's index. */
import { signedBy } from '../../access/viewer.ts';
import {
  type Overridden,
  overrideKpi,
  removeOverride,
  setDimensionWeights,
  type Weighted,
} from '../../engine/definitions/overrides.ts';
import { DIMENSION_WEIGHTS } from '../../kpi/matrix.ts';
import { type Dimension, DIMENSIONS } from '../../kpi/vocabulary.ts';
import type { OverrideRow } from '../../store/overrides.ts';
import { overrideAt } from '../../world/rules.ts';
import { codesOfScope, scopeAt } from '../../world/scope.ts';
import type { KnownKpi, Scope, World } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { decode, encode } from '../ids.ts';
import { asSent, LimitInput, repeatedLimits, ScorePointInput, thresholdOf } from '../kpis/kpiInput.ts';
import { Limit, ScorePoint } from '../kpis/kpiParts.ts';
import { ScopeInput, ScopeType } from '../reference/scope.ts';
import { KpiDefinition, Measurement, Operator } from '../refs.ts';
import { resultOf } from '../userError.ts';
import { DimensionEnum } from '../vocabulary.ts';

interface OverrideSource {
  kpi: KnownKpi;
  override: OverrideRow;
}

/** Whether an override stands where somebody sees it; what is judged by it they see anyway. */
const isSeen = ({ reference }: World, override: OverrideRow): boolean =>
  scopeAt(reference, override) !== undefined;

/** Where an override that is seen stands. */
const scopeOfOverride = ({ reference }: World, override: OverrideRow): Scope => scopeAt(reference, override)!;

const KpiOverride = builder.objectRef<OverrideSource>('KpiOverride').implement({
  description:
    'It holds at its scope and every scope below, for periods that begin on its day or later. Where several hold, one is used: ' +
    'the one with the nearest unit, among those the one with the nearest line, among those the one with the latest day. What it ' +
    'leaves out (null) is as in the definition.',
  fields: (t) => ({
    id: t.id({
      resolve: ({ kpi, override }, _args, { moment }) =>
        encode(
          'KpiOverride',
          kpi.kpi.definition.code,
          ...codesOfScope(scopeOfOverride(moment.world, override)),
          override.from,
        ),
    }),
    kpi: t.expose('kpi', { type: KpiDefinition }),
    scope: t.field({
      type: ScopeType,
      resolve: ({ override }, _args, { moment }) => scopeOfOverride(moment.world, override),
    }),
    from: t.field({ type: 'Date', resolve: ({ override }) => override.from }),
    limits: t.field({
      type: [Limit],
      nullable: true,
      extensions: sized(3),
      resolve: ({ override }) => override.limits,
    }),
    consecutive: t.int({ nullable: true, resolve: ({ override }) => override.consecutive }),
    scoring: t.field({
      type: [ScorePoint],
      nullable: true,
      extensions: sized(3),
      resolve: ({ override }) => override.scoring,
    }),
    weight: t.float({ nullable: true, resolve: ({ override }) => override.weight }),
    createdAt: t.field({ type: 'DateTime', resolve: ({ override }) => override.createdAt }),
    createdBy: t.string({ nullable: true, resolve: ({ override }) => override.createdBy }),
    why: t.string({ nullable: true, resolve: ({ override }) => override.why }),
  }),
});

builder.objectField(KpiDefinition, 'overrides', (t) =>
  t.field({
    type: [KpiOverride],
    extensions: sized(2),
    resolve: (kpi, _args, { moment }) =>
      (moment.world.overrides.get(kpi.id) ?? [])
        .filter((it) => isSeen(moment.world, it))
        .map((override) => ({ kpi, override })),
  }),
);

builder.objectField(Measurement, 'override', (t) =>
  t.field({
    type: KpiOverride,
    nullable: true,
    description: 'The override that it is judged and weighed by; null where the definition holds.',
    resolve: ({ kpi, scope, period }, _args, { moment }) => {
      const override = overrideAt(moment.world, kpi.id, scope, period.start);
      return override && isSeen(moment.world, override) ? { kpi, override } : null;
    },
  }),
);

const KpiOverrideInput = builder.inputType('KpiOverrideInput', {
  description: 'Replaces the override of the same KPI, scope and day, if there is one.',
  fields: (t) => ({
    code: t.string({ required: true }),
    scope: t.field({ type: ScopeInput, required: true }),
    from: t.field({ type: 'Date', required: true }),
    limits: t.field({ type: [LimitInput], description: 'All of them; omitted: as in the definition.' }),
    consecutive: t.int(),
    scoring: t.field({ type: [ScorePointInput] }),
    weight: t.float(),
    by: t.string(),
    why: t.string(),
  }),
});

const OverrideKpiSuccess = builder.objectRef<Overridden>('OverrideKpiSuccess').implement({
  fields: (t) => ({ override: t.field({ type: KpiOverride, resolve: (it) => it }) }),
});

const OverrideKpiResult = resultOf(OverrideKpiSuccess, 'invalid', 'notFound');

const RemoveOverrideSuccess = builder.objectRef<Overridden>('RemoveOverrideSuccess').implement({
  fields: (t) => ({ override: t.field({ type: KpiOverride, resolve: (it) => it }) }),
});

const RemoveOverrideResult = resultOf(RemoveOverrideSuccess, 'notFound');

const DimensionWeight = builder
  .objectRef<{ dimension: Dimension; weight: number }>('DimensionWeight')
  .implement({
    fields: (t) => ({
      dimension: t.expose('dimension', { type: DimensionEnum }),
      weight: t.exposeFloat('weight'),
    }),
  });

builder.objectField(Operator, 'dimensionWeights', (t) =>
  t.field({
    type: [DimensionWeight],
    description: 'What each dimension counts in the index.',
    extensions: sized(3),
    resolve: ({ dimensionWeights }) =>
      DIMENSIONS.map((dimension) => ({
        dimension,
        weight: (dimensionWeights ?? DIMENSION_WEIGHTS)[dimension],
      })),
  }),
);

const DimensionWeightsInput = builder.inputType('DimensionWeightsInput', {
  fields: (t) => ({
    perception: t.float({ required: true }),
    complaint: t.float({ required: true }),
    operations: t.float({ required: true }),
  }),
});

const SetDimensionWeightsSuccess = builder.objectRef<Weighted>('SetDimensionWeightsSuccess').implement({
  fields: (t) => ({
    operator: t.field({
      type: Operator,
      resolve: ({ operator }, _args, { moment }) => moment.world.reference.operators.get(operator)!,
    }),
  }),
});

const SetDimensionWeightsResult = resultOf(SetDimensionWeightsSuccess, 'invalid', 'notFound');

builder.mutationFields((t) => ({
  overrideKpi: t.field({
    description: 'Its history from that day on is computed again behind the answer.',
    type: OverrideKpiResult,
    args: { input: t.arg({ type: KpiOverrideInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const { limits, consecutive, scoring, weight, by, why, ...place } = input;
      const twice = repeatedLimits(limits ?? []);
      if (twice.length > 0)
        return {
          outcome: 'invalid' as const,
          message: 'a limit stands twice; nothing was changed',
          problems: twice,
        };
      const literal = {
        ...place,
        threshold: limits ? thresholdOf(limits, null) : null,
        consecutive: consecutive ?? null,
        scoring: scoring ?? null,
        weight: weight ?? null,
        by: signedBy(context.viewer, by ?? null),
        why: why ?? null,
      };
      const outcome = await overrideKpi(context.engine, literal);
      if (outcome.outcome !== 'invalid') return outcome;
      const sent = { limits: limits ?? [], parameters: [], examples: [] };
      return { ...outcome, problems: outcome.problems.map((it) => asSent(sent, it)) };
    },
  }),
  removeOverride: t.field({
    description: 'The definition, or another override, holds again from its day on.',
    type: RemoveOverrideResult,
    args: { id: t.arg.id({ required: true }) },
    resolve: (_root, { id }, context) => removeOverride(context.engine, keyOfId(id)),
  }),
  setDimensionWeights: t.field({
    description: "Takes effect at once; null: the product's own weights again.",
    type: SetDimensionWeightsResult,
    args: { operator: t.arg.string({ required: true }), weights: t.arg({ type: DimensionWeightsInput }) },
    resolve: (_root, { operator, weights }, context) => {
      const given = weights && {
        PERCEPTION: weights.perception,
        COMPLAINT: weights.complaint,
        OPERATIONS: weights.operations,
      };
      return setDimensionWeights(context.engine, operator, given ?? null);
    },
  }),
}));

/** What an id names; nothing that there is, where it is none of an override. */
function keyOfId(id: string) {
  const found = decode(id);
  const [code = '', operator = '', line, unit, from = ''] = found?.kind === 'KpiOverride' ? found.codes : [];
  return { code, scope: { operator, businessLine: line || null, orgUnit: unit || null }, from };
}

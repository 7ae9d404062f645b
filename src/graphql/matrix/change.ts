/** What a matrix is compared with, and how it changed. */
import type { COMPARISONS } from '../../analysis/likeForLike.ts';
import { type MatrixChange, type ScoreChange } from '../../analysis/likeForLike.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { KpiDefinition } from '../refs.ts';
import { DimensionEnum } from '../vocabulary.ts';

export const MatrixComparison = builder.enumType('MatrixComparison', {
  values: {
    PREVIOUS: { description: 'The period before.' },
    LAST_YEAR: { description: 'The same period a year before; for weeks the same ISO week.' },
    SAME_DAYS: {
      description:
        'While the period fills: as many first days of the period before as it has, computed anew. Once it is over: the period before.',
    },
  } satisfies Record<(typeof COMPARISONS)[number], object>,
});

const ScoreChangeType = builder.objectRef<ScoreChange>('ScoreChange').implement({
  description: 'A score on both sides, 0 to 100; null where no KPI has one on both.',
  fields: (t) => ({
    before: t.exposeFloat('before', { nullable: true }),
    after: t.exposeFloat('after', { nullable: true }),
    difference: t.exposeFloat('difference', { nullable: true, description: 'After less before.' }),
  }),
});

const DimensionChange = builder.objectRef<MatrixChange['dimensions'][number]>('DimensionChange').implement({
  fields: (t) => ({
    dimension: t.expose('dimension', { type: DimensionEnum }),
    change: t.expose('change', { type: ScoreChangeType }),
  }),
});

export const MatrixChangeType = builder.objectRef<MatrixChange>('MatrixChange').implement({
  description:
    'How a matrix changed, over the KPIs that have a score on both sides, with the weights of the later one: like for like.',
  fields: (t) => ({
    index: t.expose('index', { type: ScoreChangeType }),
    dimensions: t.expose('dimensions', { type: [DimensionChange], extensions: sized(3) }),
    compared: t.exposeInt('compared', { description: 'KPIs with a score on both sides: what is compared.' }),
    left: t.expose('left', {
      type: [KpiDefinition],
      description: 'KPIs that apply and have no score on one side, or on both.',
      extensions: sized(50),
    }),
    beforeFrom: t.expose('beforeFrom', { type: 'Date' }),
    beforeTo: t.expose('beforeTo', { type: 'Date', description: 'The last day that is compared with.' }),
  }),
});

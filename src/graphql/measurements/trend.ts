/** Trends: one KPI at one scope over time. */
import { countPeriods, isDate } from '../../kpi/period.ts';
import { GRAINS } from '../../kpi/vocabulary.ts';
import { applies } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { type FieldSize, sized } from '../cost.ts';
import { MOST_TREND_POINTS } from '../limits.ts';
import { askedPeriods, PeriodRangeInput } from '../period.ts';
import { ScopeInput, scopeOf } from '../reference/scope.ts';
import { KpiDefinition, Measurement } from '../refs.ts';
import { measurementsOf } from './measurementAt.ts';

builder.objectField(KpiDefinition, 'trend', (t) =>
  t.field({
    description:
      'One point a period, in time order, also for periods without data; empty where the KPI does not apply; at most 4,000.',
    type: [Measurement],
    nullable: true,
    args: {
      scope: t.arg({ type: ScopeInput, required: true }),
      range: t.arg({ type: PeriodRangeInput, required: true }),
    },
    extensions: sized(pointsOf),
    resolve: (kpi, { scope: codes, range }, context) => {
      const { world } = context.moment;
      const scope = scopeOf(world, codes, 'scope');
      const periods = askedPeriods(range, 'range', MOST_TREND_POINTS);
      if (!applies(world, kpi.seen, scope.line, range.grain)) return [];
      return measurementsOf(
        context,
        periods.map((period) => ({ kpi, scope, period })),
      );
    },
  }),
);

/** How many points are asked for; a range that is refused anyway counts as one. */
export function pointsOf(argument: Parameters<Exclude<FieldSize, number>>[0]): number {
  const range = (argument('range') ?? {}) as Record<string, unknown>;
  const grain = GRAINS.find((it) => it === range.grain);
  const { from, to } = range;
  if (!grain || typeof from !== 'string' || typeof to !== 'string' || !isDate(from) || !isDate(to)) return 1;
  return Math.min(countPeriods(grain, from, to), MOST_TREND_POINTS);
}

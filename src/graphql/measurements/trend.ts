/** Trends: one KPI at one scope over time. */
import { countPeriods, isDate } from '../../kpi/period.ts';
import { isFiner } from '../../kpi/grain.ts';
import { type Grain, GRAINS } from '../../kpi/vocabulary.ts';
import { endsWith, unitOf, type Window } from '../../kpi/window.ts';
import { applies, type KnownKpi } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { type FieldSize, sized } from '../cost.ts';
import { badInput } from '../errors.ts';
import { MOST_TREND_POINTS, MOST_WINDOWS } from '../limits.ts';
import { askedPeriods, PeriodRangeInput } from '../period.ts';
import { ScopeInput, scopeOf } from '../reference/scope.ts';
import { KpiDefinition, Measurement } from '../refs.ts';
import { WindowEnum } from '../vocabulary.ts';
import { measurementsOf } from './measurementAt.ts';

builder.objectField(KpiDefinition, 'trend', (t) =>
  t.field({
    description:
      'One point a period, in time order, also for periods without data; empty where the KPI does not apply; at most 4,000. ' +
      'With a window each point is the formula over what the inputs have in the days of the window that ends with the period (so far, while ' +
      'it fills), scored and judged by the rules of the period; NO_DATA where it has no days yet, and for twelve months that begin before ' +
      "the operator's first observed day. The grain is then finer than the window's unit and no finer than the KPI's cadence; at most 400 points.",
    type: [Measurement],
    nullable: true,
    args: {
      scope: t.arg({ type: ScopeInput, required: true }),
      range: t.arg({ type: PeriodRangeInput, required: true }),
      window: t.arg({ type: WindowEnum }),
    },
    extensions: sized(pointsOf),
    resolve: (kpi, { scope: codes, range, window }, context) => {
      const { world } = context.moment;
      const scope = scopeOf(world, codes, 'scope');
      const periods = askedPeriods(range, 'range', window ? MOST_WINDOWS : MOST_TREND_POINTS);
      if (window) refuseGrain(kpi, range.grain, window);
      if (!applies(world, kpi.seen, scope.line, range.grain)) return [];
      return measurementsOf(
        context,
        periods.map((period) => ({ kpi, scope, period, window: window ?? undefined })),
      );
    },
  }),
);

/** Throws `badInput` for a grain that a window of this KPI cannot end with. */
function refuseGrain({ seen: { definition } }: KnownKpi, grain: Grain, window: Window): void {
  const { code, cadence } = definition;
  if (!endsWith(window, grain))
    throw badInput('window', `${window} takes periods finer than ${unitOf(window)}, not ${grain}`);
  if (isFiner(grain, cadence))
    throw badInput('window', `"${code}" has figures of ${cadence} and coarser, not of ${grain}`);
}

/** How many points are asked for; a range that is refused anyway counts as one. */
export function pointsOf(argument: Parameters<Exclude<FieldSize, number>>[0]): number {
  const range = (argument('range') ?? {}) as Record<string, unknown>;
  const grain = GRAINS.find((it) => it === range.grain);
  const { from, to } = range;
  if (!grain || typeof from !== 'string' || typeof to !== 'string' || !isDate(from) || !isDate(to)) return 1;
  return Math.min(countPeriods(grain, from, to), argument('window') ? MOST_WINDOWS : MOST_TREND_POINTS);
}

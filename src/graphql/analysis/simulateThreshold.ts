/** The breaches that other limits would have raised over what is stored, beside those of the present ones. */
import type { SimulatedBreach, SimulatedBreaches, Simulation } from '../../analysis/simulate.ts';
import { findingsOf } from '../../kpi/problem.ts';
import { limitsOf, thresholdSchema } from '../../kpi/threshold.ts';
import { earlierAt } from '../../kpi/threshold.ts';
import { overrideAt, ruleOf } from '../../world/rules.ts';
import { applies } from '../../world/world.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { badInput, calendarDate } from '../errors.ts';
import { kpiOf } from '../kpis/kpiDefinition.ts';
import { asSent, LimitInput, repeatedLimits, thresholdOf } from '../kpis/kpiInput.ts';
import { Limit } from '../kpis/kpiParts.ts';
import { MOST_TREND_POINTS } from '../limits.ts';
import { askedPeriods, PeriodRangeInput, PeriodType } from '../period.ts';
import { ScopeInput, scopeOf } from '../reference/scope.ts';
import { SeverityEnum } from '../vocabulary.ts';

const SimulatedBreachType = builder.objectRef<SimulatedBreach>('SimulatedBreach').implement({
  fields: (t) => ({
    firstPeriod: t.expose('firstPeriod', { type: PeriodType }),
    lastPeriod: t.expose('lastPeriod', { type: PeriodType, description: 'The latest breaching one.' }),
    openedPeriod: t.expose('openedPeriod', {
      type: PeriodType,
      description: 'The one that reached the number of periods in a row: when people would have been told.',
    }),
    resolvedPeriod: t.expose('resolvedPeriod', {
      type: PeriodType,
      nullable: true,
      description: 'The OK one that ends it; null while it is open at the end of the range.',
    }),
    periods: t.exposeInt('periods', { description: 'How many periods were beyond a limit.' }),
    severity: t.expose('severity', { type: SeverityEnum }),
    value: t.exposeFloat('value'),
    limit: t.expose('limit', { type: Limit }),
  }),
});

const SimulatedBreachesType = builder.objectRef<SimulatedBreaches>('SimulatedBreaches').implement({
  fields: (t) => ({
    count: t.exposeInt('count'),
    open: t.exposeInt('open', { description: 'Those that are open at the end of the range.' }),
    periods: t.exposeInt('periods', { description: 'How many periods were breaching in all of them.' }),
    longest: t.exposeInt('longest', { description: 'How many periods the longest lasted.' }),
    perMonth: t.exposeFloat('perMonth', {
      nullable: true,
      description:
        'How many in a month of 30.44 days, over the complete part of the range; null where none of it is.',
    }),
    breaches: t.expose('breaches', { type: [SimulatedBreachType], extensions: sized(50) }),
  }),
});

const ThresholdSimulation = builder.objectRef<Simulation>('ThresholdSimulation').implement({
  description: 'Complete periods of the range only. Both sides replay the stored figures; nothing is stored.',
  fields: (t) => ({
    judged: t.exposeInt('judged', {
      description: 'The periods with a figure of a sample that is large enough.',
    }),
    present: t.expose('present', { type: SimulatedBreachesType }),
    proposed: t.expose('proposed', { type: SimulatedBreachesType }),
  }),
});

builder.queryField('simulateThreshold', (t) =>
  t.field({
    description:
      "The range is of the KPI's cadence, the only grain at which thresholds are watched; at most 4,000 periods.",
    type: ThresholdSimulation,
    nullable: true,
    args: {
      code: t.arg.string({ required: true }),
      limits: t.arg({ type: [LimitInput], required: true }),
      consecutive: t.arg.int({ defaultValue: 1 }),
      limitsFrom: t.arg({
        type: 'Date',
        description:
          'The proposed limits hold for periods that begin on that day or later, the present ones before.',
      }),
      scope: t.arg({ type: ScopeInput, required: true }),
      range: t.arg({ type: PeriodRangeInput, required: true }),
    },
    resolve: (_root, { code, limits, consecutive, limitsFrom, scope: codes, range }, { reads, moment }) => {
      const known = kpiOf(moment.world, code, 'code');
      const proposed = checkedRule(limits, consecutive);
      const scope = scopeOf(moment.world, codes, 'scope');
      const { cadence } = known.seen.definition;
      if (range.grain !== cadence) throw badInput('range.grain', `"${code}" is watched by ${cadence}`);
      const periods = askedPeriods(range, 'range', MOST_TREND_POINTS);
      const concerned = applies(moment.world, known.seen, scope.line, range.grain) ? periods : [];
      const present = (start: string) =>
        ruleOf(
          known.seen,
          overrideAt(moment.world, known.id, scope, start),
          earlierAt(known.seenEarlierLimits, start),
        );
      const from = limitsFrom == null ? null : calendarDate(limitsFrom, 'limitsFrom');
      const proposedAt = (start: string) => (from !== null && start < from ? present(start) : proposed);
      const lastDay = moment.lastDays.get(scope.operator.id);
      return reads.simulateThreshold(known, { proposed: proposedAt, present }, scope, concerned, lastDay);
    },
  }),
);

/** The limits as a rule; throws `badInput` for the first that cannot be one. */
function checkedRule(
  limits: readonly (typeof LimitInput.$inferInput)[],
  consecutive: number | null | undefined,
) {
  const { data, error } = thresholdSchema.safeParse(thresholdOf(limits, consecutive));
  const found = error
    ? findingsOf(error).map((it) => ({ ...it, path: ['threshold', ...it.path.map(String)] }))
    : [];
  const [problem] = [
    ...repeatedLimits(limits),
    ...found.map((it) => asSent({ limits: [...limits], parameters: [], examples: [] }, it)),
  ];
  if (problem) throw badInput(problem.path.join('.'), problem.message);
  return { limits: limitsOf(data!), consecutive: data!.consecutive };
}

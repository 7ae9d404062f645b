/** Measurements: the value of one KPI for one scope and period. Lists of them stand in measurements.ts. */
import { type Period, previousPeriod, samePeriodLastYear } from '../../kpi/period.ts';
import type { MissingStretch } from '../../analysis/completeness.ts';
import { builder } from '../builder.ts';
import { checkedCount } from '../connection.ts';
import type { Context } from '../context.ts';
import { sized, sizedByPage } from '../cost.ts';
import { InputValue } from '../kpis/inputDefinition.ts';
import { PeriodType } from '../period.ts';
import { ScopeType } from '../reference/scope.ts';
import { BusinessLine, InputDefinition, KpiDefinition, Measurement, Node, OrgUnit } from '../refs.ts';
import { LocaleEnum, StatusEnum, WindowEnum } from '../vocabulary.ts';
import { whyIncomplete } from './incomplete.ts';
import { askedOf, coverageOf, inputValuesOf, type MeasurementAt, measurementOf } from './measurementAt.ts';

const DEFAULT_MISSING = 20;

const MissingStretchType = builder.objectRef<MissingStretch>('MissingStretch').implement({
  description: 'Days, both inclusive, on which an input was expected at a line and unit, and is not there.',
  fields: (t) => ({
    input: t.expose('input', { type: InputDefinition }),
    businessLine: t.field({ type: BusinessLine, nullable: true, resolve: ({ line }) => line }),
    orgUnit: t.field({
      type: OrgUnit,
      nullable: true,
      resolve: ({ place }) => (place.code === null ? null : place),
    }),
    from: t.expose('from', { type: 'Date' }),
    to: t.expose('to', { type: 'Date' }),
  }),
});

Measurement.implement({
  description: 'The value of one KPI for one scope and period.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('id'),
    kpi: t.expose('kpi', { type: KpiDefinition }),
    scope: t.expose('scope', { type: ScopeType }),
    period: t.expose('period', { type: PeriodType }),
    window: t.field({
      type: WindowEnum,
      nullable: true,
      description:
        'Of a point of a trend of windows: which one ends with the period. Null for the figure of the period itself.',
      resolve: ({ window }) => window ?? null,
    }),
    value: t.exposeFloat('value', {
      nullable: true,
      description: 'Null when an input is missing or the formula divides by zero.',
    }),
    score: t.exposeFloat('score', {
      nullable: true,
      description: '0 to 100, null where there is no value or too small a sample.',
    }),
    status: t.expose('status', { type: StatusEnum }),
    sampleSize: t.float({
      nullable: true,
      description: "The value of the minimum sample's input; null for a KPI without one.",
      resolve: sampleSize,
    }),
    inputs: t.field({ type: [InputValue], extensions: sized(3), resolve: inputValues }),
    definitionVersion: t.exposeInt('definitionVersion', {
      description: 'The newest version of the KPI whose result-relevant part gave this value.',
    }),
    computedAt: t.expose('computedAt', {
      type: 'DateTime',
      nullable: true,
      description:
        'Null where there is nothing to compute from, and for a window, which is computed when it is asked for.',
    }),
    isComplete: t.boolean({
      description:
        'Whether the period is over (the operator has observations dated on or after its last day) and all that is expected is there.',
      resolve: async (measurement, _args, context) =>
        measurement.isOver && (await coverageOf(context, measurement)) === 1,
    }),
    coverage: t.float({
      description:
        'The share of what is expected of its inputs that is there, 0 to 1: of the least of them, and of the KPIs that it is derived from. ' +
        'While the period fills up to the latest day of its inputs.',
      resolve: (measurement, _args, context) => coverageOf(context, measurement),
    }),
    incompleteBecause: t.string({
      nullable: true,
      description: 'Why a measurement is INCOMPLETE; null for any other.',
      args: { locale: t.arg({ type: LocaleEnum, defaultValue: 'EN' }) },
      resolve: (measurement, { locale }, { loaders }) => whyIncomplete(measurement, locale ?? 'EN', loaders),
    }),
    lastObserved: t.field({
      type: 'Date',
      nullable: true,
      description:
        'Of what has no data, or is INCOMPLETE: the latest day on which the operator reported all inputs that it is computed from, at any of its ' +
        'units and lines; null where one was never reported, and for any other measurement.',
      resolve: lastObserved,
    }),
    missing: t.field({
      type: [MissingStretchType],
      description: 'What is expected and not there, by input, line, unit and time; at most `first`.',
      args: { first: t.arg.int({ defaultValue: DEFAULT_MISSING }) },
      extensions: sizedByPage(DEFAULT_MISSING),
      resolve: async (measurement, { first }, { loaders, limits }) => {
        const most = checkedCount(first ?? DEFAULT_MISSING, 'first', limits) ?? DEFAULT_MISSING;
        return (await loaders.completeness.load(askedOf(measurement))).missing.slice(0, most);
      },
    }),
    previous: t.field({
      type: Measurement,
      nullable: true,
      description: 'The same KPI and scope one period earlier.',
      resolve: (measurement, _args, context) =>
        inPeriod(context, measurement, previousPeriod(measurement.period)),
    }),
    lastYear: t.field({
      type: Measurement,
      nullable: true,
      description:
        'The same KPI and scope in the same period of the year before: for weeks the same ISO week; null where there is ' +
        'none (week 53, 29 February).',
      resolve: (measurement, _args, context) =>
        inPeriod(context, measurement, samePeriodLastYear(measurement.period)),
    }),
  }),
});

function inPeriod(context: Context, { kpi, scope, window }: MeasurementAt, period: Period | null) {
  return period && measurementOf(context, { kpi, scope, period, window });
}

async function lastObserved(
  { status, scope, computedWith }: MeasurementAt,
  _args: object,
  { loaders, moment }: Context,
): Promise<string | null> {
  if (status !== 'NO_DATA' && status !== 'INCOMPLETE') return null;
  const { inputs } = moment.world.reference;
  const asked = computedWith.allInputs.flatMap((key) => inputs.get(key) ?? []);
  const days = await Promise.all(
    asked.map(({ id }) => loaders.lastObserved.load({ operatorId: scope.operator.id, inputId: id })),
  );
  return days.includes(null) ? null : (days.sort()[0] ?? null);
}

function sampleSize(measurement: MeasurementAt, _args: object, { loaders }: Context) {
  const { definition, inputs } = measurement.computedWith;
  const { minimumSample } = definition;
  if (!minimumSample) return null;
  const at = inputs.indexOf(minimumSample.input);
  return inputValuesOf(measurement, loaders).then((values) => values?.[at] ?? null);
}

async function inputValues(measurement: MeasurementAt, _args: object, { loaders, moment }: Context) {
  const values = await inputValuesOf(measurement, loaders);
  const { inputs } = moment.world.reference;
  return measurement.computedWith.inputs.flatMap((key, at) => {
    const input = inputs.get(key);
    return input ? [{ input, value: values?.[at] ?? null }] : [];
  });
}

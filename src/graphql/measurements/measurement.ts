/** Measurements: the value of one KPI for one scope and period. Lists of them stand in measurements.ts. */
import { type Period, previousPeriod, samePeriodLastYear } from '../../kpi/period.ts';
import type { Context } from '../context.ts';
import { sized } from '../cost.ts';
import { InputValue } from '../kpis/inputDefinition.ts';
import { PeriodType } from '../period.ts';
import { ScopeType } from '../reference/scope.ts';
import { KpiDefinition, Measurement, Node } from '../refs.ts';
import { StatusEnum } from '../vocabulary.ts';
import { type MeasurementAt, measurementOf } from './measurementAt.ts';

Measurement.implement({
  description: 'The value of one KPI for one scope and period.',
  interfaces: [Node],
  fields: (t) => ({
    id: t.exposeID('id'),
    kpi: t.expose('kpi', { type: KpiDefinition }),
    scope: t.expose('scope', { type: ScopeType }),
    period: t.expose('period', { type: PeriodType }),
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
      description: 'Null where there is nothing to compute from.',
    }),
    isComplete: t.exposeBoolean('isComplete', {
      description: "Whether the operator has observations dated on or after the period's last day.",
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

function inPeriod(context: Context, { kpi, scope }: MeasurementAt, period: Period | null) {
  return period && measurementOf(context, { kpi, scope, period });
}

function sampleSize(measurement: MeasurementAt, _args: object, { loaders }: Context) {
  const { definition, inputs } = measurement.computedWith;
  const { minimumSample } = definition;
  if (!minimumSample || !measurement.isStored) return null;
  const at = inputs.indexOf(minimumSample.input);
  return loaders.inputs.load(measurement.key).then((values) => values?.[at] ?? null);
}

async function inputValues(measurement: MeasurementAt, _args: object, { loaders, moment }: Context) {
  const values = measurement.isStored ? await loaders.inputs.load(measurement.key) : undefined;
  const { inputs } = moment.world.reference;
  return measurement.computedWith.inputs.flatMap((key, at) => {
    const input = inputs.get(key);
    return input ? [{ input, value: values?.[at] ?? null }] : [];
  });
}

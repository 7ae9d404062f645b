/** The parts of a KPI's definition that have no life of their own. */
import type { Example as ExampleSource, KpiDefinition } from '../../kpi/definition.ts';
import type { ScorePoint as ScorePointSource } from '../../kpi/scoring.ts';
import type { EarlierLimits, Limit as LimitSource } from '../../kpi/threshold.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { InputDefinition } from '../refs.ts';
import { LimitSideEnum, SeverityEnum, StatusEnum } from '../vocabulary.ts';
import { inputsOf, InputValue } from './inputDefinition.ts';

export const Limit = builder.objectRef<LimitSource>('Limit').implement({
  description:
    'Beyond this limit (strictly) the KPI breaches with this severity. A value exactly at a limit does not breach.',
  fields: (t) => ({
    severity: t.expose('severity', { type: SeverityEnum }),
    side: t.expose('side', { type: LimitSideEnum }),
    value: t.exposeFloat('value'),
  }),
});

/** The limits in the order below warning, below critical, above warning, above critical. */
export interface ThresholdSource {
  limits: readonly LimitSource[];
  consecutive: number;
}

export const Threshold = builder.objectRef<ThresholdSource>('Threshold').implement({
  fields: (t) => ({
    limits: t.expose('limits', { type: [Limit], extensions: sized(3) }),
    consecutive: t.exposeInt('consecutive', {
      description: 'How many periods in a row must breach before a breach opens.',
    }),
  }),
});

export const EarlierLimitsType = builder.objectRef<EarlierLimits>('EarlierLimits').implement({
  description:
    'Limits of an earlier version that hold for periods that begin before a day, and after those listed before.',
  fields: (t) => ({
    until: t.expose('until', { type: 'Date', description: 'The first day of which they hold no longer.' }),
    limits: t.expose('limits', { type: [Limit], extensions: sized(3) }),
    consecutive: t.exposeInt('consecutive'),
  }),
});

export const ScorePoint = builder.objectRef<ScorePointSource>('ScorePoint').implement({
  description:
    'One point of the piecewise-linear curve from values to scores; points come in rising order of value.',
  fields: (t) => ({ value: t.exposeFloat('value'), score: t.exposeFloat('score') }),
});

export const SourceReference = builder
  .objectRef<KpiDefinition['sources'][number]>('SourceReference')
  .implement({
    fields: (t) => ({ reference: t.exposeString('reference'), says: t.exposeString('says') }),
  });

export const Sample = builder.objectRef<{ input: string; count: number }>('Sample').implement({
  description: 'Fewer than so many of this input are too small a sample to judge.',
  fields: (t) => ({
    input: t.field({
      type: InputDefinition,
      resolve: ({ input }, _args, { moment }) => inputsOf(moment.world, [input])[0]!,
    }),
    count: t.exposeFloat('count'),
  }),
});

export const Parameter = builder.objectRef<{ name: string; value: number }>('Parameter').implement({
  description: 'A named constant of the formula, such as a weight.',
  fields: (t) => ({ name: t.exposeString('name'), value: t.exposeFloat('value') }),
});

export const Example = builder.objectRef<ExampleSource>('Example').implement({
  description: 'A worked example: these input values make this value and status.',
  fields: (t) => ({
    inputs: t.field({
      type: [InputValue],
      extensions: sized(3),
      resolve: ({ inputs }, _args, { moment }) =>
        inputsOf(moment.world, Object.keys(inputs)).map((input) => ({
          input,
          value: inputs[input.definition.key] ?? null,
        })),
    }),
    value: t.exposeFloat('value', { nullable: true }),
    status: t.expose('status', { type: StatusEnum }),
  }),
});

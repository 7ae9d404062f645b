/** Trying a definition: its problems and its examples, with nothing stored. */
import { type Check, type CheckedExample, checkKpi } from '../../analysis/check.ts';
import { builder } from '../builder.ts';
import { sized } from '../cost.ts';
import { KpiDefinitionInput, literalOf, problemsAsSent } from '../kpis/kpiInput.ts';
import { KpiDefinition } from '../refs.ts';
import { FieldProblem } from '../userError.ts';
import { StatusEnum } from '../vocabulary.ts';

const ExampleResult = builder.objectRef<CheckedExample['actual']>('ExampleResult').implement({
  fields: (t) => ({
    value: t.exposeFloat('value', { nullable: true }),
    status: t.expose('status', { type: StatusEnum }),
  }),
});

const ExampleCheck = builder.objectRef<CheckedExample>('ExampleCheck').implement({
  description: 'An example, what it says and what the formula gives.',
  fields: (t) => ({
    at: t.exposeInt('at', { description: 'Its place among the examples sent, from 0.' }),
    expected: t.expose('expected', { type: ExampleResult }),
    actual: t.expose('actual', { type: ExampleResult }),
    holds: t.exposeBoolean('holds'),
  }),
});

const KpiCheck = builder.objectRef<Check>('KpiCheck').implement({
  description: 'What came of trying a definition; nothing was stored.',
  fields: (t) => ({
    problems: t.expose('problems', {
      type: [FieldProblem],
      description: 'Everything that keeps it from being registered; problems in the formula show the place.',
      extensions: sized(20),
    }),
    examples: t.expose('examples', {
      type: [ExampleCheck],
      description: 'Empty where the definition cannot be computed.',
      extensions: sized(5),
    }),
    existing: t.expose('existing', {
      type: KpiDefinition,
      nullable: true,
      description: 'The KPI that has this code now.',
    }),
  }),
});

builder.queryField('checkKpi', (t) =>
  t.field({
    type: KpiCheck,
    args: { input: t.arg({ type: KpiDefinitionInput, required: true }) },
    resolve: (_root, { input }, { moment: { world } }) => {
      const check = checkKpi(world, literalOf(input, world));
      return { ...check, problems: problemsAsSent(input, check.problems) };
    },
  }),
);

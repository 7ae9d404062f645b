/** Registering KPIs while the system runs, and retiring them. */
import { signedBy } from '../../access/viewer.ts';
import { checkKpi } from '../../analysis/check.ts';
import {
  type KpiRegistered,
  type KpiRetired,
  registerKpi,
  retireKpi,
} from '../../engine/definitions/register.ts';
import type { Invalid } from '../../world/outcome.ts';
import { builder } from '../builder.ts';
import { KpiDefinition } from '../refs.ts';
import { over, resultOf } from '../userError.ts';
import { KpiDefinitionInput, type KpiInput, literalOf, problemsAsSent, repetitions } from './kpiInput.ts';

const RegisterKpiSuccess = builder.objectRef<KpiRegistered>('RegisterKpiSuccess').implement({
  description: 'The KPI, and how many stored measurements are being computed for it.',
  fields: (t) => ({
    kpi: t.expose('kpi', { type: KpiDefinition }),
    recomputing: t.exposeInt('recomputing'),
  }),
});

const RegisterKpiResult = resultOf(RegisterKpiSuccess, 'invalid', over(KpiDefinition));

builder.mutationField('registerKpi', (t) =>
  t.field({
    description: 'Registers a new KPI, or a new version of a registered one.',
    type: RegisterKpiResult,
    args: {
      input: t.arg({ type: KpiDefinitionInput, required: true }),
      by: t.arg.string({ description: 'Who registers it, for the list of versions.' }),
      limitsFrom: t.arg({
        type: 'Date',
        description:
          'Its limits hold for periods that begin on that day or later, those of the earlier versions before, so that a new target does ' +
          'not rewrite the past. Omitted: for all periods.',
      }),
      expectedVersion: t.arg.int({
        description:
          'The version that is known: a conflict where there is another one by now. 0 for a code that is meant to be new: of ' +
          'several who register it at once one succeeds. Omitted: changes whatever is there when the request is read, so the ' +
          'version in the answer tells a new KPI (1) from a changed one.',
      }),
    },
    resolve: async (_root, { input, by, limitsFrom, expectedVersion }, context) => {
      const literal = literalOf(input, context.moment.world);
      const twice = repetitions(input);
      if (twice.length > 0) return refused(input, checkKpi(context.moment.world, literal));
      const registration = {
        literal,
        by: signedBy(context.viewer, by ?? null),
        limitsFrom: limitsFrom ?? undefined,
        expectedVersion: expectedVersion ?? undefined,
      };
      const outcome = await registerKpi(context.engine, registration);
      return outcome.outcome === 'invalid'
        ? { ...outcome, problems: problemsAsSent(input, outcome.problems) }
        : outcome;
    },
  }),
);

function refused(input: KpiInput, { problems }: { problems: Invalid['problems'] }): Invalid {
  const all = problemsAsSent(input, problems);
  const count = all.length === 1 ? 'a problem' : `${all.length} problems`;
  return {
    outcome: 'invalid',
    message: `${count} with this definition; nothing was registered`,
    problems: all,
  };
}

const RetireKpiSuccess = builder.objectRef<KpiRetired>('RetireKpiSuccess').implement({
  fields: (t) => ({ kpi: t.expose('kpi', { type: KpiDefinition }) }),
});

const RetireKpiResult = resultOf(RetireKpiSuccess, 'notFound', over(KpiDefinition));

builder.mutationField('retireKpi', (t) =>
  t.field({
    description:
      'Takes a registered KPI out: its history stays readable, it leaves matrices and lists, and its open breaches resolve.',
    type: RetireKpiResult,
    args: { code: t.arg.string({ required: true }) },
    resolve: (_root, { code }, context) => retireKpi(context.engine, code),
  }),
);

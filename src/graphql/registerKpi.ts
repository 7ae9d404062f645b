/** Registering KPIs while the system runs, and retiring them. */
import type { KpiRegistered, KpiRetired } from '../engine/register.ts';
import type { Invalid } from '../engine/outcome.ts';
import { builder } from './builder.ts';
import { KpiDefinition } from './kpiDefinition.ts';
import { type KpiInput, KpiDefinitionInput, literalOf, problemsAsSent, repetitions } from './kpiInput.ts';
import { ConflictError, ERROR_TYPES, NotFoundError, ValidationError } from './userError.ts';

const RegisterKpiSuccess = builder.objectRef<KpiRegistered>('RegisterKpiSuccess').implement({
  description: 'The KPI, and how many stored measurements are being computed for it.',
  fields: (t) => ({
    kpi: t.expose('kpi', { type: KpiDefinition }),
    recomputing: t.exposeInt('recomputing'),
  }),
});

const RegisterKpiResult = builder.unionType('RegisterKpiResult', {
  types: [RegisterKpiSuccess, ValidationError, ConflictError],
  resolveType: ({ outcome }) => (outcome === 'registered' ? RegisterKpiSuccess : ERROR_TYPES[outcome]),
});

builder.mutationField('registerKpi', (t) =>
  t.field({
    description: 'Registers a new KPI, or a new version of a registered one.',
    type: RegisterKpiResult,
    args: {
      input: t.arg({ type: KpiDefinitionInput, required: true }),
      by: t.arg.string({ description: 'Who registers it, for the list of versions.' }),
      expectedVersion: t.arg.int({
        description:
          'The version that is known, 0 for none: a conflict where somebody else registered another one since.',
      }),
    },
    resolve: async (_root, { input, by, expectedVersion }, context) => {
      const literal = literalOf(input, context.moment.world);
      const twice = repetitions(input);
      if (twice.length > 0) return refused(input, await context.services.checkKpi(literal));
      const registration = { literal, by: by ?? null, expectedVersion: expectedVersion ?? undefined };
      const outcome = await context.services.registerKpi(registration);
      context.moment = await context.services.moment();
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

const RetireKpiResult = builder.unionType('RetireKpiResult', {
  types: [RetireKpiSuccess, NotFoundError, ConflictError],
  resolveType: ({ outcome }) => (outcome === 'retired' ? RetireKpiSuccess : ERROR_TYPES[outcome]),
});

builder.mutationField('retireKpi', (t) =>
  t.field({
    description:
      'Takes a registered KPI out: its history stays readable, it leaves matrices and lists, and its open breaches resolve.',
    type: RetireKpiResult,
    args: { code: t.arg.string({ required: true }) },
    resolve: async (_root, { code }, context) => {
      const outcome = await context.services.retireKpi(code);
      context.moment = await context.services.moment();
      return outcome;
    },
  }),
);

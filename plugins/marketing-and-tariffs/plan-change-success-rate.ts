import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'plan-change-success-rate',
  name: { en: 'Plan change success rate', zh: '套餐变更如约生效率' },
  description:
    'Share of plan changes effective on the requested date with the requested content. ' +
    'A change that fails silently turns into a billing dispute a month later.',
  dimension: 'OPERATIONS',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * planChangesAsRequested / planChangeRequests',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 85, full: 99.9 },
  weight: 3,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'plan change is a key care point of transparent charging',
    },
    { reference: 'judgement', says: 'limits 98 and 95' },
  ],
  examples: [
    { inputs: { planChangesAsRequested: 4950, planChangeRequests: 5000 }, value: 99, status: 'OK' },
    { inputs: { planChangesAsRequested: 4800, planChangeRequests: 5000 }, value: 96, status: 'WARNING' },
    { inputs: { planChangesAsRequested: 0, planChangeRequests: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'post-build-callback-satisfaction',
  name: { en: 'Satisfaction after site build', zh: '建站后回访用户满意率' },
  description:
    'Share of called-back customers who are satisfied with coverage after the new base station went on ' +
    'air. It shows whether building money removes the complaint that asked for it.',
  dimension: 'PERCEPTION',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * postBuildSatisfiedCustomers / postBuildCallbacksAnswered',
  threshold: { atLeast: { warning: 55, critical: 50 } },
  scoring: { zero: 40, full: 75 },
  weight: 3,
  minimumSample: { input: 'postBuildCallbacksAnswered', count: 300 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'post-build call-back satisfaction rose from 50% in the first quarter ' +
        'over 52% to 55% in the third, 7 points up on the year',
    },
  ],
  examples: [
    {
      inputs: { postBuildSatisfiedCustomers: 224, postBuildCallbacksAnswered: 400 },
      value: 56,
      status: 'OK',
    },
    {
      inputs: { postBuildSatisfiedCustomers: 208, postBuildCallbacksAnswered: 400 },
      value: 52,
      status: 'WARNING',
    },
    {
      inputs: { postBuildSatisfiedCustomers: 0, postBuildCallbacksAnswered: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

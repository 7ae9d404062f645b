import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-perceived-resolution-rate',
  name: { en: 'Perceived resolution rate', zh: '投诉客户感知解决率' },
  description:
    'Share of surveyed complainants who say the problem is really solved. ' +
    'The status "closed" is the view of the company, this is the view of the customer.',
  dimension: 'PERCEPTION',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * complainantsSayResolved / complainantResponses',
  threshold: { atLeast: { warning: 85, critical: 75 } },
  scoring: { zero: 50, full: 97 },
  weight: 4,
  minimumSample: { input: 'complainantResponses', count: 50 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'what counts is whether the problem of the customer is solved to satisfaction',
    },
    { reference: 'judgement', says: 'limits 85 and 75' },
  ],
  examples: [
    { inputs: { complainantsSayResolved: 174, complainantResponses: 200 }, value: 87, status: 'OK' },
    { inputs: { complainantsSayResolved: 160, complainantResponses: 200 }, value: 80, status: 'WARNING' },
    { inputs: { complainantsSayResolved: 0, complainantResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

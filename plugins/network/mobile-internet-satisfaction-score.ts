import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'mobile-internet-satisfaction-score',
  name: { en: 'Mobile-internet customer satisfaction', zh: '移动上网客户满意度' },
  description:
    'Mean 0-100 overall score given by mobile-internet (3G and later) customers. ' +
    'The business line has its own score because its users judge the operator mainly by data experience.',
  dimension: 'PERCEPTION',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'score-100',
  formula: 'mobileInternetScoreSum / mobileInternetResponses',
  threshold: { atLeast: { warning: 78, critical: 73 } },
  scoring: { zero: 60, full: 90 },
  weight: 4,
  minimumSample: { input: 'mobileInternetResponses', count: 200 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'satisfaction of 3G customers rose by 1.3 against the end of 2012',
    },
    { reference: 'judgement', says: 'limits 78 and 73' },
  ],
  examples: [
    { inputs: { mobileInternetScoreSum: 40_000, mobileInternetResponses: 500 }, value: 80, status: 'OK' },
    {
      inputs: { mobileInternetScoreSum: 36_000, mobileInternetResponses: 500 },
      value: 72,
      status: 'CRITICAL',
    },
    { inputs: { mobileInternetScoreSum: 0, mobileInternetResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

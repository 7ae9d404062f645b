import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'customer-expectation-gap',
  name: { en: 'Customer expectation gap', zh: '顾客期望差距' },
  description:
    'Mean expectation score minus mean overall satisfaction score from the same interviews. ' +
    'It is the customer gap of the gap model and grows when promises outrun delivery.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'points',
  formula: '(expectationScoreSum - overallScoreSum) / surveyInterviewsDone',
  threshold: { atMost: { warning: 10, critical: 15 } },
  scoring: { zero: 30, full: 0 },
  weight: 3,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'satisfaction rises when the gap between expectation and perception narrows',
    },
    { reference: 'judgement', says: 'limits 10 and 15' },
  ],
  examples: [
    {
      inputs: { expectationScoreSum: 90_000, overallScoreSum: 82_000, surveyInterviewsDone: 1000 },
      value: 8,
      status: 'OK',
    },
    {
      inputs: { expectationScoreSum: 91_000, overallScoreSum: 77_000, surveyInterviewsDone: 1000 },
      value: 14,
      status: 'WARNING',
    },
    {
      inputs: { expectationScoreSum: 0, overallScoreSum: 0, surveyInterviewsDone: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'tariff-satisfaction-score',
  name: { en: 'Tariff satisfaction', zh: '资费满意度' },
  description:
    'Mean 0-100 score that customers give to tariffs in the monthly survey. ' +
    'Tariffs are what customers care about most and where the whole network is weakest.',
  dimension: 'PERCEPTION',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'score-100',
  formula: 'tariffScoreSum / surveyInterviewsDone',
  threshold: { atLeast: { warning: 75, critical: 70 } },
  scoring: { zero: 55, full: 88 },
  weight: 4,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'tariffs are what customers watch most and a weak spot of the whole network',
    },
    { reference: 'judgement', says: 'limits 75 and 70' },
  ],
  examples: [
    { inputs: { tariffScoreSum: 76_000, surveyInterviewsDone: 1000 }, value: 76, status: 'OK' },
    { inputs: { tariffScoreSum: 69_000, surveyInterviewsDone: 1000 }, value: 69, status: 'CRITICAL' },
    { inputs: { tariffScoreSum: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'network-satisfaction-score',
  name: { en: 'Network quality satisfaction', zh: '网络质量满意度' },
  description:
    'Mean 0-100 score that customers give to network quality in the monthly telephone survey. ' +
    'It tells whether the network that engineering measures is also the network that customers feel.',
  dimension: 'PERCEPTION',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband', 'fixed-voice'],
  cadence: 'MONTH',
  unit: 'score-100',
  formula: 'networkSatisfactionScoreSum / surveyInterviewsDone',
  threshold: { atLeast: { warning: 80, critical: 75 } },
  scoring: { zero: 60, full: 90 },
  weight: 5,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'a thousand customers a month are asked for overall satisfaction and for the weak spots',
    },
    {
      reference: 'Shanghai Unicom 2013',
      says: 'network quality is one of the perceptions followed by the fixed-customer panel',
    },
    { reference: 'judgement', says: 'limits 80 and 75' },
  ],
  examples: [
    {
      inputs: { networkSatisfactionScoreSum: 82_500, surveyInterviewsDone: 1000 },
      value: 82.5,
      status: 'OK',
    },
    {
      inputs: { networkSatisfactionScoreSum: 78_000, surveyInterviewsDone: 1000 },
      value: 78,
      status: 'WARNING',
    },
    { inputs: { networkSatisfactionScoreSum: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

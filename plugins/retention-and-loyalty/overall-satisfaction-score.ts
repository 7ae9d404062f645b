import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'overall-satisfaction-score',
  name: { en: 'Overall customer satisfaction', zh: '客户总体满意度' },
  description:
    'Mean 0-100 overall score in the monthly telephone survey. ' +
    'It is the main result that all other indicators should explain.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'score-100',
  formula: 'overallScoreSum / surveyInterviewsDone',
  threshold: { atLeast: { warning: 80, critical: 75 } },
  scoring: { zero: 60, full: 90 },
  weight: 5,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'a thousand customers a month are asked for overall satisfaction',
    },
    {
      reference: 'Shanghai Unicom 2013',
      says: 'customer satisfaction of all businesses rose in the first half of 2013',
    },
    { reference: 'judgement', says: 'limits 80 and 75' },
  ],
  examples: [
    { inputs: { overallScoreSum: 82_000, surveyInterviewsDone: 1000 }, value: 82, status: 'OK' },
    { inputs: { overallScoreSum: 77_000, surveyInterviewsDone: 1000 }, value: 77, status: 'WARNING' },
    { inputs: { overallScoreSum: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

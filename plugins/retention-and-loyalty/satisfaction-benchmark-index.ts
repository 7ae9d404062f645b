import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'satisfaction-benchmark-index',
  name: { en: 'Satisfaction benchmark index', zh: '满意度对标指数' },
  description:
    'Own overall satisfaction as a percentage of the satisfaction of rival customers with their ' +
    'operators. 100 means level, more means a lead. Only the sample of rival customers is guarded.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'index',
  formula: '100 * (overallScoreSum / surveyInterviewsDone) / (rivalScoreSum / rivalReputationResponses)',
  threshold: { atLeast: { warning: 100, critical: 97 } },
  scoring: { zero: 88, full: 108 },
  weight: 4,
  minimumSample: { input: 'rivalReputationResponses', count: 400 },
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'the satisfaction benchmark value is part of the composite index',
    },
    {
      reference: 'provincial benchmark study',
      says:
        'rivals are watched and customers of all three operators meet in group ' +
        'discussions; the lead in loyalty ranks high in the country',
    },
    { reference: 'judgement', says: 'warning limit 100 is level with the rivals; critical limit 97' },
  ],
  examples: [
    {
      inputs: {
        overallScoreSum: 82_000,
        surveyInterviewsDone: 1000,
        rivalScoreSum: 48_000,
        rivalReputationResponses: 600,
      },
      value: 102.5,
      status: 'OK',
    },
    {
      inputs: {
        overallScoreSum: 77_000,
        surveyInterviewsDone: 1000,
        rivalScoreSum: 48_000,
        rivalReputationResponses: 600,
      },
      value: 96.25,
      status: 'CRITICAL',
    },
    {
      inputs: { overallScoreSum: 0, surveyInterviewsDone: 0, rivalScoreSum: 0, rivalReputationResponses: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

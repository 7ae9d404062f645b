import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'composite-service-competitiveness-index',
  name: { en: 'Composite service competitiveness index', zh: '综合服务竞争力指数' },
  description:
    'Weighted mean of overall satisfaction, the satisfaction benchmark and the word-of-mouth ' +
    'benchmark, all of mobile customers. It replaces scattered assessments by one long-term figure ' +
    'for the company. It is not a percentage and serves to compare periods; of its samples only that ' +
    'of rival customers is guarded.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'index',
  parameters: { weightSpecialSatisfaction: 5, weightSatisfactionBenchmark: 3, weightReputationBenchmark: 2 },
  formula:
    '(weightSpecialSatisfaction * overallScoreSum / surveyInterviewsDone + ' +
    'weightSatisfactionBenchmark * satisfactionBenchmarkIndex + ' +
    'weightReputationBenchmark * reputationBenchmarkIndex) / ' +
    '(weightSpecialSatisfaction + weightSatisfactionBenchmark + weightReputationBenchmark)',
  threshold: { atLeast: { warning: 90, critical: 86 } },
  scoring: { zero: 72, full: 102 },
  weight: 5,
  minimumSample: { input: 'rivalReputationResponses', count: 400 },
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says:
        'special satisfaction, satisfaction benchmark and ' +
        'word-of-mouth benchmark are all put into one index',
    },
    {
      reference: 'judgement',
      says:
        'weights and limits; overall satisfaction stands for the special ' +
        'satisfaction figures of the original',
    },
  ],
  examples: [
    {
      inputs: {
        overallScoreSum: 82_000,
        surveyInterviewsDone: 1000,
        rivalScoreSum: 48_000,
        rivalReputationResponses: 600,
        ownReputationPositive: 300,
        ownReputationResponses: 500,
        rivalReputationPositive: 342,
      },
      value: 92.8026315789,
      status: 'OK',
    },
    {
      inputs: {
        overallScoreSum: 77_000,
        surveyInterviewsDone: 1000,
        rivalScoreSum: 48_000,
        rivalReputationResponses: 600,
        ownReputationPositive: 270,
        ownReputationResponses: 500,
        rivalReputationPositive: 342,
      },
      value: 86.3223684211,
      status: 'WARNING',
    },
    {
      inputs: {
        overallScoreSum: 82_000,
        surveyInterviewsDone: 1000,
        rivalScoreSum: 0,
        rivalReputationResponses: 0,
        ownReputationPositive: 300,
        ownReputationResponses: 500,
        rivalReputationPositive: 0,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

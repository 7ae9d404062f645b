import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'survey-sample-fulfilment-rate',
  name: { en: 'Survey sample fulfilment', zh: '满意度调查样本完成率' },
  description:
    'Completed interviews of the monthly survey as a share of the planned sample; above 100 there ' +
    'were more than planned. Below plan the perception figures lose their precision.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * surveyInterviewsDone / surveyInterviewsPlanned',
  threshold: { atLeast: { warning: 100, critical: 90 } },
  scoring: { zero: 80, full: 100 },
  weight: 1,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'a thousand customers are interviewed by telephone every month',
    },
    { reference: 'ITU-T E.803', says: 'Annex C: sample sizes and data sources for opinion rating' },
    { reference: 'judgement', says: 'warning limit 100 is the plan; critical limit 90' },
  ],
  examples: [
    { inputs: { surveyInterviewsDone: 1000, surveyInterviewsPlanned: 1000 }, value: 100, status: 'OK' },
    { inputs: { surveyInterviewsDone: 920, surveyInterviewsPlanned: 1000 }, value: 92, status: 'WARNING' },
    { inputs: { surveyInterviewsDone: 0, surveyInterviewsPlanned: 0 }, value: null, status: 'NO_DATA' },
  ],
});

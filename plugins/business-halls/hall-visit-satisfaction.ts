import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hall-visit-satisfaction',
  name: { en: 'Hall visit satisfaction', zh: '营业厅即时满意率' },
  description:
    'Share of visitors who rate the hall satisfied right after the visit. ' +
    'It is asked every day in every hall, so a bad week in one hall is seen at once.',
  dimension: 'PERCEPTION',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * hallSurveySatisfied / hallSurveyResponses',
  threshold: { atLeast: { warning: 90, critical: 85 } },
  scoring: { zero: 70, full: 98 },
  weight: 4,
  minimumSample: { input: 'hallSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'instant satisfaction of visitors is surveyed daily in all halls of the city',
    },
    { reference: 'judgement', says: 'limits 90 and 85' },
  ],
  examples: [
    { inputs: { hallSurveySatisfied: 1880, hallSurveyResponses: 2000 }, value: 94, status: 'OK' },
    { inputs: { hallSurveySatisfied: 1760, hallSurveyResponses: 2000 }, value: 88, status: 'WARNING' },
    { inputs: { hallSurveySatisfied: 0, hallSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

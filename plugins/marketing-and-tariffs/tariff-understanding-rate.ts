import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'tariff-understanding-rate',
  name: { en: 'Tariff understanding', zh: '资费理解率' },
  description:
    'Share of interviewed customers who correctly state what their plan costs and includes. ' +
    'It tests price transparency where it matters, in the head of the customer.',
  dimension: 'PERCEPTION',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'PRESALE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * tariffUnderstoodCorrectly / surveyInterviewsDone',
  threshold: { atLeast: { warning: 85, critical: 75 } },
  scoring: { zero: 50, full: 97 },
  weight: 3,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'ITU-T E.803',
      says: 'parameter 2: pricing transparency; parameter 68: accessibility of tariff information',
    },
    {
      reference: 'provincial benchmark study',
      says: 'transparent charging is a service standard for the whole process',
    },
    { reference: 'judgement', says: 'limits 85 and 75' },
  ],
  examples: [
    { inputs: { tariffUnderstoodCorrectly: 870, surveyInterviewsDone: 1000 }, value: 87, status: 'OK' },
    { inputs: { tariffUnderstoodCorrectly: 800, surveyInterviewsDone: 1000 }, value: 80, status: 'WARNING' },
    { inputs: { tariffUnderstoodCorrectly: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

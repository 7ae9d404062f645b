import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-overall-satisfaction',
  name: { en: 'Hotline satisfaction: overall', zh: '热线总体服务满意率' },
  description:
    'Share of called-back callers satisfied with the hotline as a whole. ' +
    'It is the headline of the six-dimension survey.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * hotlineOverallSatisfied / hotlineSurveyResponses',
  threshold: { atLeast: { warning: 88, critical: 82 } },
  scoring: { zero: 65, full: 97 },
  weight: 4,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'one of six dimensions of the monthly call-back survey of VIP, 3G and broadband customers: ' +
        'overall, speed of reaching an agent, voice menu, attitude, problem solving, result',
    },
    { reference: 'judgement', says: 'limits 88 and 82' },
  ],
  examples: [
    { inputs: { hotlineOverallSatisfied: 540, hotlineSurveyResponses: 600 }, value: 90, status: 'OK' },
    { inputs: { hotlineOverallSatisfied: 510, hotlineSurveyResponses: 600 }, value: 85, status: 'WARNING' },
    { inputs: { hotlineOverallSatisfied: 0, hotlineSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

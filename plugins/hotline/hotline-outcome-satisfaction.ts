import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-outcome-satisfaction',
  name: { en: 'Hotline satisfaction: outcome', zh: '热线来电处理结果满意率' },
  description:
    'Share of called-back callers satisfied with the result of the call. ' +
    'It depends on the whole company, not only on the agent.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * hotlineOutcomeSatisfied / hotlineSurveyResponses',
  threshold: { atLeast: { warning: 83, critical: 76 } },
  scoring: { zero: 58, full: 95 },
  weight: 4,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'one of six dimensions of the monthly call-back survey of VIP, 3G and broadband customers: ' +
        'overall, speed of reaching an agent, voice menu, attitude, problem solving, result',
    },
    { reference: 'judgement', says: 'limits 83 and 76' },
  ],
  examples: [
    { inputs: { hotlineOutcomeSatisfied: 504, hotlineSurveyResponses: 600 }, value: 84, status: 'OK' },
    { inputs: { hotlineOutcomeSatisfied: 480, hotlineSurveyResponses: 600 }, value: 80, status: 'WARNING' },
    { inputs: { hotlineOutcomeSatisfied: 0, hotlineSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

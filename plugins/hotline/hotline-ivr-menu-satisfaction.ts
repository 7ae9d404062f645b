import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-ivr-menu-satisfaction',
  name: { en: 'Hotline satisfaction: voice menu', zh: '热线IVR菜单设置满意率' },
  description:
    'Share of called-back callers satisfied with the voice menu. ' +
    'A menu that hides the agent is felt as a refusal of service.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * hotlineMenuSatisfied / hotlineSurveyResponses',
  threshold: { atLeast: { warning: 78, critical: 70 } },
  scoring: { zero: 50, full: 92 },
  weight: 2,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'one of six dimensions of the monthly call-back survey of VIP, 3G and broadband customers: ' +
        'overall, speed of reaching an agent, voice menu, attitude, problem solving, result',
    },
    { reference: 'judgement', says: 'limits 78 and 70' },
  ],
  examples: [
    { inputs: { hotlineMenuSatisfied: 474, hotlineSurveyResponses: 600 }, value: 79, status: 'OK' },
    { inputs: { hotlineMenuSatisfied: 444, hotlineSurveyResponses: 600 }, value: 74, status: 'WARNING' },
    { inputs: { hotlineMenuSatisfied: 0, hotlineSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

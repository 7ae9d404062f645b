import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-agent-attitude-satisfaction',
  name: { en: 'Hotline satisfaction: agent attitude', zh: '热线客服代表服务态度满意率' },
  description:
    'Share of called-back callers satisfied with the attitude of the agent. ' +
    'It is the dimension that training moves fastest.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * hotlineAttitudeSatisfied / hotlineSurveyResponses',
  threshold: { atLeast: { warning: 92, critical: 88 } },
  scoring: { zero: 75, full: 99 },
  weight: 3,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'one of six dimensions of the monthly call-back survey of VIP, 3G and broadband customers: ' +
        'overall, speed of reaching an agent, voice menu, attitude, problem solving, result',
    },
    { reference: 'judgement', says: 'limits 92 and 88' },
  ],
  examples: [
    { inputs: { hotlineAttitudeSatisfied: 564, hotlineSurveyResponses: 600 }, value: 94, status: 'OK' },
    { inputs: { hotlineAttitudeSatisfied: 540, hotlineSurveyResponses: 600 }, value: 90, status: 'WARNING' },
    { inputs: { hotlineAttitudeSatisfied: 0, hotlineSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-connection-speed-satisfaction',
  name: { en: 'Hotline satisfaction: speed of connection', zh: '热线人工接通速度满意率' },
  description:
    'Share of called-back callers satisfied with the speed of reaching an agent. ' +
    'It tells whether the answer-time target is the one that customers feel.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * hotlineSpeedSatisfied / hotlineSurveyResponses',
  threshold: { atLeast: { warning: 80, critical: 72 } },
  scoring: { zero: 55, full: 93 },
  weight: 3,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'one of six dimensions of the monthly call-back survey of VIP, 3G and broadband customers: ' +
        'overall, speed of reaching an agent, voice menu, attitude, problem solving, result',
    },
    { reference: 'judgement', says: 'limits 80 and 72' },
  ],
  examples: [
    { inputs: { hotlineSpeedSatisfied: 492, hotlineSurveyResponses: 600 }, value: 82, status: 'OK' },
    { inputs: { hotlineSpeedSatisfied: 420, hotlineSurveyResponses: 600 }, value: 70, status: 'CRITICAL' },
    { inputs: { hotlineSpeedSatisfied: 0, hotlineSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-problem-solving-satisfaction',
  name: { en: 'Hotline satisfaction: problem solving', zh: '热线客服代表解决问题能力满意率' },
  description:
    'Share of called-back callers satisfied with the ability of the agent to solve the problem. ' +
    'It points to knowledge, tools and authority given to agents.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * hotlineSkillSatisfied / hotlineSurveyResponses',
  threshold: { atLeast: { warning: 85, critical: 78 } },
  scoring: { zero: 60, full: 96 },
  weight: 4,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'one of six dimensions of the monthly call-back survey of VIP, 3G and broadband customers: ' +
        'overall, speed of reaching an agent, voice menu, attitude, problem solving, result',
    },
    { reference: 'judgement', says: 'limits 85 and 78' },
  ],
  examples: [
    { inputs: { hotlineSkillSatisfied: 516, hotlineSurveyResponses: 600 }, value: 86, status: 'OK' },
    { inputs: { hotlineSkillSatisfied: 462, hotlineSurveyResponses: 600 }, value: 77, status: 'CRITICAL' },
    { inputs: { hotlineSkillSatisfied: 0, hotlineSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

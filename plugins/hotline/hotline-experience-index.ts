import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-experience-index',
  name: { en: 'Hotline experience index', zh: '热线体验综合指数' },
  description:
    'Weighted mean of the overall satisfaction and the mean of the five aspect satisfactions of the ' +
    'call-back survey. One number lets hotline sites be compared without losing the six parts.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  parameters: { weightHotlineOverall: 4, weightHotlineAspects: 6 },
  formula:
    '(weightHotlineOverall * hotlineOverallSatisfaction + weightHotlineAspects * ' +
    '(hotlineConnectionSpeedSatisfaction + hotlineIvrMenuSatisfaction + hotlineAgentAttitudeSatisfaction + ' +
    'hotlineProblemSolvingSatisfaction + hotlineOutcomeSatisfaction) / 5) / ' +
    '(weightHotlineOverall + weightHotlineAspects)',
  threshold: { atLeast: { warning: 85, critical: 78 } },
  scoring: { zero: 62, full: 96 },
  weight: 4,
  minimumSample: { input: 'hotlineSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'customer-side service study',
      says: 'hotline satisfaction is split into six dimensions to find the direction of improvement',
    },
    { reference: 'judgement', says: 'limits 85 and 78' },
  ],
  examples: [
    {
      inputs: {
        hotlineSurveyResponses: 600,
        hotlineOverallSatisfied: 540,
        hotlineSpeedSatisfied: 492,
        hotlineMenuSatisfied: 474,
        hotlineAttitudeSatisfied: 564,
        hotlineSkillSatisfied: 516,
        hotlineOutcomeSatisfied: 504,
      },
      value: 87,
      status: 'OK',
    },
    {
      inputs: {
        hotlineSurveyResponses: 600,
        hotlineOverallSatisfied: 510,
        hotlineSpeedSatisfied: 420,
        hotlineMenuSatisfied: 444,
        hotlineAttitudeSatisfied: 540,
        hotlineSkillSatisfied: 462,
        hotlineOutcomeSatisfied: 480,
      },
      value: 80.92,
      status: 'WARNING',
    },
    {
      inputs: {
        hotlineSurveyResponses: 0,
        hotlineOverallSatisfied: 0,
        hotlineSpeedSatisfied: 0,
        hotlineMenuSatisfied: 0,
        hotlineAttitudeSatisfied: 0,
        hotlineSkillSatisfied: 0,
        hotlineOutcomeSatisfied: 0,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

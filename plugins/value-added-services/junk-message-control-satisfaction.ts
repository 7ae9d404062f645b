import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'junk-message-control-satisfaction',
  name: { en: 'Junk-message control satisfaction', zh: '垃圾信息治理满意率' },
  description:
    'Share of interviewed customers satisfied with how junk messages are kept away from them. ' +
    'Filters work only if customers feel the quiet.',
  dimension: 'PERCEPTION',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * junkControlSatisfied / surveyInterviewsDone',
  threshold: { atLeast: { warning: 80, critical: 70 } },
  scoring: { zero: 50, full: 93 },
  weight: 2,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says:
        'frequent prize, property and car messages annoy customers; a ' +
        'clean environment is to raise perception',
    },
    { reference: 'judgement', says: 'limits 80 and 70' },
  ],
  examples: [
    { inputs: { junkControlSatisfied: 830, surveyInterviewsDone: 1000 }, value: 83, status: 'OK' },
    { inputs: { junkControlSatisfied: 760, surveyInterviewsDone: 1000 }, value: 76, status: 'WARNING' },
    { inputs: { junkControlSatisfied: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

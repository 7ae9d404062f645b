import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'reminder-satisfaction',
  name: { en: 'Usage reminder satisfaction', zh: '消费提醒满意率' },
  description:
    'Share of interviewed customers satisfied with usage and charge reminders. ' +
    'It is the customer side of the promise of full and accurate reminders.',
  dimension: 'PERCEPTION',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * reminderSatisfied / surveyInterviewsDone',
  threshold: { atLeast: { warning: 85, critical: 78 } },
  scoring: { zero: 60, full: 95 },
  weight: 3,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'usage reminders are one of the perceptions followed by the fixed-customer panel',
    },
    {
      reference: 'Shanghai Unicom service year',
      says: 'full and accurate usage reminders are one of the six internal commitments',
    },
    { reference: 'judgement', says: 'limits 85 and 78' },
  ],
  examples: [
    { inputs: { reminderSatisfied: 870, surveyInterviewsDone: 1000 }, value: 87, status: 'OK' },
    { inputs: { reminderSatisfied: 800, surveyInterviewsDone: 1000 }, value: 80, status: 'WARNING' },
    { inputs: { reminderSatisfied: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'reminder-accuracy-rate',
  name: { en: 'Usage reminder accuracy', zh: '消费提醒准确率' },
  description:
    'Share of sampled trigger events with a reminder that was sent and showed the ' +
    'right usage, limit and price. Missing reminders count as wrong.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * remindersVerifiedCorrect / remindersSampled',
  threshold: { atLeast: { warning: 99, critical: 97 } },
  scoring: { zero: 90, full: 99.9 },
  weight: 4,
  minimumSample: { input: 'remindersSampled', count: 200 },
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'the second of six internal commitments: usage reminders complete and accurate',
    },
    {
      reference: 'MIIT Internet access service specification 2013',
      says: 'near-limit, over-limit and plan-expiry reminders are mandatory and their content is laid down',
    },
    { reference: 'judgement', says: 'limits 99 and 97' },
  ],
  examples: [
    { inputs: { remindersVerifiedCorrect: 1990, remindersSampled: 2000 }, value: 99.5, status: 'OK' },
    { inputs: { remindersVerifiedCorrect: 1930, remindersSampled: 2000 }, value: 96.5, status: 'CRITICAL' },
    { inputs: { remindersVerifiedCorrect: 0, remindersSampled: 0 }, value: null, status: 'NO_DATA' },
  ],
});

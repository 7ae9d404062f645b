import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'reminder-sms-timeliness-rate',
  name: { en: 'Usage reminder timeliness', zh: '消费提醒短信及时率' },
  description:
    'Share of due usage reminders delivered in the promised time after the trigger. ' +
    'A late reminder is bill shock with an excuse.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * remindersSentInTime / remindersDue',
  threshold: { atLeast: { warning: 94, critical: 80 } },
  scoring: { zero: 70, full: 99 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'timeliness of traffic reminder messages reached 94%, 14 points up on the year (from 80%)',
    },
    { reference: 'judgement', says: 'the levels of one operator, present and past, used as limits' },
  ],
  examples: [
    { inputs: { remindersSentInTime: 960_000, remindersDue: 1_000_000 }, value: 96, status: 'OK' },
    { inputs: { remindersSentInTime: 850_000, remindersDue: 1_000_000 }, value: 85, status: 'WARNING' },
    { inputs: { remindersSentInTime: 0, remindersDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

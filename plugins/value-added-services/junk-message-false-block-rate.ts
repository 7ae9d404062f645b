import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'junk-message-false-block-rate',
  name: { en: 'Junk filter false-block rate', zh: '正常信息误拦率' },
  description:
    'Legitimate messages blocked per million messages screened. ' +
    'A filter that stops a bank code does more harm than junk.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'per-million-messages',
  formula: '1000000 * legitimateMessagesBlocked / messagesScreened',
  threshold: { atMost: { warning: 10, critical: 50 } },
  scoring: { zero: 100, full: 1 },
  weight: 2,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'an interception mechanism must avoid missed and wrong interceptions',
    },
    { reference: 'judgement', says: 'limits 10 and 50' },
  ],
  examples: [
    { inputs: { legitimateMessagesBlocked: 50, messagesScreened: 10_000_000 }, value: 5, status: 'OK' },
    {
      inputs: { legitimateMessagesBlocked: 600, messagesScreened: 10_000_000 },
      value: 60,
      status: 'CRITICAL',
    },
    { inputs: { legitimateMessagesBlocked: 0, messagesScreened: 0 }, value: null, status: 'NO_DATA' },
  ],
});

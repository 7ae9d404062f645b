import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'sms-delivery-timeliness-rate',
  name: { en: 'Short-message delivery timeliness', zh: '短消息发送及时率' },
  description:
    'Share of delivered short messages that arrived within the permitted delay. Reminders, codes and ' +
    'bank notices depend on it. Lost messages are not in it.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * smsDeliveredInTime / smsDelivered',
  threshold: { atLeast: { warning: 99, critical: 97 } },
  scoring: { zero: 95, full: 99.9 },
  weight: 3,
  sources: [
    {
      reference: 'MII Order 36',
      says:
        'short-message sending timeliness at least 99%; delay at most 10 minutes on ' +
        'average and 24 hours at most (seen in its annex on fixed networks)',
    },
    { reference: 'judgement', says: 'critical limit 97' },
  ],
  examples: [
    { inputs: { smsDeliveredInTime: 995_000, smsDelivered: 1_000_000 }, value: 99.5, status: 'OK' },
    { inputs: { smsDeliveredInTime: 980_000, smsDelivered: 1_000_000 }, value: 98, status: 'WARNING' },
    { inputs: { smsDeliveredInTime: 0, smsDelivered: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hall-average-queue-time',
  name: { en: 'Average hall queue time', zh: '营业厅平均排队时长' },
  description:
    'Mean minutes between drawing a ticket and being called. ' +
    'Waiting is the first thing a visitor experiences.',
  dimension: 'OPERATIONS',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'minutes',
  formula: 'hallQueueMinutes / hallTicketsServed',
  threshold: { atMost: { warning: 15, critical: 20 } },
  scoring: { zero: 30, full: 5 },
  weight: 4,
  sources: [
    { reference: 'Shanghai Unicom 2013', says: 'the mean queue time in halls was cut to within 15 minutes' },
    { reference: 'judgement', says: 'critical limit 20' },
  ],
  examples: [
    { inputs: { hallQueueMinutes: 1_200_000, hallTicketsServed: 100_000 }, value: 12, status: 'OK' },
    { inputs: { hallQueueMinutes: 1_800_000, hallTicketsServed: 100_000 }, value: 18, status: 'WARNING' },
    { inputs: { hallQueueMinutes: 0, hallTicketsServed: 0 }, value: null, status: 'NO_DATA' },
  ],
});

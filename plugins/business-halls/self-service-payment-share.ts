import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'self-service-payment-share',
  name: { en: 'Self-service payment share', zh: '自助终端缴费占比' },
  description:
    'Share of hall payments made at self-service terminals. ' +
    'Each one frees a counter for a customer who needs advice.',
  dimension: 'OPERATIONS',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * terminalPayments / hallPayments',
  threshold: { atLeast: { warning: 46.6, critical: 20.6 } },
  scoring: { zero: 10, full: 65 },
  weight: 2,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'payment share of self-service terminals 46.6%, 26 points up on the year (from 20.6%)',
    },
    {
      reference: 'judgement',
      says: 'the levels of one operator in 2013 and the year before used as limits; set them anew',
    },
  ],
  examples: [
    { inputs: { terminalPayments: 48_000, hallPayments: 100_000 }, value: 48, status: 'OK' },
    { inputs: { terminalPayments: 30_000, hallPayments: 100_000 }, value: 30, status: 'WARNING' },
    { inputs: { terminalPayments: 0, hallPayments: 0 }, value: null, status: 'NO_DATA' },
  ],
});

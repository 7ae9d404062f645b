import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hall-transaction-dispute-rate',
  name: { en: 'Hall transaction dispute rate', zh: '营业厅业务差错投诉率' },
  description:
    'Complaints that a hall transaction was wrong or not authorised per ten thousand transactions. ' +
    'It measures the accuracy of the counter.',
  dimension: 'COMPLAINT',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'ACTIVATION',
  cadence: 'WEEK',
  unit: 'per-10k-transactions',
  formula: '10000 * hallTransactionDisputes / hallTransactions',
  threshold: { atMost: { warning: 3, critical: 6 } },
  scoring: { zero: 15, full: 0.3 },
  weight: 3,
  sources: [
    { reference: 'ITU-T E.803', says: 'parameter 5: integrity of contract information' },
    { reference: 'judgement', says: 'limits 3 and 6' },
  ],
  examples: [
    { inputs: { hallTransactionDisputes: 16, hallTransactions: 80_000 }, value: 2, status: 'OK' },
    { inputs: { hallTransactionDisputes: 32, hallTransactions: 80_000 }, value: 4, status: 'WARNING' },
    { inputs: { hallTransactionDisputes: 0, hallTransactions: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'digital-transaction-success-rate',
  name: { en: 'Digital transaction success rate', zh: '电子渠道办理成功率' },
  description:
    'Share of digital transactions started with valid data that were completed. ' +
    'Every failure becomes a call or a visit.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * digitalTransactions / digitalTransactionAttempts',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 85, full: 99.8 },
  weight: 4,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'common transactions must be quick to do in internet channels to meet most needs',
    },
    { reference: 'judgement', says: 'limits 98 and 95' },
  ],
  examples: [
    {
      inputs: { digitalTransactions: 650_000, digitalTransactionAttempts: 660_000 },
      value: 98.4848484848,
      status: 'OK',
    },
    {
      inputs: { digitalTransactions: 650_000, digitalTransactionAttempts: 700_000 },
      value: 92.8571428571,
      status: 'CRITICAL',
    },
    { inputs: { digitalTransactions: 0, digitalTransactionAttempts: 0 }, value: null, status: 'NO_DATA' },
  ],
});

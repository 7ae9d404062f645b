import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'billing-error-rate',
  name: { en: 'Charging record error rate', zh: '计费差错率' },
  description:
    'Charging records in error per million records tested. It is the technical accuracy behind the bill.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'fixed-voice', 'broadband'],
  cadence: 'MONTH',
  unit: 'per-million-records',
  formula: '1000000 * billingRecordsWrong / billingRecordsTested',
  threshold: { atMost: { warning: 100, critical: 200 } },
  scoring: { zero: 500, full: 10 },
  weight: 5,
  minimumSample: { input: 'billingRecordsTested', count: 50_000 },
  sources: [
    { reference: 'MII Order 36', says: 'billing error rate at most 10^-4, which is 100 per million' },
    { reference: 'judgement', says: 'critical limit 200' },
  ],
  examples: [
    { inputs: { billingRecordsWrong: 4, billingRecordsTested: 100_000 }, value: 40, status: 'OK' },
    { inputs: { billingRecordsWrong: 15, billingRecordsTested: 100_000 }, value: 150, status: 'WARNING' },
    { inputs: { billingRecordsWrong: 0, billingRecordsTested: 0 }, value: null, status: 'NO_DATA' },
  ],
});

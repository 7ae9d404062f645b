import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'critical-error-accuracy',
  name: { en: 'Customer-critical error accuracy', zh: '客户关键差错准确率' },
  description:
    'Share of audited calls without an error that gave the customer a wrong answer, a wrong ' +
    'action or a breach of privacy. It counts calls, not friendly phrases.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * (callsAudited - callsWithCriticalError) / callsAudited',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 85, full: 99.8 },
  weight: 4,
  minimumSample: { input: 'callsAudited', count: 100 },
  sources: [
    {
      reference: 'COPC CX Standard 7.0',
      says: 'accuracy is measured on customer-critical errors apart from non-critical ones',
    },
    {
      reference: 'customer-side service study',
      says: 'listening by hand uses too small a sample and depends on the listener',
    },
    { reference: 'judgement', says: 'limits 98 and 95' },
  ],
  examples: [
    { inputs: { callsAudited: 1000, callsWithCriticalError: 10 }, value: 99, status: 'OK' },
    { inputs: { callsAudited: 1000, callsWithCriticalError: 40 }, value: 96, status: 'WARNING' },
    { inputs: { callsAudited: 0, callsWithCriticalError: 0 }, value: null, status: 'NO_DATA' },
  ],
});

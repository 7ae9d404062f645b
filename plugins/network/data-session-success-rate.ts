import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'data-session-success-rate',
  name: { en: 'Data session set-up success rate', zh: '数据会话建立成功率' },
  description:
    'Share of requests for a packet data session that succeeded. ' +
    'Without it no mobile-internet service starts.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * dataSessionsEstablished / dataSessionAttempts',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 90, full: 99.8 },
  weight: 4,
  sources: [
    {
      reference: 'TRAI wireless data QoS 2012',
      says: 'packet data context activation success at least 95% (draft, as reported)',
    },
    { reference: '3GPP TS 28.554', says: 'session establishment success rate under accessibility' },
    { reference: 'judgement', says: 'warning limit 98' },
  ],
  examples: [
    {
      inputs: { dataSessionsEstablished: 1_980_000, dataSessionAttempts: 2_000_000 },
      value: 99,
      status: 'OK',
    },
    {
      inputs: { dataSessionsEstablished: 1_880_000, dataSessionAttempts: 2_000_000 },
      value: 94,
      status: 'CRITICAL',
    },
    { inputs: { dataSessionsEstablished: 0, dataSessionAttempts: 0 }, value: null, status: 'NO_DATA' },
  ],
});

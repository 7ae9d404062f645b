import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'call-setup-success-rate',
  name: { en: 'Call set-up success rate', zh: '呼叫建立成功率' },
  description:
    'Share of call attempts for which the network established the connection. ' +
    'It is the accessibility side of voice service.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * callSetupsSuccessful / callSetupAttempts',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 90, full: 99.5 },
  weight: 5,
  sources: [
    {
      reference: 'TRAI performance report 2019',
      says: 'call set-up success rate in the own network at least 95%',
    },
    {
      reference: 'MIIT 3G service specification 2009',
      says: 'network connection rate at least 90% local, 85% long distance, 80% between networks',
    },
    { reference: '3GPP TS 32.450', says: 'accessibility KPI' },
    { reference: 'judgement', says: 'warning limit 98' },
  ],
  examples: [
    { inputs: { callSetupsSuccessful: 990_000, callSetupAttempts: 1_000_000 }, value: 99, status: 'OK' },
    {
      inputs: { callSetupsSuccessful: 965_000, callSetupAttempts: 1_000_000 },
      value: 96.5,
      status: 'WARNING',
    },
    { inputs: { callSetupsSuccessful: 0, callSetupAttempts: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'call-drop-rate',
  name: { en: 'Call drop rate', zh: '掉话率' },
  description:
    'Share of established calls that the network released before either party hung up. ' +
    'It is the retainability side of voice service and a classic cause of complaints.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * droppedCalls / callSetupsSuccessful',
  threshold: { atMost: { warning: 2, critical: 3 } },
  scoring: { zero: 5, full: 0.3 },
  weight: 5,
  sources: [
    {
      reference: 'TRAI performance report 2019',
      says: 'drop call rate: spatial measure at most 2%, temporal measure at most 3%',
    },
    { reference: 'MIIT 3G service specification 2009', says: 'voice call drop rate at most 5%' },
    { reference: '3GPP TS 32.450', says: 'retainability KPI' },
    {
      reference: 'judgement',
      says: 'both applied to the mean of the network, where the source judges shares of cells and days',
    },
  ],
  examples: [
    { inputs: { droppedCalls: 8000, callSetupsSuccessful: 1_000_000 }, value: 0.8, status: 'OK' },
    { inputs: { droppedCalls: 35_000, callSetupsSuccessful: 1_000_000 }, value: 3.5, status: 'CRITICAL' },
    { inputs: { droppedCalls: 0, callSetupsSuccessful: 0 }, value: null, status: 'NO_DATA' },
  ],
});

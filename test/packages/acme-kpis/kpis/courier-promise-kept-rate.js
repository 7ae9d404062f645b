import { defineKpi } from 'kpi-matrix';

export default defineKpi({
  code: 'courier-promise-kept-rate',
  name: { en: 'Courier promises kept', zh: '快递承诺兑现率' },
  description: 'Share of SIM cards that arrived on the promised day.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'ACTIVATION',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * simCardsInTime / simCardsCouriered',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 80, full: 99 },
  weight: 2,
  sources: [{ reference: 'judgement', says: 'limits 95 and 90' }],
  examples: [
    { inputs: { simCardsInTime: 970, simCardsCouriered: 1000 }, value: 97, status: 'OK' },
    { inputs: { simCardsInTime: 850, simCardsCouriered: 1000 }, value: 85, status: 'CRITICAL' },
    { inputs: { simCardsInTime: 0, simCardsCouriered: 0 }, value: null, status: 'NO_DATA' },
  ],
});

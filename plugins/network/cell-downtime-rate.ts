import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'cell-downtime-rate',
  name: { en: 'Cell downtime rate', zh: '小区退服时长占比' },
  description:
    'Share of planned cell service minutes lost to outages. ' +
    'Outages take service away completely and come back as complaints within hours.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * cellOutageMinutes / cellServiceMinutesPlanned',
  threshold: { atMost: { warning: 2, critical: 3 } },
  scoring: { zero: 4, full: 0.1 },
  weight: 4,
  sources: [
    { reference: 'TRAI performance report 2019', says: 'accumulated base-station downtime at most 2%' },
    { reference: 'TRAI QoS Regulations 2024', says: 'cumulative down time of cells at most 2%' },
    {
      reference: 'judgement',
      says: 'critical limit 3; the limits of a month are watched day by day, which is stricter',
    },
  ],
  examples: [
    { inputs: { cellOutageMinutes: 432_000, cellServiceMinutesPlanned: 43_200_000 }, value: 1, status: 'OK' },
    {
      inputs: { cellOutageMinutes: 1_080_000, cellServiceMinutesPlanned: 43_200_000 },
      value: 2.5,
      status: 'WARNING',
    },
    { inputs: { cellOutageMinutes: 0, cellServiceMinutesPlanned: 0 }, value: null, status: 'NO_DATA' },
  ],
});

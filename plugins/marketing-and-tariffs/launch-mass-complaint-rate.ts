import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'launch-mass-complaint-rate',
  name: { en: 'Share of launches with a mass complaint', zh: '新业务上线群发性投诉率' },
  description:
    'Share of product launches followed by a mass complaint within 30 days, so a month is ' +
    'final only 30 days after its end. The aim is none: with fewer than twenty launches ' +
    'in a period a single one is CRITICAL.',
  dimension: 'COMPLAINT',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'ACTIVATION',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * launchesWithMassComplaint / productLaunches',
  threshold: { atMost: { warning: 0, critical: 5 } },
  scoring: { zero: 10, full: 0 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'mass complaints after new services and products went on line: 0',
    },
    { reference: 'customer-side service study', says: 'a pre-tested product caused no mass complaint' },
    { reference: 'judgement', says: 'critical limit 5' },
  ],
  examples: [
    { inputs: { launchesWithMassComplaint: 0, productLaunches: 12 }, value: 0, status: 'OK' },
    {
      inputs: { launchesWithMassComplaint: 1, productLaunches: 12 },
      value: 8.3333333333,
      status: 'CRITICAL',
    },
    { inputs: { launchesWithMassComplaint: 0, productLaunches: 0 }, value: null, status: 'NO_DATA' },
  ],
});

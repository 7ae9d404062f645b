import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'mystery-shopper-score',
  name: { en: 'Mystery shopper score', zh: '神秘顾客暗访得分率' },
  description:
    'Points earned in mystery visits as a share of the points available. ' +
    'It is service seen with the eyes of a customer who is not known to the staff.',
  dimension: 'PERCEPTION',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'PRESALE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * mysteryPointsEarned / mysteryPointsAvailable',
  threshold: { atLeast: { warning: 90, critical: 85 } },
  scoring: { zero: 65, full: 98 },
  weight: 3,
  minimumSample: { input: 'mysteryVisits', count: 10 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'self-, third-party and mutual experience; service channels ' +
        'were tested in a special experience programme',
    },
    {
      reference: 'provincial benchmark study',
      says: 'rival services are followed by site visits and simulated customer experience',
    },
    { reference: 'judgement', says: 'limits 90 and 85' },
  ],
  examples: [
    {
      inputs: { mysteryPointsEarned: 2760, mysteryPointsAvailable: 3000, mysteryVisits: 30 },
      value: 92,
      status: 'OK',
    },
    {
      inputs: { mysteryPointsEarned: 2520, mysteryPointsAvailable: 3000, mysteryVisits: 30 },
      value: 84,
      status: 'CRITICAL',
    },
    {
      inputs: { mysteryPointsEarned: 0, mysteryPointsAvailable: 0, mysteryVisits: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'broadband-speed-attainment-rate',
  name: { en: 'Broadband speed attainment', zh: '宽带签约速率达成率' },
  description:
    'Measured broadband download speed as a share of the contracted speed, over all tests; ' +
    'above 100 the lines are faster than promised. Customers pay for the contracted speed and ' +
    'can now test it themselves.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['broadband'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * measuredSpeedSum / contractedSpeedSum',
  threshold: { atLeast: { warning: 90, critical: 80 } },
  scoring: { zero: 70, full: 100 },
  weight: 4,
  sources: [
    {
      reference: 'MIIT Internet access service specification 2013',
      says: 'the mean wired access speed must reach 90% of the contracted speed',
    },
    { reference: 'TRAI broadband QoS 2006', says: 'subscribed broadband speed to be met to more than 80%' },
  ],
  examples: [
    { inputs: { measuredSpeedSum: 95_000, contractedSpeedSum: 100_000 }, value: 95, status: 'OK' },
    { inputs: { measuredSpeedSum: 78_000, contractedSpeedSum: 100_000 }, value: 78, status: 'CRITICAL' },
    { inputs: { measuredSpeedSum: 0, contractedSpeedSum: 0 }, value: null, status: 'NO_DATA' },
  ],
});

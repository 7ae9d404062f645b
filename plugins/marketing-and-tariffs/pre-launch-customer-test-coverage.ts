import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'pre-launch-customer-test-coverage',
  name: { en: 'Pre-launch customer test coverage', zh: '上线前客户体验测试覆盖率' },
  description:
    'Share of launched products that customers or front-line staff tested before launch. ' +
    'Trouble found by ten testers does not reach a million users.',
  dimension: 'OPERATIONS',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'PRESALE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * launchesTestedByCustomers / productLaunches',
  threshold: { atLeast: { warning: 95, critical: 80 } },
  scoring: { zero: 50, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'front-line staff and testers tried the WLAN service before ' +
        'launch and no mass complaint followed',
    },
    {
      reference: 'Shanghai Unicom service year',
      says: 'customer organisations try new services, products and devices and give feedback',
    },
    { reference: 'judgement', says: 'limits 95 and 80' },
  ],
  examples: [
    { inputs: { launchesTestedByCustomers: 12, productLaunches: 12 }, value: 100, status: 'OK' },
    { inputs: { launchesTestedByCustomers: 9, productLaunches: 12 }, value: 75, status: 'CRITICAL' },
    { inputs: { launchesTestedByCustomers: 0, productLaunches: 0 }, value: null, status: 'NO_DATA' },
  ],
});

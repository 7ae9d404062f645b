import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'detractor-recovery-rate',
  name: { en: 'Detractor recovery rate', zh: '贬损者修复率' },
  description:
    'Share of followed-up detractors who answer 7 or more when asked again. ' +
    'It verifies that the improvement works, which matters more than the score.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * detractorsRecovered / detractorsResurveyed',
  threshold: { atLeast: { warning: 40, critical: 25 } },
  scoring: { zero: 5, full: 65 },
  weight: 3,
  minimumSample: { input: 'detractorsResurveyed', count: 50 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'detractors are asked again regularly to verify that improvements work',
    },
    { reference: 'judgement', says: 'limits 40 and 25' },
  ],
  examples: [
    { inputs: { detractorsRecovered: 45, detractorsResurveyed: 100 }, value: 45, status: 'OK' },
    { inputs: { detractorsRecovered: 20, detractorsResurveyed: 100 }, value: 20, status: 'CRITICAL' },
    { inputs: { detractorsRecovered: 0, detractorsResurveyed: 0 }, value: null, status: 'NO_DATA' },
  ],
});

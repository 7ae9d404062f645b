import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'customer-churn-rate',
  name: { en: 'Mobile churn rate', zh: '移动用户离网率' },
  description:
    'Mobile users lost in a month as a share of users in service. It is the final verdict of customers.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * monthDays * usersLost / mobileUserDays',
  threshold: { atMost: { warning: 2, critical: 3 } },
  scoring: { zero: 6, full: 0.3 },
  weight: 5,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'one operator lost ten million mobile users in five months',
    },
    {
      reference: 'TM Forum Business Metrics 5.5',
      says: 'churn is one of the metric categories of the scorecard',
    },
    { reference: 'judgement', says: 'limits 2 and 3' },
  ],
  examples: [
    { inputs: { usersLost: 4500, mobileUserDays: 9_000_000 }, value: 1.5, status: 'OK' },
    { inputs: { usersLost: 10_500, mobileUserDays: 9_000_000 }, value: 3.5, status: 'CRITICAL' },
    { inputs: { usersLost: 0, mobileUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

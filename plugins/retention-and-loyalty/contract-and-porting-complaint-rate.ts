import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'contract-and-porting-complaint-rate',
  name: { en: 'Contract and porting complaint rate', zh: '合约及携号转网万投比' },
  description:
    'Complaints about contract terms, cancelling or number porting per ten thousand mobile ' +
    'users in a month. Keeping customers by obstacles shows up here.',
  dimension: 'COMPLAINT',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile'],
  cadence: 'WEEK',
  unit: 'per-10k-users',
  formula: '10000 * monthDays * contractPortingComplaints / mobileUserDays',
  threshold: { atMost: { warning: 1, critical: 2 } },
  scoring: { zero: 5, full: 0.1 },
  weight: 3,
  sources: [
    {
      reference: 'MIIT service-quality bulletins',
      says:
        'in Q2 2020 porting trouble led to 14 penalties, 23 orders to ' +
        'rectify, 81 public criticisms and 75 warning talks',
    },
    { reference: 'judgement', says: 'limits 1 and 2' },
  ],
  examples: [
    { inputs: { contractPortingComplaints: 24, mobileUserDays: 9_000_000 }, value: 0.8, status: 'OK' },
    { inputs: { contractPortingComplaints: 75, mobileUserDays: 9_000_000 }, value: 2.5, status: 'CRITICAL' },
    { inputs: { contractPortingComplaints: 0, mobileUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

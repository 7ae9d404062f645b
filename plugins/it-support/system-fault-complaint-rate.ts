import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'system-fault-complaint-rate',
  name: { en: 'System-fault complaint rate', zh: '支撑系统故障万投比' },
  description:
    'Complaints caused by faults, upgrades or data errors of the support systems, per ten ' +
    'thousand users in a month. It makes the service cost of IT trouble visible.',
  dimension: 'COMPLAINT',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'per-10k-users',
  formula: '10000 * monthDays * systemFaultComplaints / allUserDays',
  threshold: { atMost: { warning: 0.5, critical: 1 } },
  scoring: { zero: 2, full: 0.05 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'system support is one of the four service lines whose operating quality is followed',
    },
    { reference: 'judgement', says: 'limits 0.5 and 1' },
  ],
  examples: [
    { inputs: { systemFaultComplaints: 30, allUserDays: 30_000_000 }, value: 0.3, status: 'OK' },
    { inputs: { systemFaultComplaints: 120, allUserDays: 30_000_000 }, value: 1.2, status: 'CRITICAL' },
    { inputs: { systemFaultComplaints: 0, allUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

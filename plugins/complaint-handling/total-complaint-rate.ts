import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'total-complaint-rate',
  name: { en: 'Total complaint rate', zh: '总体万投比' },
  description:
    'All complaints per ten thousand users in a month. ' +
    'It is the pulse of service quality over all processes.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'per-10k-users',
  formula: '10000 * monthDays * complaintsTotal / allUserDays',
  threshold: { atMost: { warning: 30, critical: 45 } },
  scoring: { zero: 80, full: 8 },
  weight: 5,
  sources: [
    { reference: 'ETSI EG 202 057-1', says: 'defines the frequency of customer complaints' },
    {
      reference: 'provincial benchmark study',
      says: 'complaint reasons are followed daily, weekly and monthly',
    },
    { reference: 'judgement', says: 'limits 30 and 45' },
  ],
  examples: [
    { inputs: { complaintsTotal: 2500, allUserDays: 30_000_000 }, value: 25, status: 'OK' },
    { inputs: { complaintsTotal: 5000, allUserDays: 30_000_000 }, value: 50, status: 'CRITICAL' },
    { inputs: { complaintsTotal: 0, allUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'long-pending-complaint-share',
  name: { en: 'Long-pending complaint share', zh: '超30日未结投诉占比' },
  description:
    'Share of open complaints older than 30 days. ' +
    'Old cases breed distrust and appeals, and they hide behind good averages.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'RETENTION',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * complaintsOpenOver30Days / complaintsOpen',
  threshold: { atMost: { warning: 2, critical: 5 } },
  scoring: { zero: 15, full: 0 },
  weight: 3,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'long-unsolved problems are to be handled with more force to lower distrust',
    },
    { reference: 'judgement', says: 'limits 2 and 5' },
  ],
  examples: [
    { inputs: { complaintsOpenOver30Days: 3, complaintsOpen: 200 }, value: 1.5, status: 'OK' },
    { inputs: { complaintsOpenOver30Days: 12, complaintsOpen: 200 }, value: 6, status: 'CRITICAL' },
    { inputs: { complaintsOpenOver30Days: 0, complaintsOpen: 0 }, value: null, status: 'NO_DATA' },
  ],
});

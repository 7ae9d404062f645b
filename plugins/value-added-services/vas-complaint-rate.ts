import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-complaint-rate',
  name: { en: 'Value-added complaint rate', zh: '增值业务万投比' },
  description:
    'Complaints about value-added services per ten thousand of their users in a month. ' +
    'It covers content, charge and cancellation alike.',
  dimension: 'COMPLAINT',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['value-added'],
  cadence: 'DAY',
  unit: 'per-10k-users',
  formula: '10000 * monthDays * vasComplaints / vasUserDays',
  threshold: { atMost: { warning: 6, critical: 10 } },
  scoring: { zero: 20, full: 1 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'orderly management of value-added services is one of the six commitments',
    },
    { reference: 'judgement', says: 'limits 6 and 10' },
  ],
  examples: [
    { inputs: { vasComplaints: 100, vasUserDays: 6_000_000 }, value: 5, status: 'OK' },
    { inputs: { vasComplaints: 160, vasUserDays: 6_000_000 }, value: 8, status: 'WARNING' },
    { inputs: { vasComplaints: 0, vasUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-unauthorised-subscription-complaint-rate',
  name: { en: 'Unauthorised-subscription complaint rate', zh: '增值业务违规定制投诉率' },
  description:
    'Complaints that a value-added service was subscribed against the rules, per million of ' +
    'their users in a month. Regulators watch this figure by service provider.',
  dimension: 'COMPLAINT',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['value-added'],
  cadence: 'WEEK',
  unit: 'per-million-users',
  formula: '1000000 * monthDays * vasUnauthorisedComplaints / vasUserDays',
  threshold: { atMost: { warning: 50, critical: 100 } },
  scoring: { zero: 200, full: 5 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'the complaint rate for subscription against the rules fell by 35% against the first quarter',
    },
    { reference: 'judgement', says: 'limits 50 and 100' },
  ],
  examples: [
    { inputs: { vasUnauthorisedComplaints: 8, vasUserDays: 6_000_000 }, value: 40, status: 'OK' },
    { inputs: { vasUnauthorisedComplaints: 24, vasUserDays: 6_000_000 }, value: 120, status: 'CRITICAL' },
    { inputs: { vasUnauthorisedComplaints: 0, vasUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-refund-rate',
  name: { en: 'Value-added refund rate', zh: '增值业务退赔率' },
  description:
    'Refunds and compensations for value-added charges per ten thousand mobile users ' +
    'in a quarter. It prices the disputes that customers won.',
  dimension: 'COMPLAINT',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'MONTH',
  unit: 'per-10k-users',
  formula: '10000 * 3 * monthDays * vasRefundCases / mobileUserDays',
  threshold: { atMost: { warning: 4.3, critical: 6 } },
  scoring: { zero: 8, full: 1 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'refund rate 4.3 cases per ten thousand users, 6.5% down on the ' +
        'second quarter (from 4.6); read as a quarterly figure',
    },
    { reference: 'judgement', says: 'critical limit 6; the level of one operator as warning limit' },
  ],
  examples: [
    { inputs: { vasRefundCases: 40, mobileUserDays: 9_000_000 }, value: 4, status: 'OK' },
    { inputs: { vasRefundCases: 45, mobileUserDays: 9_000_000 }, value: 4.5, status: 'WARNING' },
    { inputs: { vasRefundCases: 0, mobileUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

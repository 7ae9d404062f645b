import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'regulator-appeal-rate',
  name: { en: 'Regulator appeal rate', zh: '百万用户申诉率' },
  description:
    'Appeals to the regulator per million users in a quarter. ' +
    'Every appeal is a complaint the operator failed to settle, and the figure is published.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'RETENTION',
  cadence: 'MONTH',
  unit: 'per-million-users',
  formula: '1000000 * 3 * monthDays * regulatorAppeals / allUserDays',
  threshold: { atMost: { warning: 11.3, critical: 12.7 } },
  scoring: { zero: 30, full: 2 },
  weight: 5,
  sources: [
    {
      reference: 'MIIT service-quality bulletins',
      says: '11.3 appeals per million users in Q2 2012 and 12.7 in Q3 2013',
    },
    { reference: 'judgement', says: 'two national averages used as limits; full marks at 2, none at 30' },
  ],
  examples: [
    { inputs: { regulatorAppeals: 3, allUserDays: 30_000_000 }, value: 9, status: 'OK' },
    { inputs: { regulatorAppeals: 4, allUserDays: 30_000_000 }, value: 12, status: 'WARNING' },
    { inputs: { regulatorAppeals: 0, allUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'root-cause-closure-rate',
  name: { en: 'Root cause closure rate', zh: '投诉溯源问题根治率' },
  description:
    'Share of due root causes removed and verified by a fall of the complaints. ' +
    'It is how one handled case solves a whole batch.',
  dimension: 'OPERATIONS',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * rootCausesFixed / rootCausesDue',
  threshold: { atLeast: { warning: 90, critical: 80 } },
  scoring: { zero: 50, full: 100 },
  weight: 4,
  sources: [
    {
      reference: 'provincial benchmark study',
      says:
        'handle one case and solve a batch; monthly service ' +
        'meetings and regular bulletins follow key problems',
    },
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'complaints are traced to the source to solve what customers care about',
    },
    { reference: 'judgement', says: 'limits 90 and 80' },
  ],
  examples: [
    { inputs: { rootCausesFixed: 19, rootCausesDue: 20 }, value: 95, status: 'OK' },
    { inputs: { rootCausesFixed: 17, rootCausesDue: 20 }, value: 85, status: 'WARNING' },
    { inputs: { rootCausesFixed: 0, rootCausesDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

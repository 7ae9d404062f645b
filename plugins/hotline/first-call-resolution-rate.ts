import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'first-call-resolution-rate',
  name: { en: 'First-call resolution rate', zh: '首次来电解决率' },
  description:
    'Share of caller issues with no further contact on the same matter within seven days. ' +
    'It is the strongest driver of hotline satisfaction and of cost.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * issuesResolvedFirstContact / issuesTracked',
  threshold: { atLeast: { warning: 70, critical: 60 } },
  scoring: { zero: 45, full: 85 },
  weight: 5,
  minimumSample: { input: 'issuesTracked', count: 200 },
  sources: [
    { reference: 'SQM Group benchmark', says: 'industry average 70%, good 70-79%, world class 80% and more' },
    { reference: 'judgement', says: 'critical limit 60' },
  ],
  examples: [
    { inputs: { issuesResolvedFirstContact: 820, issuesTracked: 1000 }, value: 82, status: 'OK' },
    { inputs: { issuesResolvedFirstContact: 680, issuesTracked: 1000 }, value: 68, status: 'WARNING' },
    { inputs: { issuesResolvedFirstContact: 0, issuesTracked: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-handling-satisfaction',
  name: { en: 'Complaint handling satisfaction', zh: '投诉处理满意率' },
  description:
    'Share of surveyed complainants satisfied with how the complaint was handled. ' +
    'A complaint handled well can leave a stronger customer than no complaint.',
  dimension: 'PERCEPTION',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * complainantsSatisfied / complainantResponses',
  threshold: { atLeast: { warning: 70, critical: 55 } },
  scoring: { zero: 35, full: 92 },
  weight: 5,
  minimumSample: { input: 'complainantResponses', count: 50 },
  sources: [
    {
      reference: 'Ofcom customer service satisfaction 2014',
      says: 'satisfied complainants: 52% in broadband, 53% in landline, 59% in mobile, 68% in pay TV',
    },
    {
      reference: 'Ofcom comparing service quality',
      says: 'about half of complaining broadband customers were satisfied with the handling',
    },
    { reference: 'judgement', says: 'limits 70 and 55' },
  ],
  examples: [
    { inputs: { complainantsSatisfied: 146, complainantResponses: 200 }, value: 73, status: 'OK' },
    { inputs: { complainantsSatisfied: 100, complainantResponses: 200 }, value: 50, status: 'CRITICAL' },
    { inputs: { complainantsSatisfied: 0, complainantResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

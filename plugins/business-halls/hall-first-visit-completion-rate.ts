import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hall-first-visit-completion-rate',
  name: { en: 'First-visit completion rate', zh: '营业厅一次办结率' },
  description:
    'Share of matters completed without a second visit or another counter. ' +
    'It is first-contact resolution for halls.',
  dimension: 'OPERATIONS',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'ACTIVATION',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * hallRequestsDoneFirstVisit / hallRequests',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 75, full: 99 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'better window service is one of the six commitments',
    },
    { reference: 'judgement', says: 'limits 95 and 90' },
  ],
  examples: [
    { inputs: { hallRequestsDoneFirstVisit: 9600, hallRequests: 10_000 }, value: 96, status: 'OK' },
    { inputs: { hallRequestsDoneFirstVisit: 8800, hallRequests: 10_000 }, value: 88, status: 'CRITICAL' },
    { inputs: { hallRequestsDoneFirstVisit: 0, hallRequests: 0 }, value: null, status: 'NO_DATA' },
  ],
});

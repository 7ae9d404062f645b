import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'bill-clarity-satisfaction',
  name: { en: 'Bill clarity satisfaction', zh: '账单清晰满意率' },
  description:
    'Share of interviewed customers satisfied that their bill is clear, complete and right. ' +
    'A bill that is not understood becomes a billing dispute.',
  dimension: 'PERCEPTION',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * billClaritySatisfied / surveyInterviewsDone',
  threshold: { atLeast: { warning: 85, critical: 78 } },
  scoring: { zero: 60, full: 95 },
  weight: 3,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'usage reminder, usage query and plan change are the key care points of transparent charging',
    },
    {
      reference: 'ITU-T E.803',
      says: 'lists charging and billing among the quality aspects beyond use of the service',
    },
    { reference: 'judgement', says: 'limits 85 and 78' },
  ],
  examples: [
    { inputs: { billClaritySatisfied: 880, surveyInterviewsDone: 1000 }, value: 88, status: 'OK' },
    { inputs: { billClaritySatisfied: 770, surveyInterviewsDone: 1000 }, value: 77, status: 'CRITICAL' },
    { inputs: { billClaritySatisfied: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'broadband-satisfaction-score',
  name: { en: 'Broadband customer satisfaction', zh: '宽带客户满意度' },
  description:
    'Mean 0-100 overall score given by broadband customers. Broadband is judged on speed, ' +
    'stability and the visit of the technician, so it is followed apart from mobile.',
  dimension: 'PERCEPTION',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['broadband'],
  cadence: 'QUARTER',
  unit: 'score-100',
  formula: 'broadbandScoreSum / broadbandResponses',
  threshold: { atLeast: { warning: 76, critical: 71 } },
  scoring: { zero: 58, full: 88 },
  weight: 4,
  minimumSample: { input: 'broadbandResponses', count: 200 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'satisfaction of broadband customers rose by 2.6 against the end of 2012',
    },
    { reference: 'judgement', says: 'limits 76 and 71' },
  ],
  examples: [
    { inputs: { broadbandScoreSum: 31_200, broadbandResponses: 400 }, value: 78, status: 'OK' },
    { inputs: { broadbandScoreSum: 29_600, broadbandResponses: 400 }, value: 74, status: 'WARNING' },
    { inputs: { broadbandScoreSum: 0, broadbandResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

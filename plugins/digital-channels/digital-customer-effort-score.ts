import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'digital-customer-effort-score',
  name: { en: 'Digital customer effort score', zh: '电子渠道办理便捷度得分' },
  description:
    'Mean agreement from 1 to 7 with "it was made easy for me" after a digital task; more points ' +
    'mean less effort. High effort drives customers back to the hotline and away.',
  dimension: 'PERCEPTION',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'score-7',
  formula: 'effortScoreSum / effortResponses',
  threshold: { atLeast: { warning: 5.5, critical: 5 } },
  scoring: { zero: 3, full: 6.8 },
  weight: 3,
  minimumSample: { input: 'effortResponses', count: 100 },
  sources: [
    {
      reference: 'CES 2.0',
      says:
        'seven-point agreement scale; about 5.5 and more reads ' +
        'as low effort, below 5 gives cause to act',
    },
  ],
  examples: [
    { inputs: { effortScoreSum: 2850, effortResponses: 500 }, value: 5.7, status: 'OK' },
    { inputs: { effortScoreSum: 2600, effortResponses: 500 }, value: 5.2, status: 'WARNING' },
    { inputs: { effortScoreSum: 0, effortResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-instant-satisfaction',
  name: { en: 'Post-call satisfaction', zh: '热线即时满意率' },
  description:
    'Share of post-call ratings that are satisfied. It is immediate and large, but says ' +
    'little about the reason, so it is read together with the call-back survey.',
  dimension: 'PERCEPTION',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * hotlineInstantSatisfied / hotlineInstantResponses',
  threshold: { atLeast: { warning: 95, critical: 92 } },
  scoring: { zero: 80, full: 99 },
  weight: 3,
  minimumSample: { input: 'hotlineInstantResponses', count: 200 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'instant satisfaction of 10086 callers is surveyed daily',
    },
    { reference: 'judgement', says: 'limits 95 and 92' },
  ],
  examples: [
    { inputs: { hotlineInstantSatisfied: 9600, hotlineInstantResponses: 10_000 }, value: 96, status: 'OK' },
    {
      inputs: { hotlineInstantSatisfied: 9300, hotlineInstantResponses: 10_000 },
      value: 93,
      status: 'WARNING',
    },
    { inputs: { hotlineInstantSatisfied: 0, hotlineInstantResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

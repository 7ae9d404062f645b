import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'app-store-rating',
  name: { en: 'App rating', zh: '掌上营业厅应用评分' },
  description:
    'Mean one-to-five-star rating of the service app received in the period. ' +
    'It is public, and new customers read it before they install.',
  dimension: 'PERCEPTION',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'score-5',
  formula: 'appRatingSum / appRatings',
  threshold: { atLeast: { warning: 4.2, critical: 3.8 } },
  scoring: { zero: 2.5, full: 4.8 },
  weight: 2,
  minimumSample: { input: 'appRatings', count: 50 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'after download or upgrade customers are asked to rate the app like in an app store',
    },
    { reference: 'judgement', says: 'limits 4.2 and 3.8' },
  ],
  examples: [
    { inputs: { appRatingSum: 4400, appRatings: 1000 }, value: 4.4, status: 'OK' },
    { inputs: { appRatingSum: 3600, appRatings: 1000 }, value: 3.6, status: 'CRITICAL' },
    { inputs: { appRatingSum: 0, appRatings: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'roaming-care-satisfaction',
  name: { en: 'Roaming care satisfaction', zh: '国际漫游服务满意率' },
  description:
    'Share of returning roamers satisfied with activation, arrival reminders, use and bill. ' +
    'Roamers are high-value customers with a high risk of bill shock.',
  dimension: 'PERCEPTION',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'USAGE',
  businessLines: ['roaming'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * roamingCareSatisfied / roamingCareResponses',
  threshold: { atLeast: { warning: 85, critical: 78 } },
  scoring: { zero: 60, full: 96 },
  weight: 3,
  minimumSample: { input: 'roamingCareResponses', count: 100 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'roaming care covers activation, arrival reminder and bill query',
    },
    {
      reference: 'Shanghai Unicom service year',
      says: 'good international roaming service is one of the six commitments',
    },
    { reference: 'judgement', says: 'limits 85 and 78' },
  ],
  examples: [
    { inputs: { roamingCareSatisfied: 90, roamingCareResponses: 100 }, value: 90, status: 'OK' },
    { inputs: { roamingCareSatisfied: 76, roamingCareResponses: 100 }, value: 76, status: 'CRITICAL' },
    { inputs: { roamingCareSatisfied: 0, roamingCareResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

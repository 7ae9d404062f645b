import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'digital-channel-satisfaction',
  name: { en: 'Digital channel satisfaction', zh: '电子渠道满意率' },
  description:
    'Share of users of the app, the website and the text-message service who are satisfied. Digital ' +
    'channels carry most of the service, so their satisfaction weighs much.',
  dimension: 'PERCEPTION',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * digitalSurveySatisfied / digitalSurveyResponses',
  threshold: { atLeast: { warning: 88, critical: 82 } },
  scoring: { zero: 65, full: 97 },
  weight: 4,
  minimumSample: { input: 'digitalSurveyResponses', count: 100 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'satisfaction is surveyed in the web hall and analysed regularly',
    },
    {
      reference: 'Shanghai Unicom service year',
      says: 'convenient and fast digital channels are one of the six commitments',
    },
    { reference: 'judgement', says: 'limits 88 and 82' },
  ],
  examples: [
    { inputs: { digitalSurveySatisfied: 900, digitalSurveyResponses: 1000 }, value: 90, status: 'OK' },
    { inputs: { digitalSurveySatisfied: 850, digitalSurveyResponses: 1000 }, value: 85, status: 'WARNING' },
    { inputs: { digitalSurveySatisfied: 0, digitalSurveyResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

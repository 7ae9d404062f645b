import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-satisfaction-score',
  name: { en: 'Value-added service satisfaction', zh: '增值业务满意度' },
  description:
    'Mean 0-100 score given by value-added service users. ' +
    'It is one of the perceptions that the fixed panel follows through the year.',
  dimension: 'PERCEPTION',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['value-added'],
  cadence: 'MONTH',
  unit: 'score-100',
  formula: 'vasScoreSum / vasResponses',
  threshold: { atLeast: { warning: 75, critical: 70 } },
  scoring: { zero: 55, full: 88 },
  weight: 3,
  minimumSample: { input: 'vasResponses', count: 100 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'value-added services are one of the perceptions followed by the fixed-customer panel',
    },
    { reference: 'judgement', says: 'limits 75 and 70' },
  ],
  examples: [
    { inputs: { vasScoreSum: 30_800, vasResponses: 400 }, value: 77, status: 'OK' },
    { inputs: { vasScoreSum: 29_000, vasResponses: 400 }, value: 72.5, status: 'WARNING' },
    { inputs: { vasScoreSum: 0, vasResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

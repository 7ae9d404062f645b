import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'promotion-satisfaction',
  name: { en: 'Promotion satisfaction', zh: '促销活动满意率' },
  description:
    'Share of promotion participants satisfied with the promotion and how it was honoured. ' +
    'Promotions that disappoint cost more trust than they win sales.',
  dimension: 'PERCEPTION',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'PRESALE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * promotionSatisfied / promotionResponses',
  threshold: { atLeast: { warning: 80, critical: 70 } },
  scoring: { zero: 50, full: 92 },
  weight: 3,
  minimumSample: { input: 'promotionResponses', count: 100 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'satisfaction with promotions is a weak spot of customer service',
    },
    { reference: 'judgement', says: 'limits 80 and 70' },
  ],
  examples: [
    { inputs: { promotionSatisfied: 332, promotionResponses: 400 }, value: 83, status: 'OK' },
    { inputs: { promotionSatisfied: 300, promotionResponses: 400 }, value: 75, status: 'WARNING' },
    { inputs: { promotionSatisfied: 0, promotionResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

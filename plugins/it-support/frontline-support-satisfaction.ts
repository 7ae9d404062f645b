import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'frontline-support-satisfaction',
  name: { en: 'Front-line satisfaction with support', zh: '一线对后台支撑满意率' },
  description:
    'Share of front-line ratings that say the back office supported them well. ' +
    'Staff who are not supported cannot serve customers.',
  dimension: 'PERCEPTION',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * frontlineSupportSatisfied / frontlineSupportResponses',
  threshold: { atLeast: { warning: 85, critical: 75 } },
  scoring: { zero: 60, full: 95 },
  weight: 3,
  minimumSample: { input: 'frontlineSupportResponses', count: 30 },
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says:
        'an internal commitment evaluation and a support supervision hotline ' +
        'let the front line judge the support it gets',
    },
    { reference: 'judgement', says: 'limits 85 and 75' },
  ],
  examples: [
    { inputs: { frontlineSupportSatisfied: 180, frontlineSupportResponses: 200 }, value: 90, status: 'OK' },
    {
      inputs: { frontlineSupportSatisfied: 160, frontlineSupportResponses: 200 },
      value: 80,
      status: 'WARNING',
    },
    {
      inputs: { frontlineSupportSatisfied: 0, frontlineSupportResponses: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

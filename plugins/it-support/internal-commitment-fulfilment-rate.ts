import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'internal-commitment-fulfilment-rate',
  name: { en: 'Internal commitment fulfilment', zh: '内部承诺达成率' },
  description:
    'Share of assessed items of the six internal commitments that met their target. ' +
    'Internal promises are how the company makes its outer promises hold.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * commitmentItemsMet / commitmentItemsAssessed',
  threshold: { atLeast: { warning: 95, critical: 85 } },
  scoring: { zero: 60, full: 100 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says:
        'six commitments: network, reminders, roaming, digital channels, value-added services, window ' +
        'service; responsibility letters signed by 12 departments and 13 branches',
    },
    { reference: 'judgement', says: 'limits 95 and 85' },
  ],
  examples: [
    { inputs: { commitmentItemsMet: 58, commitmentItemsAssessed: 60 }, value: 96.6666666667, status: 'OK' },
    { inputs: { commitmentItemsMet: 54, commitmentItemsAssessed: 60 }, value: 90, status: 'WARNING' },
    { inputs: { commitmentItemsMet: 0, commitmentItemsAssessed: 0 }, value: null, status: 'NO_DATA' },
  ],
});

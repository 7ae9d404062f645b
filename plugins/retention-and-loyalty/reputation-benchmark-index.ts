import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'reputation-benchmark-index',
  name: { en: 'Word-of-mouth benchmark index', zh: '口碑对标指数' },
  description:
    'Share of own customers who recommend us as a percentage of the share of rival customers who ' +
    'recommend their operator. 100 means level. Only the sample of own customers is guarded: see that ' +
    'the one of rival customers is as large.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'PRESALE',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'index',
  formula:
    '100 * (ownReputationPositive / ownReputationResponses) / ' +
    '(rivalReputationPositive / rivalReputationResponses)',
  threshold: { atLeast: { warning: 100, critical: 95 } },
  scoring: { zero: 80, full: 120 },
  weight: 3,
  minimumSample: { input: 'ownReputationResponses', count: 400 },
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'the word-of-mouth benchmark value is part of the composite index',
    },
    {
      reference: 'Shanghai Unicom 2013',
      says: 'word-of-mouth surveys cover the users of all three operators',
    },
    { reference: 'judgement', says: 'warning limit 100 is level with the rivals; critical limit 95' },
  ],
  examples: [
    {
      inputs: {
        ownReputationPositive: 300,
        ownReputationResponses: 500,
        rivalReputationPositive: 342,
        rivalReputationResponses: 600,
      },
      value: 105.2631578947,
      status: 'OK',
    },
    {
      inputs: {
        ownReputationPositive: 270,
        ownReputationResponses: 500,
        rivalReputationPositive: 342,
        rivalReputationResponses: 600,
      },
      value: 94.7368421053,
      status: 'CRITICAL',
    },
    {
      inputs: {
        ownReputationPositive: 0,
        ownReputationResponses: 0,
        rivalReputationPositive: 0,
        rivalReputationResponses: 0,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'junk-message-interception-rate',
  name: { en: 'Junk message interception rate', zh: '垃圾信息拦截率' },
  description:
    'Junk messages stopped as a share of junk stopped and junk missed. It is the hit rate of the filters.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * junkMessagesIntercepted / (junkMessagesIntercepted + junkMessagesMissed)',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 70, full: 99.5 },
  weight: 3,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'an interception mechanism must avoid missed and wrong interceptions',
    },
    { reference: 'judgement', says: 'limits 95 and 90' },
  ],
  examples: [
    { inputs: { junkMessagesIntercepted: 97_000, junkMessagesMissed: 3000 }, value: 97, status: 'OK' },
    { inputs: { junkMessagesIntercepted: 93_000, junkMessagesMissed: 7000 }, value: 93, status: 'WARNING' },
    { inputs: { junkMessagesIntercepted: 0, junkMessagesMissed: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'online-shop-hotline-answer-rate',
  name: { en: 'Online-shop hotline answer rate', zh: '网上商城客服热线接通率' },
  description:
    'Share of calls to the hotline of the online shop that were answered. ' +
    'Online buyers call when something went wrong, so a missed call is a lost order.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'PRESALE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * shopCallsAnswered / shopCallsOffered',
  threshold: { atLeast: { warning: 90, critical: 80 } },
  scoring: { zero: 60, full: 98 },
  weight: 2,
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'a low connection rate of the online-shop hotline was found during ' +
        'a handset launch and a special team took the calls',
    },
    { reference: 'judgement', says: 'limits 90 and 80' },
  ],
  examples: [
    { inputs: { shopCallsAnswered: 4600, shopCallsOffered: 5000 }, value: 92, status: 'OK' },
    { inputs: { shopCallsAnswered: 3900, shopCallsOffered: 5000 }, value: 78, status: 'CRITICAL' },
    { inputs: { shopCallsAnswered: 0, shopCallsOffered: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-unsubscribe-success-rate',
  name: { en: 'Value-added cancellation success rate', zh: '增值业务退订成功率' },
  description:
    'Share of cancellation requests carried out within four hours at the first request. ' +
    'Easy in and hard out is what customers remember.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'RETENTION',
  businessLines: ['value-added'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * vasUnsubscribesInTime / vasUnsubscribeRequests',
  threshold: { atLeast: { warning: 99, critical: 97 } },
  scoring: { zero: 90, full: 99.9 },
  weight: 4,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'one message "0000" lists and cancels monthly services',
    },
    { reference: 'TRAI VAS direction 2013', says: 'cancellation requests are to be completed in 4 hours' },
    { reference: 'judgement', says: 'limits 99 and 97' },
  ],
  examples: [
    { inputs: { vasUnsubscribesInTime: 1990, vasUnsubscribeRequests: 2000 }, value: 99.5, status: 'OK' },
    { inputs: { vasUnsubscribesInTime: 1960, vasUnsubscribeRequests: 2000 }, value: 98, status: 'WARNING' },
    { inputs: { vasUnsubscribesInTime: 0, vasUnsubscribeRequests: 0 }, value: null, status: 'NO_DATA' },
  ],
});

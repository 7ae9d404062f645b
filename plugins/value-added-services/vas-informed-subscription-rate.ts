import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-informed-subscription-rate',
  name: { en: 'Informed subscription rate', zh: '增值业务知情定制率' },
  description:
    'Share of surveyed value-added users who confirm that they ordered the charged service knowingly. ' +
    'It finds unnoticed subscriptions before they become complaints.',
  dimension: 'PERCEPTION',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['value-added'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * vasKnowinglySubscribed / vasResponses',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 70, full: 99.5 },
  weight: 4,
  minimumSample: { input: 'vasResponses', count: 100 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'customers fear that a download subscribes them to a service unnoticed',
    },
    {
      reference: 'TRAI VAS direction 2013',
      says: 'a service may be activated only with the explicit consent of the customer',
    },
    { reference: 'judgement', says: 'limits 95 and 90' },
  ],
  examples: [
    { inputs: { vasKnowinglySubscribed: 388, vasResponses: 400 }, value: 97, status: 'OK' },
    { inputs: { vasKnowinglySubscribed: 352, vasResponses: 400 }, value: 88, status: 'CRITICAL' },
    { inputs: { vasKnowinglySubscribed: 0, vasResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'vas-double-confirmation-coverage',
  name: { en: 'Second confirmation coverage', zh: '增值业务二次确认覆盖率' },
  description:
    'Share of chargeable value-added orders with a stored second confirmation by the customer. ' +
    'Without it the charge cannot be defended.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['value-added'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * vasOrdersDoubleConfirmed / vasOrders',
  threshold: { atLeast: { warning: 100, critical: 99.5 } },
  scoring: { zero: 99, full: 100 },
  weight: 4,
  sources: [
    {
      reference: 'TRAI VAS direction 2013',
      says: 'every activation needs a second consent through a consent gateway',
    },
    { reference: 'China Unicom SP bulletin', says: 'monthly services need a second confirmation' },
    { reference: 'judgement', says: 'warning limit 100 is the duty; critical limit 99.5' },
  ],
  examples: [
    { inputs: { vasOrdersDoubleConfirmed: 5000, vasOrders: 5000 }, value: 100, status: 'OK' },
    { inputs: { vasOrdersDoubleConfirmed: 4985, vasOrders: 5000 }, value: 99.7, status: 'WARNING' },
    { inputs: { vasOrdersDoubleConfirmed: 0, vasOrders: 0 }, value: null, status: 'NO_DATA' },
  ],
});

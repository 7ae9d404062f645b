import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'online-order-fulfilment-rate',
  name: { en: 'Online order fulfilment', zh: '网上订单及时交付率' },
  description:
    'Share of online orders delivered complete, traceable and by the promised date. ' +
    'It turns a click into a served customer.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['mobile', 'broadband'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * onlineOrdersDeliveredOnTime / onlineOrdersDue',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 75, full: 99.5 },
  weight: 3,
  sources: [
    {
      reference: 'customer-side service study',
      says: 'delivery information that could not be queried led to a change of the delivery strategy',
    },
    { reference: 'TM Forum Business Metrics 5.5', says: 'F-CE-2a: mean duration to fulfil a service order' },
    { reference: 'judgement', says: 'limits 95 and 90' },
  ],
  examples: [
    { inputs: { onlineOrdersDeliveredOnTime: 960, onlineOrdersDue: 1000 }, value: 96, status: 'OK' },
    { inputs: { onlineOrdersDeliveredOnTime: 920, onlineOrdersDue: 1000 }, value: 92, status: 'WARNING' },
    { inputs: { onlineOrdersDeliveredOnTime: 0, onlineOrdersDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'online-order-complaint-rate',
  name: { en: 'Online order complaint rate', zh: '网上订单投诉率' },
  description:
    'Complaints about failed reservations, missing delivery information or late delivery per ten ' +
    'thousand online orders. It peaks at handset launches, when everybody is watching.',
  dimension: 'COMPLAINT',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'PRESALE',
  businessLines: ['mobile', 'broadband'],
  cadence: 'DAY',
  unit: 'per-10k-transactions',
  formula: '10000 * onlineOrderComplaints / onlineOrders',
  threshold: { atMost: { warning: 20, critical: 40 } },
  scoring: { zero: 100, full: 3 },
  weight: 3,
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'speech analysis of a handset launch found failed web reservations and ' +
        'delivery information that could not be queried',
    },
    { reference: 'judgement', says: 'limits 20 and 40' },
  ],
  examples: [
    { inputs: { onlineOrderComplaints: 15, onlineOrders: 10_000 }, value: 15, status: 'OK' },
    { inputs: { onlineOrderComplaints: 50, onlineOrders: 10_000 }, value: 50, status: 'CRITICAL' },
    { inputs: { onlineOrderComplaints: 0, onlineOrders: 0 }, value: null, status: 'NO_DATA' },
  ],
});

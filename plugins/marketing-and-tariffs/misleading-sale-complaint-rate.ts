import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'misleading-sale-complaint-rate',
  name: { en: 'Misleading-sale complaint rate', zh: '误导营销投诉率' },
  description:
    'Complaints that a sale was misleading, forced or unknown to the customer, per ten thousand orders. ' +
    'Sales pressure shows up here first.',
  dimension: 'COMPLAINT',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'PRESALE',
  cadence: 'WEEK',
  unit: 'per-10k-transactions',
  formula: '10000 * misleadingSaleComplaints / ordersAccepted',
  threshold: { atMost: { warning: 5, critical: 10 } },
  scoring: { zero: 30, full: 0.5 },
  weight: 4,
  sources: [
    {
      reference: 'China Unicom SP bulletin',
      says: 'false advertising and luring, forced or deceitful subscription were named the main offences',
    },
    {
      reference: 'provincial benchmark study',
      says: 'promise gap: a promise given to the customer that is not kept',
    },
    { reference: 'judgement', says: 'limits 5 and 10' },
  ],
  examples: [
    { inputs: { misleadingSaleComplaints: 40, ordersAccepted: 200_000 }, value: 2, status: 'OK' },
    { inputs: { misleadingSaleComplaints: 150, ordersAccepted: 200_000 }, value: 7.5, status: 'WARNING' },
    { inputs: { misleadingSaleComplaints: 0, ordersAccepted: 0 }, value: null, status: 'NO_DATA' },
  ],
});

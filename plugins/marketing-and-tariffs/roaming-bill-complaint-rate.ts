import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'roaming-bill-complaint-rate',
  name: { en: 'Roaming bill complaint rate', zh: '国际漫游账单质疑投诉率' },
  description:
    'Complaints that question roaming charges per ten thousand roaming trips. ' +
    'It is the measure of bill shock.',
  dimension: 'COMPLAINT',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'USAGE',
  businessLines: ['roaming'],
  cadence: 'WEEK',
  unit: 'per-10k-transactions',
  formula: '10000 * roamingBillComplaints / roamingTrips',
  threshold: { atMost: { warning: 10, critical: 20 } },
  scoring: { zero: 50, full: 1 },
  weight: 3,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'bill queries are the third step of the roaming care standard',
    },
    { reference: 'judgement', says: 'limits 10 and 20' },
  ],
  examples: [
    { inputs: { roamingBillComplaints: 10, roamingTrips: 20_000 }, value: 5, status: 'OK' },
    { inputs: { roamingBillComplaints: 50, roamingTrips: 20_000 }, value: 25, status: 'CRITICAL' },
    { inputs: { roamingBillComplaints: 0, roamingTrips: 0 }, value: null, status: 'NO_DATA' },
  ],
});

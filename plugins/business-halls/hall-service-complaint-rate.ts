import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hall-service-complaint-rate',
  name: { en: 'Hall service complaint rate', zh: '营业厅服务投诉率' },
  description:
    'Complaints about service in own halls per ten thousand visits. ' +
    'It is the hard counterpart of the friendly rating at the exit.',
  dimension: 'COMPLAINT',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'per-10k-contacts',
  formula: '10000 * hallServiceComplaints / hallVisits',
  threshold: { atMost: { warning: 3, critical: 6 } },
  scoring: { zero: 15, full: 0.3 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'better window service is one of the six commitments',
    },
    { reference: 'judgement', says: 'limits 3 and 6' },
  ],
  examples: [
    { inputs: { hallServiceComplaints: 20, hallVisits: 100_000 }, value: 2, status: 'OK' },
    { inputs: { hallServiceComplaints: 50, hallVisits: 100_000 }, value: 5, status: 'WARNING' },
    { inputs: { hallServiceComplaints: 0, hallVisits: 0 }, value: null, status: 'NO_DATA' },
  ],
});

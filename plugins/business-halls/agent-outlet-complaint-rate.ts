import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'agent-outlet-complaint-rate',
  name: { en: 'Agent outlet complaint rate', zh: '社会渠道投诉率' },
  description:
    'Complaints about franchised and agent outlets per ten thousand transactions there. ' +
    'Customers hold the operator liable for what its agents do.',
  dimension: 'COMPLAINT',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'ACTIVATION',
  cadence: 'WEEK',
  unit: 'per-10k-transactions',
  formula: '10000 * agentOutletComplaints / agentOutletTransactions',
  threshold: { atMost: { warning: 5, critical: 10 } },
  scoring: { zero: 20, full: 1 },
  weight: 3,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'own and social channels are checked, including phone sellers and repair shops',
    },
    { reference: 'judgement', says: 'limits 5 and 10' },
  ],
  examples: [
    { inputs: { agentOutletComplaints: 30, agentOutletTransactions: 100_000 }, value: 3, status: 'OK' },
    {
      inputs: { agentOutletComplaints: 120, agentOutletTransactions: 100_000 },
      value: 12,
      status: 'CRITICAL',
    },
    { inputs: { agentOutletComplaints: 0, agentOutletTransactions: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'billing-complaint-rate',
  name: { en: 'Billing complaint rate', zh: '计费账务投诉率' },
  description:
    'Complaints about the correctness of charges as a share of bills issued. Trust ' +
    'in the meter is the base of every other promise. Complaints count when they ' +
    'come in, often a month after the bill.',
  dimension: 'COMPLAINT',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * billingComplaints / billsIssued',
  threshold: { atMost: { warning: 0.1, critical: 0.2 } },
  scoring: { zero: 0.5, full: 0.02 },
  weight: 5,
  sources: [
    { reference: 'TRAI performance report 2019', says: 'metering and billing credibility: at most 0.1%' },
    { reference: 'Tanzania QoS Regulations GN 416', says: 'bills resulting in a complaint: less than 2%' },
    { reference: 'ETSI EG 202 057-1', says: 'defines bill correctness complaints' },
    { reference: 'judgement', says: 'critical limit 0.2' },
  ],
  examples: [
    { inputs: { billingComplaints: 800, billsIssued: 1_000_000 }, value: 0.08, status: 'OK' },
    { inputs: { billingComplaints: 1500, billsIssued: 1_000_000 }, value: 0.15, status: 'WARNING' },
    { inputs: { billingComplaints: 0, billsIssued: 0 }, value: null, status: 'NO_DATA' },
  ],
});

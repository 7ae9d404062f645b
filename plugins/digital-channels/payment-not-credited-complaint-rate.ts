import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'payment-not-credited-complaint-rate',
  name: { en: 'Payment-not-credited complaint rate', zh: '缴费未到账投诉率' },
  description:
    'Complaints that an online payment was taken but not credited, per ten thousand online payments. ' +
    'It is the trust test of every digital channel.',
  dimension: 'COMPLAINT',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'per-10k-transactions',
  formula: '10000 * paymentNotCreditedComplaints / onlinePayments',
  threshold: { atMost: { warning: 0.5, critical: 1 } },
  scoring: { zero: 3, full: 0.05 },
  weight: 3,
  sources: [
    {
      reference: 'Tanzania QoS Regulations GN 416',
      says: 'failed recharges: solved within 3 hours for network faults; lost credit restored within 1 hour',
    },
    { reference: 'judgement', says: 'limits 0.5 and 1' },
  ],
  examples: [
    { inputs: { paymentNotCreditedComplaints: 20, onlinePayments: 500_000 }, value: 0.4, status: 'OK' },
    { inputs: { paymentNotCreditedComplaints: 40, onlinePayments: 500_000 }, value: 0.8, status: 'WARNING' },
    { inputs: { paymentNotCreditedComplaints: 0, onlinePayments: 0 }, value: null, status: 'NO_DATA' },
  ],
});

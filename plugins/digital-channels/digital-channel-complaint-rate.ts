import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'digital-channel-complaint-rate',
  name: { en: 'Digital channel complaint rate', zh: '电子渠道投诉率' },
  description:
    'Complaints about the app, the website or the text-message service per ten thousand digital ' +
    'transactions. It finds broken journeys that the technical counters miss.',
  dimension: 'COMPLAINT',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'per-10k-transactions',
  formula: '10000 * digitalChannelComplaints / digitalTransactions',
  threshold: { atMost: { warning: 1, critical: 2 } },
  scoring: { zero: 5, full: 0.1 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says: 'convenient and fast digital channels are one of the six commitments',
    },
    { reference: 'judgement', says: 'limits 1 and 2' },
  ],
  examples: [
    { inputs: { digitalChannelComplaints: 40, digitalTransactions: 500_000 }, value: 0.8, status: 'OK' },
    { inputs: { digitalChannelComplaints: 75, digitalTransactions: 500_000 }, value: 1.5, status: 'WARNING' },
    { inputs: { digitalChannelComplaints: 0, digitalTransactions: 0 }, value: null, status: 'NO_DATA' },
  ],
});

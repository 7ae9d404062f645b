import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'misinformation-complaint-rate',
  name: { en: 'Wrong-information complaint rate', zh: '错误解答投诉率' },
  description:
    'Complaints caused by wrong or incomplete information from an agent per ten thousand handled calls. ' +
    'Wrong answers create the next complaint.',
  dimension: 'COMPLAINT',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'per-10k-contacts',
  formula: '10000 * misinformationComplaints / callsHandled',
  threshold: { atMost: { warning: 1, critical: 2 } },
  scoring: { zero: 5, full: 0.1 },
  weight: 3,
  sources: [
    {
      reference: 'Ofcom customer service satisfaction 2014',
      says: 'the standard of advice is a scored part of customer service',
    },
    { reference: 'judgement', says: 'limits 1 and 2' },
  ],
  examples: [
    { inputs: { misinformationComplaints: 8, callsHandled: 100_000 }, value: 0.8, status: 'OK' },
    { inputs: { misinformationComplaints: 15, callsHandled: 100_000 }, value: 1.5, status: 'WARNING' },
    { inputs: { misinformationComplaints: 0, callsHandled: 0 }, value: null, status: 'NO_DATA' },
  ],
});

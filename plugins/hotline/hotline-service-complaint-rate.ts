import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-service-complaint-rate',
  name: { en: 'Hotline service complaint rate', zh: '热线服务投诉率' },
  description:
    'Complaints about the hotline itself per ten thousand handled calls. ' +
    'The place for complaints must not be a source of them.',
  dimension: 'COMPLAINT',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'per-10k-contacts',
  formula: '10000 * hotlineServiceComplaints / callsHandled',
  threshold: { atMost: { warning: 2, critical: 4 } },
  scoring: { zero: 10, full: 0.2 },
  weight: 3,
  sources: [
    {
      reference: 'MIIT service-quality bulletins',
      says: 'user service made up 43% of appeals in Q2 2012 and 52.8% in Q2 2020',
    },
    { reference: 'judgement', says: 'limits 2 and 4' },
  ],
  examples: [
    { inputs: { hotlineServiceComplaints: 15, callsHandled: 100_000 }, value: 1.5, status: 'OK' },
    { inputs: { hotlineServiceComplaints: 50, callsHandled: 100_000 }, value: 5, status: 'CRITICAL' },
    { inputs: { hotlineServiceComplaints: 0, callsHandled: 0 }, value: null, status: 'NO_DATA' },
  ],
});

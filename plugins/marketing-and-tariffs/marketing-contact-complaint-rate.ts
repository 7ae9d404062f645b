import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'marketing-contact-complaint-rate',
  name: { en: 'Marketing disturbance complaint rate', zh: '营销扰民投诉率' },
  description:
    'Complaints about own marketing calls and messages per ten thousand contacts. ' +
    'It keeps sales from spending the patience of customers.',
  dimension: 'COMPLAINT',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'PRESALE',
  cadence: 'WEEK',
  unit: 'per-10k-contacts',
  formula: '10000 * marketingContactComplaints / marketingContacts',
  threshold: { atMost: { warning: 1, critical: 3 } },
  scoring: { zero: 10, full: 0.1 },
  weight: 3,
  sources: [
    {
      reference: 'MIIT service-quality bulletins',
      says:
        'the 12321 centre received 166,170 complaints about ' +
        'nuisance calls in Q2 2020, 66.1% more than in Q1',
    },
    { reference: 'judgement', says: 'limits 1 and 3' },
  ],
  examples: [
    { inputs: { marketingContactComplaints: 60, marketingContacts: 1_000_000 }, value: 0.6, status: 'OK' },
    {
      inputs: { marketingContactComplaints: 200, marketingContacts: 1_000_000 },
      value: 2,
      status: 'WARNING',
    },
    { inputs: { marketingContactComplaints: 0, marketingContacts: 0 }, value: null, status: 'NO_DATA' },
  ],
});

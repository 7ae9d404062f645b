import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'network-complaint-rate',
  name: { en: 'Mobile network complaint rate', zh: '移动网络质量万投比' },
  description:
    'Mobile network complaints per ten thousand users in a month. ' +
    'It is the quickest signal that coverage, calls or data speed have become worse for customers.',
  dimension: 'COMPLAINT',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'per-10k-users',
  formula: '10000 * monthDays * networkComplaints / mobileUserDays',
  threshold: { atMost: { warning: 8, critical: 12 } },
  scoring: { zero: 20, full: 2 },
  weight: 5,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'the 3G network quality complaint rate fell by 7.7% against the first quarter',
    },
    {
      reference: 'MIIT service-quality bulletins',
      says: 'network quality made up 20.8% of user appeals in Q2 2012 and 18.9% in Q2 2020',
    },
    { reference: 'judgement', says: 'limits 8 and 12' },
  ],
  examples: [
    { inputs: { networkComplaints: 210, mobileUserDays: 9_000_000 }, value: 7, status: 'OK' },
    {
      inputs: { networkComplaints: 400, mobileUserDays: 9_000_000 },
      value: 13.3333333333,
      status: 'CRITICAL',
    },
    { inputs: { networkComplaints: 0, mobileUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

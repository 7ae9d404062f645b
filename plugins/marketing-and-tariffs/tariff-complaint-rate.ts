import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'tariff-complaint-rate',
  name: { en: 'Tariff complaint rate', zh: '资费套餐万投比' },
  description:
    'Complaints about prices, plan rules and promotion rules per ten thousand users in a month. ' +
    'It shows plans that are too complex or sold wrongly.',
  dimension: 'COMPLAINT',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'per-10k-users',
  formula: '10000 * monthDays * tariffComplaints / allUserDays',
  threshold: { atMost: { warning: 4, critical: 7 } },
  scoring: { zero: 12, full: 1 },
  weight: 4,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'marketing and tariffs form one of the nine monitored business processes',
    },
    {
      reference: 'MIIT service-quality bulletins',
      says: 'charging disputes made up 27.6% of appeals in Q3 2013 and 28.3% in Q2 2020',
    },
    { reference: 'judgement', says: 'limits 4 and 7' },
  ],
  examples: [
    { inputs: { tariffComplaints: 300, allUserDays: 30_000_000 }, value: 3, status: 'OK' },
    { inputs: { tariffComplaints: 600, allUserDays: 30_000_000 }, value: 6, status: 'WARNING' },
    { inputs: { tariffComplaints: 0, allUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

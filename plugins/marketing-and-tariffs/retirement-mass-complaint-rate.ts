import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'retirement-mass-complaint-rate',
  name: { en: 'Share of retirements with a mass complaint', zh: '清理业务下线群发性投诉率' },
  description:
    'Share of product retirements followed by a mass complaint within 30 days, so a month is final ' +
    'only 30 days after its end. Taking a service away is as risky as launching one: with fewer than ' +
    'twenty retirements a single mass complaint is CRITICAL.',
  dimension: 'COMPLAINT',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'RETENTION',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * retirementsWithMassComplaint / productRetirements',
  threshold: { atMost: { warning: 0, critical: 5 } },
  scoring: { zero: 10, full: 0 },
  weight: 3,
  sources: [
    { reference: 'Shanghai Unicom 2013', says: 'mass complaints after cleaned-up services went off line: 0' },
    { reference: 'judgement', says: 'critical limit 5' },
  ],
  examples: [
    { inputs: { retirementsWithMassComplaint: 0, productRetirements: 8 }, value: 0, status: 'OK' },
    { inputs: { retirementsWithMassComplaint: 1, productRetirements: 25 }, value: 4, status: 'WARNING' },
    { inputs: { retirementsWithMassComplaint: 0, productRetirements: 0 }, value: null, status: 'NO_DATA' },
  ],
});

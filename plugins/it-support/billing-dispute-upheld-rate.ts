import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'billing-dispute-upheld-rate',
  name: { en: 'Upheld share of billing disputes', zh: '计费投诉属实率' },
  description:
    'Share of investigated billing complaints in which the operator was wrong. ' +
    'A high share points to bad billing, a share near zero points to disputes that are waved away.',
  dimension: 'COMPLAINT',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * billingComplaintsUpheld / billingComplaintsInvestigated',
  threshold: { atLeast: { warning: 5, critical: 2 }, atMost: { warning: 20, critical: 35 } },
  scoring: [
    { value: 0, score: 0 },
    { value: 5, score: 100 },
    { value: 20, score: 100 },
    { value: 60, score: 0 },
  ],
  weight: 2,
  minimumSample: { input: 'billingComplaintsInvestigated', count: 50 },
  sources: [
    {
      reference: 'MII Order 36',
      says:
        'a verified charging error must be corrected and handled as the ' +
        'rules or the promise say (study notes on the order)',
    },
    {
      reference: 'MIIT service-quality bulletins',
      says: 'charging disputes made up 27.6% of appeals in Q3 2013 and 28.3% in Q2 2020',
    },
    { reference: 'judgement', says: 'all limits' },
  ],
  examples: [
    { inputs: { billingComplaintsUpheld: 24, billingComplaintsInvestigated: 200 }, value: 12, status: 'OK' },
    {
      inputs: { billingComplaintsUpheld: 50, billingComplaintsInvestigated: 200 },
      value: 25,
      status: 'WARNING',
    },
    {
      inputs: { billingComplaintsUpheld: 2, billingComplaintsInvestigated: 200 },
      value: 1,
      status: 'CRITICAL',
    },
    {
      inputs: { billingComplaintsUpheld: 0, billingComplaintsInvestigated: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

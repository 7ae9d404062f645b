import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complainant-churn-rate',
  name: { en: 'Complainant churn rate', zh: '投诉客户离网率' },
  description:
    'Share of complainants who left within 90 days of the complaint. ' +
    'It prices bad complaint handling in lost customers.',
  dimension: 'COMPLAINT',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile', 'broadband'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * complainantsLost / complainantsTracked',
  threshold: { atMost: { warning: 4, critical: 7 } },
  scoring: { zero: 16, full: 0.5 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'a study of the reasons for leaving led to defined retention actions',
    },
    { reference: 'judgement', says: 'limits 4 and 7' },
  ],
  examples: [
    { inputs: { complainantsLost: 30, complainantsTracked: 1000 }, value: 3, status: 'OK' },
    { inputs: { complainantsLost: 50, complainantsTracked: 1000 }, value: 5, status: 'WARNING' },
    { inputs: { complainantsLost: 0, complainantsTracked: 0 }, value: null, status: 'NO_DATA' },
  ],
});

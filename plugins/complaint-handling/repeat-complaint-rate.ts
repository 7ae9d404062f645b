import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'repeat-complaint-rate',
  name: { en: 'Repeat complaint rate', zh: '重复投诉率' },
  description:
    'Share of complaints on a matter that the same customer had raised in the previous 30 days. ' +
    'A repeat means the first answer was not a solution.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'RETENTION',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * complaintsRepeated / complaintsTotal',
  threshold: { atMost: { warning: 8, critical: 12 } },
  scoring: { zero: 25, full: 1 },
  weight: 4,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'the recurring problem is the first step of the last stage of the customer life cycle',
    },
    {
      reference: 'TM Forum Business Metrics 5.5',
      says: 'A-CE-4a: share of incidents reported more than once by the customer',
    },
    { reference: 'judgement', says: 'limits 8 and 12' },
  ],
  examples: [
    { inputs: { complaintsRepeated: 175, complaintsTotal: 2500 }, value: 7, status: 'OK' },
    { inputs: { complaintsRepeated: 250, complaintsTotal: 2500 }, value: 10, status: 'WARNING' },
    { inputs: { complaintsRepeated: 0, complaintsTotal: 0 }, value: null, status: 'NO_DATA' },
  ],
});

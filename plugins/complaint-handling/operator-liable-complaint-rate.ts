import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'operator-liable-complaint-rate',
  name: { en: 'Operator-liable complaint share', zh: '企业责任投诉占比' },
  description:
    'Share of closed complaints for which the operator was found liable. It separates own faults from ' +
    'misunderstanding and third-party causes. A falling share may also mean that liability is denied.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * complaintsOperatorLiable / complaintsClosed',
  threshold: { atMost: { warning: 30, critical: 45 } },
  scoring: { zero: 75, full: 8 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'complaints serve as the base for assigning responsibility and for rectification',
    },
    { reference: 'judgement', says: 'limits 30 and 45' },
  ],
  examples: [
    { inputs: { complaintsOperatorLiable: 600, complaintsClosed: 2400 }, value: 25, status: 'OK' },
    { inputs: { complaintsOperatorLiable: 960, complaintsClosed: 2400 }, value: 40, status: 'WARNING' },
    { inputs: { complaintsOperatorLiable: 0, complaintsClosed: 0 }, value: null, status: 'NO_DATA' },
  ],
});

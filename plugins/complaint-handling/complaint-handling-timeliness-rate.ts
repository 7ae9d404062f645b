import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-handling-timeliness-rate',
  name: { en: 'Complaint handling timeliness', zh: '投诉处理及时率' },
  description:
    'Share of due complaint work orders answered to the customer within the internal deadline. ' +
    'It is the main lever against escalation.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * complaintsHandledInTime / complaintsDue',
  threshold: { atLeast: { warning: 97, critical: 93 } },
  scoring: { zero: 80, full: 99.8 },
  weight: 5,
  sources: [
    { reference: 'Shanghai Unicom 2013', says: 'complaint handling timeliness reached 97%' },
    {
      reference: 'TRAI QoS amendment 2014',
      says: '98% of billing complaints solved within 4 weeks, all within 6',
    },
    {
      reference: 'ITU-T E.803',
      says: 'parameter 60: organisational efficiency of the complaint management system',
    },
    { reference: 'judgement', says: 'critical limit 93' },
  ],
  examples: [
    { inputs: { complaintsHandledInTime: 975, complaintsDue: 1000 }, value: 97.5, status: 'OK' },
    { inputs: { complaintsHandledInTime: 950, complaintsDue: 1000 }, value: 95, status: 'WARNING' },
    { inputs: { complaintsHandledInTime: 0, complaintsDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

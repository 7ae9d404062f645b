import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-recording-rate',
  name: { en: 'Complaint recording rate', zh: '每诉必录执行率' },
  description:
    'Share of complaints found in audited contacts that the agent had recorded. ' +
    'What is not recorded cannot be counted, and low complaint figures then mean nothing.',
  dimension: 'OPERATIONS',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * complaintsFoundRecorded / complaintsFoundInAudit',
  threshold: { atLeast: { warning: 99, critical: 95 } },
  scoring: { zero: 90, full: 100 },
  weight: 4,
  minimumSample: { input: 'complaintsFoundInAudit', count: 50 },
  sources: [
    { reference: 'provincial benchmark study', says: 'every complaint must be recorded' },
    { reference: 'judgement', says: 'limits 99 and 95' },
  ],
  examples: [
    { inputs: { complaintsFoundRecorded: 198, complaintsFoundInAudit: 200 }, value: 99, status: 'OK' },
    { inputs: { complaintsFoundRecorded: 184, complaintsFoundInAudit: 200 }, value: 92, status: 'CRITICAL' },
    { inputs: { complaintsFoundRecorded: 0, complaintsFoundInAudit: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-mean-resolution-time',
  name: { en: 'Mean complaint resolution time', zh: '投诉平均处理时长' },
  description:
    'Mean hours from receipt to closing of a complaint. It is what the customer lives ' +
    'through, whatever the internal deadline says. Complaints still open are not in it; ' +
    'the long-pending share shows them.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'hours',
  formula: 'complaintResolutionHours / complaintsClosed',
  threshold: { atMost: { warning: 48, critical: 72 } },
  scoring: { zero: 120, full: 8 },
  weight: 4,
  sources: [
    {
      reference: 'TRAI consumer FAQ',
      says: 'complaints without a time limit of their own must be addressed within three days',
    },
    { reference: 'Tanzania QoS Regulations GN 416', says: 'all complaints resolved within 5 working days' },
    { reference: 'ETSI EG 202 057-1', says: 'defines the customer complaints resolution time' },
    { reference: 'TM Forum Business Metrics 5.5', says: 'A-CE-2a: incident resolution time' },
    { reference: 'judgement', says: 'warning limit 48; critical limit 72 is the three days' },
  ],
  examples: [
    { inputs: { complaintResolutionHours: 96_000, complaintsClosed: 2400 }, value: 40, status: 'OK' },
    { inputs: { complaintResolutionHours: 144_000, complaintsClosed: 2400 }, value: 60, status: 'WARNING' },
    { inputs: { complaintResolutionHours: 0, complaintsClosed: 0 }, value: null, status: 'NO_DATA' },
  ],
});

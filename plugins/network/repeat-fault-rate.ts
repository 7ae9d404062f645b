import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'repeat-fault-rate',
  name: { en: 'Repeat fault rate', zh: '固网重复障碍率' },
  description:
    'Share of fault reports on lines that had already reported a fault in the previous 30 days. ' +
    'Repeats mean that the first repair did not remove the cause, and they drive customers away.',
  dimension: 'COMPLAINT',
  process: 'NETWORK',
  lifecycleStage: 'RETENTION',
  businessLines: ['broadband', 'fixed-voice', 'iptv'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * repeatFaultReports / fixedFaultReports',
  threshold: { atMost: { warning: 3, critical: 6 } },
  scoring: { zero: 10, full: 1 },
  weight: 4,
  sources: [
    {
      reference: 'Tanzania QoS Regulations GN 416',
      says: 'repeating faults: less than 1% (used for full marks)',
    },
    {
      reference: 'TM Forum Business Metrics 5.5',
      says: 'A-CE-4a: share of incidents reported more than once by the customer',
    },
    { reference: 'judgement', says: 'limits 3 and 6' },
  ],
  examples: [
    { inputs: { repeatFaultReports: 27, fixedFaultReports: 900 }, value: 3, status: 'OK' },
    { inputs: { repeatFaultReports: 63, fixedFaultReports: 900 }, value: 7, status: 'CRITICAL' },
    { inputs: { repeatFaultReports: 0, fixedFaultReports: 0 }, value: null, status: 'NO_DATA' },
  ],
});

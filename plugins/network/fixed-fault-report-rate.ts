import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'fixed-fault-report-rate',
  name: { en: 'Fixed-line fault report rate', zh: '固网百线障碍申告率' },
  description:
    'Valid customer fault reports per hundred fixed access lines in a month. ' +
    'It measures how often fixed customers lose service and have to complain.',
  dimension: 'COMPLAINT',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['broadband', 'fixed-voice', 'iptv'],
  cadence: 'WEEK',
  unit: 'per-100-lines',
  formula: '100 * monthDays * fixedFaultReports / fixedLineDays',
  threshold: { atMost: { warning: 5, critical: 7 } },
  scoring: { zero: 10, full: 1 },
  weight: 4,
  sources: [
    {
      reference: 'TRAI QoS Regulations 2009',
      says:
        'fault incidences: not more than 5 per 100 subscribers a month ' +
        '(figure recalled, not seen in the stored text)',
    },
    {
      reference: 'TRAI QoS amendment 2014',
      says: 'the fault incidence benchmark was revised, to 7 per 100 subscribers a month (figure recalled)',
    },
    { reference: 'ETSI EG 202 057-1', says: 'defines the fault report rate per fixed access line' },
  ],
  examples: [
    { inputs: { fixedFaultReports: 900, fixedLineDays: 3_000_000 }, value: 0.9, status: 'OK' },
    { inputs: { fixedFaultReports: 2000, fixedLineDays: 1_000_000 }, value: 6, status: 'WARNING' },
    { inputs: { fixedFaultReports: 0, fixedLineDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

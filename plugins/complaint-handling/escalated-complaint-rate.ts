import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'escalated-complaint-rate',
  name: { en: 'Escalated complaint rate', zh: '升级投诉率' },
  description:
    'Share of complaints that the customer took to a higher level after the first handling. It shows ' +
    'bad early handling and is watched every day. After a surge it falls first and rises later, ' +
    'because escalations follow earlier complaints; in a small place it may rise above 100.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'RETENTION',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * complaintsEscalated / complaintsTotal',
  threshold: { atMost: { warning: 5, critical: 10 } },
  scoring: { zero: 20, full: 0.5 },
  weight: 5,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'escalated complaints are watched daily to cut those caused by bad early handling',
    },
    { reference: 'call-centre benchmark digest', says: 'average call escalation rate 10%' },
    { reference: 'judgement', says: 'warning limit 5' },
  ],
  examples: [
    { inputs: { complaintsEscalated: 100, complaintsTotal: 2500 }, value: 4, status: 'OK' },
    { inputs: { complaintsEscalated: 300, complaintsTotal: 2500 }, value: 12, status: 'CRITICAL' },
    { inputs: { complaintsEscalated: 0, complaintsTotal: 0 }, value: null, status: 'NO_DATA' },
  ],
});

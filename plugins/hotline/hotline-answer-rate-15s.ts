import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-answer-rate-15s',
  name: { en: 'Hotline answer rate within 15 seconds', zh: '热线15秒人工接通率' },
  description:
    'Share of calls for an agent answered within 15 seconds. It is the service level of the hotline.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * callsAnsweredIn15s / callsOfferedToAgents',
  threshold: { atLeast: { warning: 85, critical: 80 } },
  scoring: { zero: 60, full: 96 },
  weight: 5,
  sources: [
    {
      reference: 'MIIT 3G service specification 2009',
      says: 'the customer service centre and its agents must answer within 15 seconds at most',
    },
    { reference: 'IFC call-centre benchmark', says: 'global service level: 80% of calls within 20 seconds' },
    { reference: 'TRAI QoS amendment 2014', says: '95% of calls answered within 90 seconds' },
    { reference: '47 CFR 76.309', says: 'answer within 30 seconds at least 90% of the time' },
    { reference: 'judgement', says: '85% as operating limit for the 15-second rule' },
  ],
  examples: [
    { inputs: { callsAnsweredIn15s: 88_000, callsOfferedToAgents: 100_000 }, value: 88, status: 'OK' },
    { inputs: { callsAnsweredIn15s: 82_000, callsOfferedToAgents: 100_000 }, value: 82, status: 'WARNING' },
    { inputs: { callsAnsweredIn15s: 0, callsOfferedToAgents: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'hotline-abandonment-rate',
  name: { en: 'Hotline abandonment rate', zh: '热线排队放弃率' },
  description:
    'Share of calls for an agent that hung up before an answer. Each is a customer who was turned away.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * callsAbandoned / callsOfferedToAgents',
  threshold: { atMost: { warning: 5, critical: 8 } },
  scoring: { zero: 15, full: 1 },
  weight: 4,
  sources: [
    { reference: 'IFC call-centre benchmark', says: 'global abandonment rate between 5 and 8%' },
    { reference: 'ISO 18295-1', says: 'specifies performance metrics for contact centres' },
  ],
  examples: [
    { inputs: { callsAbandoned: 4000, callsOfferedToAgents: 100_000 }, value: 4, status: 'OK' },
    { inputs: { callsAbandoned: 9000, callsOfferedToAgents: 100_000 }, value: 9, status: 'CRITICAL' },
    { inputs: { callsAbandoned: 0, callsOfferedToAgents: 0 }, value: null, status: 'NO_DATA' },
  ],
});

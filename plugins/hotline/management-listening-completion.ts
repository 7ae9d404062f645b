import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'management-listening-completion',
  name: { en: 'Management listening completion', zh: '主题倾听完成率' },
  description:
    'Share of planned fortnightly listening sessions that hotline managers held with actions recorded. ' +
    'Managers who hear customers fix what reports hide.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * listeningSessionsHeld / listeningSessionsPlanned',
  threshold: { atLeast: { warning: 100, critical: 80 } },
  scoring: { zero: 40, full: 100 },
  weight: 1,
  sources: [
    {
      reference: 'customer-side service study',
      says: 'hotline supervisors listen to a theme every two weeks and solve the problems heard',
    },
    { reference: 'judgement', says: 'warning limit 100 is the plan; critical limit 80' },
  ],
  examples: [
    { inputs: { listeningSessionsHeld: 2, listeningSessionsPlanned: 2 }, value: 100, status: 'OK' },
    {
      inputs: { listeningSessionsHeld: 5, listeningSessionsPlanned: 6 },
      value: 83.3333333333,
      status: 'WARNING',
    },
    { inputs: { listeningSessionsHeld: 0, listeningSessionsPlanned: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'improvement-measure-completion-rate',
  name: { en: 'Improvement measure completion', zh: '服务提升举措完成率' },
  description:
    'Share of due service improvement measures accepted as done. ' +
    'A plan for a service year is worth what is finished of it.',
  dimension: 'OPERATIONS',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * improvementMeasuresDone / improvementMeasuresDue',
  threshold: { atLeast: { warning: 95, critical: 85 } },
  scoring: { zero: 60, full: 100 },
  weight: 3,
  sources: [
    { reference: 'Shanghai Unicom service year', says: 'the service year set 34 tasks and 108 measures' },
    { reference: 'provincial benchmark study', says: 'quarterly special tasks are part of the assessment' },
    { reference: 'China Mobile in Tibet and Hubei', says: '25 service measures were put into force' },
    { reference: 'judgement', says: 'limits 95 and 85' },
  ],
  examples: [
    {
      inputs: { improvementMeasuresDone: 105, improvementMeasuresDue: 108 },
      value: 97.2222222222,
      status: 'OK',
    },
    {
      inputs: { improvementMeasuresDone: 90, improvementMeasuresDue: 108 },
      value: 83.3333333333,
      status: 'CRITICAL',
    },
    { inputs: { improvementMeasuresDone: 0, improvementMeasuresDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

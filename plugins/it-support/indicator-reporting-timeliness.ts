import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'indicator-reporting-timeliness',
  name: { en: 'Indicator reporting timeliness', zh: '指标监测上报及时率' },
  description:
    'Share of indicator values delivered complete by their daily, weekly or monthly deadline. ' +
    'A matrix with holes cannot steer service quality.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * indicatorReportsOnTime / indicatorReportsDue',
  threshold: { atLeast: { warning: 98, critical: 95 } },
  scoring: { zero: 90, full: 100 },
  weight: 2,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: '151 key quality indicators are monitored daily, tracked weekly and bulletined monthly',
    },
    { reference: 'judgement', says: 'limits 98 and 95' },
  ],
  examples: [
    { inputs: { indicatorReportsOnTime: 149, indicatorReportsDue: 151 }, value: 98.6754966887, status: 'OK' },
    {
      inputs: { indicatorReportsOnTime: 146, indicatorReportsDue: 151 },
      value: 96.6887417219,
      status: 'WARNING',
    },
    { inputs: { indicatorReportsOnTime: 0, indicatorReportsDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

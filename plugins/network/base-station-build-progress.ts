import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'base-station-build-progress',
  name: { en: 'Listed site build progress', zh: '名单制建站计划完成率' },
  description:
    'Sites of the named build list on air as a share of the sites planned to date; above 100 ' +
    'building is ahead of the plan. The list holds the places customers complained about, so a ' +
    'delay prolongs known trouble.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * listedSitesCompleted / listedSitesPlannedToDate',
  threshold: { atLeast: { warning: 100, critical: 90 } },
  scoring: { zero: 70, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'by the end of the third quarter 82% of the year plan was built (109% of a ' +
        'linear plan to date); building efficiency up 24 points on the year',
    },
    { reference: 'judgement', says: 'warning limit 100 is the plan; critical limit 90' },
  ],
  examples: [
    {
      inputs: { listedSitesCompleted: 82, listedSitesPlannedToDate: 75 },
      value: 109.3333333333,
      status: 'OK',
    },
    { inputs: { listedSitesCompleted: 66, listedSitesPlannedToDate: 75 }, value: 88, status: 'CRITICAL' },
    { inputs: { listedSitesCompleted: 0, listedSitesPlannedToDate: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'gm-reception-on-site-resolution-rate',
  name: { en: 'Reception-day on-site resolution', zh: '总经理接待日现场解决率' },
  description:
    'Share of matters brought to general-manager reception days that were settled at the event. ' +
    'A promise made by the general manager must hold.',
  dimension: 'OPERATIONS',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * receptionIssuesResolvedOnSite / receptionIssues',
  threshold: { atLeast: { warning: 98, critical: 90 } },
  scoring: { zero: 75, full: 100 },
  weight: 2,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says:
        '14 reception days, 34 leaders, 667 customers: all 728 ' +
        'enquiries, suggestions and complaints settled on site',
    },
    { reference: 'judgement', says: 'limits 98 and 90' },
  ],
  examples: [
    { inputs: { receptionIssuesResolvedOnSite: 728, receptionIssues: 728 }, value: 100, status: 'OK' },
    {
      inputs: { receptionIssuesResolvedOnSite: 690, receptionIssues: 728 },
      value: 94.7802197802,
      status: 'WARNING',
    },
    { inputs: { receptionIssuesResolvedOnSite: 0, receptionIssues: 0 }, value: null, status: 'NO_DATA' },
  ],
});

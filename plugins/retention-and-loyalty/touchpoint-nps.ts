import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'touchpoint-nps',
  name: { en: 'Touchpoint net promoter score', zh: '触点净推荐值' },
  description:
    'Share of promoters minus share of detractors right after a contact at a hall, the hotline, a ' +
    'digital channel or a home visit. It says which touchpoint makes and loses promoters.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'points',
  formula: '100 * (touchpointPromoters - touchpointDetractors) / touchpointNpsResponses',
  threshold: { atLeast: { warning: 30, critical: 15 } },
  scoring: { zero: -20, full: 75 },
  weight: 4,
  minimumSample: { input: 'touchpointNpsResponses', count: 100 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'a touchpoint-level NPS system is built, with focus on 4G and high-value customers',
    },
    { reference: 'judgement', says: 'limits 30 and 15' },
  ],
  examples: [
    {
      inputs: { touchpointPromoters: 580, touchpointDetractors: 200, touchpointNpsResponses: 1000 },
      value: 38,
      status: 'OK',
    },
    {
      inputs: { touchpointPromoters: 400, touchpointDetractors: 300, touchpointNpsResponses: 1000 },
      value: 10,
      status: 'CRITICAL',
    },
    {
      inputs: { touchpointPromoters: 0, touchpointDetractors: 0, touchpointNpsResponses: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

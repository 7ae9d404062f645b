import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'net-promoter-score',
  name: { en: 'Net promoter score', zh: '净推荐值' },
  description:
    'Share of promoters minus share of detractors on the 0-10 recommendation question about the company. ' +
    'It measures loyalty and word of mouth rather than satisfaction.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  cadence: 'QUARTER',
  unit: 'points',
  formula: '100 * (npsPromoters - npsDetractors) / npsResponses',
  threshold: { atLeast: { warning: 10, critical: -3.2 } },
  scoring: { zero: -40, full: 55 },
  weight: 5,
  minimumSample: { input: 'npsResponses', count: 200 },
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'promoters answer 9-10, passives 7-8, detractors 0-6; the score is promoters minus detractors',
    },
    {
      reference: 'TM Forum metric 281',
      says: 'promoter: 9-10 on the scale; the relational measure excludes transactional NPS',
    },
    {
      reference: 'Qelp telecom NPS average',
      says: 'average telecom NPS worldwide -3.2, used as critical limit',
    },
    { reference: 'judgement', says: 'warning limit 10' },
  ],
  examples: [
    { inputs: { npsPromoters: 360, npsDetractors: 220, npsResponses: 1000 }, value: 14, status: 'OK' },
    { inputs: { npsPromoters: 300, npsDetractors: 250, npsResponses: 1000 }, value: 5, status: 'WARNING' },
    { inputs: { npsPromoters: 0, npsDetractors: 0, npsResponses: 0 }, value: null, status: 'NO_DATA' },
  ],
});

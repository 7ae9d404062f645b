import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'tariff-publication-completeness',
  name: { en: 'Tariff publication completeness', zh: '资费公示完整率' },
  description:
    'Share of tariffs on sale whose price, limits and conditions are shown alike in all channels. ' +
    'A tariff that cannot be looked up cannot be chosen freely.',
  dimension: 'OPERATIONS',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'PRESALE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * tariffsFullyPublished / tariffsOnSale',
  threshold: { atLeast: { warning: 100, critical: 98 } },
  scoring: { zero: 96, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'MII Order 36',
      says:
        'operators must publish service items, time limits, scope and tariffs at ' +
        'their premises (seen as repeated in an operator contract)',
    },
    { reference: 'ITU-T E.803', says: 'parameter 68: accessibility of tariff information' },
    { reference: 'judgement', says: 'warning limit 100 is the duty; critical limit 98' },
  ],
  examples: [
    { inputs: { tariffsFullyPublished: 300, tariffsOnSale: 300 }, value: 100, status: 'OK' },
    { inputs: { tariffsFullyPublished: 297, tariffsOnSale: 300 }, value: 99, status: 'WARNING' },
    { inputs: { tariffsFullyPublished: 0, tariffsOnSale: 0 }, value: null, status: 'NO_DATA' },
  ],
});

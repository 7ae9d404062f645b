import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'handset-spot-check-attainment',
  name: { en: 'Handset spot-check attainment', zh: '手机抽检完成率' },
  description:
    'Handsets checked for junk-sending software as a share of the required one in every 500 ' +
    'purchased; above 100 more were checked. It closes the door that preloaded software opens.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'PRESALE',
  businessLines: ['mobile'],
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * 500 * handsetsSpotChecked / handsetsPurchased',
  threshold: { atLeast: { warning: 100, critical: 80 } },
  scoring: { zero: 40, full: 100 },
  weight: 1,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'of every 500 purchased handsets one is checked; best-selling models are screened once a month',
    },
    { reference: 'judgement', says: 'warning limit 100 is the plan; critical limit 80' },
  ],
  examples: [
    { inputs: { handsetsSpotChecked: 20, handsetsPurchased: 10_000 }, value: 100, status: 'OK' },
    { inputs: { handsetsSpotChecked: 17, handsetsPurchased: 10_000 }, value: 85, status: 'WARNING' },
    { inputs: { handsetsSpotChecked: 0, handsetsPurchased: 0 }, value: null, status: 'NO_DATA' },
  ],
});

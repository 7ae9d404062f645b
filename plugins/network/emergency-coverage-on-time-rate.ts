import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'emergency-coverage-on-time-rate',
  name: { en: 'Emergency coverage on time', zh: '应急通信保障及时率' },
  description:
    'Share of requests for temporary coverage that were on air by the agreed time. ' +
    'Seasonal gatherings and disasters are when customers need the network most.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * emergencyCoverageOnTime / emergencyCoverageRequests',
  threshold: { atLeast: { warning: 95, critical: 85 } },
  scoring: { zero: 70, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'emergency vehicles cover the harvest season; a ten-minute quick base station was developed',
    },
    { reference: 'judgement', says: 'limits 95 and 85' },
  ],
  examples: [
    { inputs: { emergencyCoverageOnTime: 19, emergencyCoverageRequests: 20 }, value: 95, status: 'OK' },
    { inputs: { emergencyCoverageOnTime: 18, emergencyCoverageRequests: 20 }, value: 90, status: 'WARNING' },
    { inputs: { emergencyCoverageOnTime: 0, emergencyCoverageRequests: 0 }, value: null, status: 'NO_DATA' },
  ],
});

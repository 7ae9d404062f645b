import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'retention-competitiveness',
  name: { en: 'Retention competitiveness', zh: '维系竞争力' },
  description:
    'Share of own mobile users who would choose us again. ' +
    'It is the half of service competitiveness that keeps customers.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * ownUsersChoosingUs / ownUsers',
  threshold: { atLeast: { warning: 75, critical: 70 } },
  scoring: { zero: 50, full: 92 },
  weight: 4,
  minimumSample: { input: 'ownReputationResponses', count: 300 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'retention competitiveness is the intention of own users to ' +
        'choose us again; it rose by 4.4% in the half year',
    },
    { reference: 'judgement', says: 'limits 75 and 70' },
  ],
  examples: [
    {
      inputs: { ownUsersChoosingUs: 4_000_000, ownUsers: 5_000_000, ownReputationResponses: 500 },
      value: 80,
      status: 'OK',
    },
    {
      inputs: { ownUsersChoosingUs: 3_600_000, ownUsers: 5_000_000, ownReputationResponses: 500 },
      value: 72,
      status: 'WARNING',
    },
    {
      inputs: { ownUsersChoosingUs: 0, ownUsers: 0, ownReputationResponses: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

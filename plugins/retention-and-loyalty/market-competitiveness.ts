import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'market-competitiveness',
  name: { en: 'Market competitiveness', zh: '市场竞争力' },
  description:
    'Share of rival mobile users who would choose us. It is the half of service competitiveness that ' +
    'wins customers. The sample is guarded for all rivals together, not for each.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'PRESALE',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * (rivalAUsersChoosingUs + rivalBUsersChoosingUs) / (rivalAUsers + rivalBUsers)',
  threshold: { atLeast: { warning: 15, critical: 10 } },
  scoring: { zero: 2, full: 30 },
  weight: 4,
  minimumSample: { input: 'rivalReputationResponses', count: 300 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'market competitiveness is the intention of rival users to ' +
        'choose us; it fell by 0.7% in the half year',
    },
    { reference: 'judgement', says: 'limits 15 and 10' },
  ],
  examples: [
    {
      inputs: {
        rivalAUsersChoosingUs: 1_800_000,
        rivalAUsers: 12_000_000,
        rivalBUsersChoosingUs: 600_000,
        rivalBUsers: 3_000_000,
        rivalReputationResponses: 600,
      },
      value: 16,
      status: 'OK',
    },
    {
      inputs: {
        rivalAUsersChoosingUs: 1_200_000,
        rivalAUsers: 12_000_000,
        rivalBUsersChoosingUs: 450_000,
        rivalBUsers: 3_000_000,
        rivalReputationResponses: 600,
      },
      value: 11,
      status: 'WARNING',
    },
    {
      inputs: {
        rivalAUsersChoosingUs: 0,
        rivalAUsers: 0,
        rivalBUsersChoosingUs: 0,
        rivalBUsers: 0,
        rivalReputationResponses: 0,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'service-competitiveness-index',
  name: { en: 'Service competitiveness index', zh: '服务竞争力指数' },
  description:
    'Users of all operators who would choose us, weighted by user base, per hundred users of the ' +
    'market. It joins retention and market competitiveness and shows the standing in the industry. ' +
    'Only the sample of rival customers is guarded: see that the own one is as large.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile'],
  cadence: 'QUARTER',
  unit: 'index',
  formula:
    '100 * (ownUsersChoosingUs + rivalAUsersChoosingUs + rivalBUsersChoosingUs) / ' +
    '(ownUsers + rivalAUsers + rivalBUsers)',
  threshold: { atLeast: { warning: 30, critical: 25 } },
  scoring: { zero: 15, full: 45 },
  weight: 5,
  minimumSample: { input: 'rivalReputationResponses', count: 300 },
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says:
        'index = [(own choice share x own users + Mobile choice share x Mobile users + Telecom 3G ' +
        'choice share x Telecom 3G users) / all users] x 100; it rose by 1.2 in the half year',
    },
    { reference: 'judgement', says: 'limits 30 and 25, to be set for the own market share' },
  ],
  examples: [
    {
      inputs: {
        ownUsersChoosingUs: 4_000_000,
        ownUsers: 5_000_000,
        rivalAUsersChoosingUs: 1_800_000,
        rivalAUsers: 12_000_000,
        rivalBUsersChoosingUs: 600_000,
        rivalBUsers: 3_000_000,
        rivalReputationResponses: 600,
      },
      value: 32,
      status: 'OK',
    },
    {
      inputs: {
        ownUsersChoosingUs: 3_600_000,
        ownUsers: 5_000_000,
        rivalAUsersChoosingUs: 1_200_000,
        rivalAUsers: 12_000_000,
        rivalBUsersChoosingUs: 450_000,
        rivalBUsers: 3_000_000,
        rivalReputationResponses: 600,
      },
      value: 26.25,
      status: 'WARNING',
    },
    {
      inputs: {
        ownUsersChoosingUs: 0,
        ownUsers: 0,
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

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'real-name-compliance-rate',
  name: { en: 'Real-name registration compliance', zh: '新入网实名查验率' },
  description:
    'Share of new lines activated after the real identity was checked. ' +
    'It is a legal duty and the base of protection from fraud and junk messages.',
  dimension: 'OPERATIONS',
  process: 'BUSINESS_HALLS',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['mobile', 'broadband', 'fixed-voice'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * newUsersRealNameVerified / newUsersActivated',
  threshold: { atLeast: { warning: 100, critical: 99.9 } },
  scoring: { zero: 99.8, full: 100 },
  weight: 5,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'Gansu Mobile checks the real name of 100% of new customers',
    },
    { reference: 'judgement', says: 'warning limit 100 is the duty; critical limit 99.9' },
  ],
  examples: [
    { inputs: { newUsersRealNameVerified: 20_000, newUsersActivated: 20_000 }, value: 100, status: 'OK' },
    {
      inputs: { newUsersRealNameVerified: 19_990, newUsersActivated: 20_000 },
      value: 99.95,
      status: 'WARNING',
    },
    { inputs: { newUsersRealNameVerified: 0, newUsersActivated: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'app-crash-user-rate',
  name: { en: 'App crash user rate', zh: '应用崩溃用户占比' },
  description:
    'Share of daily active app users who saw at least one crash that day. ' +
    'Above the store limit the app is shown to fewer people.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * appCrashUserDays / appActiveUserDays',
  threshold: { atMost: { warning: 1.09, critical: 2 } },
  scoring: { zero: 4, full: 0.1 },
  weight: 2,
  sources: [
    {
      reference: 'Android vitals',
      says: 'bad behaviour: at least 1.09% of daily active users see a user-perceived crash',
    },
    { reference: 'judgement', says: 'critical limit 2' },
  ],
  examples: [
    { inputs: { appCrashUserDays: 8000, appActiveUserDays: 1_000_000 }, value: 0.8, status: 'OK' },
    { inputs: { appCrashUserDays: 15_000, appActiveUserDays: 1_000_000 }, value: 1.5, status: 'WARNING' },
    { inputs: { appCrashUserDays: 0, appActiveUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'roaming-landing-reminder-timeliness',
  name: { en: 'Roaming arrival reminder timeliness', zh: '国际漫游落地提醒及时率' },
  description:
    'Share of roaming trips with the arrival message delivered within ten minutes of first registration. ' +
    'It must come before the first charged use.',
  dimension: 'OPERATIONS',
  process: 'MARKETING_AND_TARIFFS',
  lifecycleStage: 'USAGE',
  businessLines: ['roaming'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * landingRemindersOnTime / roamingTrips',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 75, full: 99.5 },
  weight: 3,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'the arrival reminder is a step of the roaming care standard',
    },
    {
      reference: 'customer-side service study',
      says: 'network standards and tariffs of popular countries were made into message templates',
    },
    { reference: 'judgement', says: 'ten minutes and limits 95 and 90' },
  ],
  examples: [
    { inputs: { landingRemindersOnTime: 19_400, roamingTrips: 20_000 }, value: 97, status: 'OK' },
    { inputs: { landingRemindersOnTime: 17_600, roamingTrips: 20_000 }, value: 88, status: 'CRITICAL' },
    { inputs: { landingRemindersOnTime: 0, roamingTrips: 0 }, value: null, status: 'NO_DATA' },
  ],
});

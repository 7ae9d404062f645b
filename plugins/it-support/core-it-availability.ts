import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'core-it-availability',
  name: { en: 'Core support system availability', zh: '核心支撑系统可用率' },
  description:
    'Share of planned service time in which the customer, order and billing systems were available. ' +
    'When they stop, every channel stops.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * (itServiceMinutesPlanned - itOutageMinutes) / itServiceMinutesPlanned',
  threshold: { atLeast: { warning: 99.9, critical: 99.5 } },
  scoring: { zero: 99, full: 99.99 },
  weight: 4,
  sources: [
    {
      reference: 'TM Forum Business Metrics 5.5',
      says: 'measures availability of service and outage hours of billing processes',
    },
    { reference: 'judgement', says: 'limits 99.9 and 99.5' },
  ],
  examples: [
    { inputs: { itServiceMinutesPlanned: 43_200, itOutageMinutes: 21.6 }, value: 99.95, status: 'OK' },
    { inputs: { itServiceMinutesPlanned: 43_200, itOutageMinutes: 432 }, value: 99, status: 'CRITICAL' },
    { inputs: { itServiceMinutesPlanned: 0, itOutageMinutes: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'port-out-on-time-rate',
  name: { en: 'Port-out on time', zh: '携号转网携出及时率' },
  description:
    'Share of eligible port-out requests released in time and without unjustified refusal. ' +
    'A fair exit is a legal duty and a matter of reputation.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * portOutsOnTime / portOutRequestsEligible',
  threshold: { atLeast: { warning: 99, critical: 97 } },
  scoring: { zero: 94, full: 100 },
  weight: 4,
  sources: [
    {
      reference: 'TRAI MNP regulations',
      says:
        'porting within three working days in the area, five across ' +
        'areas; a penalty for each wrongful refusal',
    },
    { reference: 'MIIT service-quality bulletins', says: 'the ministry punishes trouble in number porting' },
    { reference: 'judgement', says: 'limits 99 and 97' },
  ],
  examples: [
    { inputs: { portOutsOnTime: 995, portOutRequestsEligible: 1000 }, value: 99.5, status: 'OK' },
    { inputs: { portOutsOnTime: 960, portOutRequestsEligible: 1000 }, value: 96, status: 'CRITICAL' },
    { inputs: { portOutsOnTime: 0, portOutRequestsEligible: 0 }, value: null, status: 'NO_DATA' },
  ],
});

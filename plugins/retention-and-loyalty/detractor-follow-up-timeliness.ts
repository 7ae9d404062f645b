import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'detractor-follow-up-timeliness',
  name: { en: 'Detractor follow-up timeliness', zh: '贬损者闭环回访及时率' },
  description:
    'Share of touchpoint detractors called back within 48 hours of their answer, counted when ' +
    'the 48 hours end. Fast contact is the first step of repairing the relationship.',
  dimension: 'OPERATIONS',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'RETENTION',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * detractorsContactedInTime / detractorFollowUpsDue',
  threshold: { atLeast: { warning: 90, critical: 75 } },
  scoring: { zero: 40, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'fast: find why the customer does not recommend, speed up handling, closed loop with detractors',
    },
    { reference: 'judgement', says: '48 hours and limits 90 and 75' },
  ],
  examples: [
    { inputs: { detractorsContactedInTime: 190, detractorFollowUpsDue: 200 }, value: 95, status: 'OK' },
    { inputs: { detractorsContactedInTime: 160, detractorFollowUpsDue: 200 }, value: 80, status: 'WARNING' },
    { inputs: { detractorsContactedInTime: 0, detractorFollowUpsDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

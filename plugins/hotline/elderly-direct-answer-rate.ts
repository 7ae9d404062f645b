import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'elderly-direct-answer-rate',
  name: { en: 'Elderly direct answer rate', zh: '老年客户15秒人工直达接通率' },
  description:
    'Share of calls from customers aged 65 or more put to an agent without menu and answered ' +
    'within 15 seconds. Menus and queues shut out those who need the phone most.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * elderlyCallsAnsweredIn15s / elderlyCallsOffered',
  threshold: { atLeast: { warning: 92, critical: 85 } },
  scoring: { zero: 65, full: 99 },
  weight: 3,
  sources: [
    {
      reference: 'MIIT elderly-service measures 2020',
      says:
        'from 25 December 2020 customers over 65 reach an agent ' +
        'directly; Hunan Mobile reported 92.08% within 15 seconds',
    },
    {
      reference: 'judgement',
      says: 'warning limit 92 is the level of that operator, rounded; critical limit 85',
    },
  ],
  examples: [
    { inputs: { elderlyCallsAnsweredIn15s: 9300, elderlyCallsOffered: 10_000 }, value: 93, status: 'OK' },
    {
      inputs: { elderlyCallsAnsweredIn15s: 8800, elderlyCallsOffered: 10_000 },
      value: 88,
      status: 'WARNING',
    },
    { inputs: { elderlyCallsAnsweredIn15s: 0, elderlyCallsOffered: 0 }, value: null, status: 'NO_DATA' },
  ],
});

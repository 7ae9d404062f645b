import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'junk-message-report-rate',
  name: { en: 'Junk message report rate', zh: '垃圾信息举报率' },
  description:
    'Reports of junk messages per million mobile users in a month. ' +
    'Rising reports show that the filters are behind the senders.',
  dimension: 'COMPLAINT',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'WEEK',
  unit: 'per-million-users',
  formula: '1000000 * monthDays * junkMessageReports / mobileUserDays',
  threshold: { atMost: { warning: 10, critical: 20 } },
  scoring: { zero: 50, full: 2 },
  weight: 3,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'rewarded reporting over hotline, message and mail',
    },
    {
      reference: 'MIIT service-quality bulletins',
      says: 'the 12321 centre received 34,001 reports of junk messages in Q2 2020',
    },
    {
      reference: 'judgement',
      says:
        'limits 10 and 20; the figure of the bulletin is about 7 for each million of some ' +
        '1,600 million users in a month',
    },
  ],
  examples: [
    { inputs: { junkMessageReports: 2, mobileUserDays: 9_000_000 }, value: 6.6666666667, status: 'OK' },
    { inputs: { junkMessageReports: 9, mobileUserDays: 9_000_000 }, value: 30, status: 'CRITICAL' },
    { inputs: { junkMessageReports: 0, mobileUserDays: 0 }, value: null, status: 'NO_DATA' },
  ],
});

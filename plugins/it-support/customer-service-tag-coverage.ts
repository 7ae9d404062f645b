import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'customer-service-tag-coverage',
  name: { en: 'Customer service tag coverage', zh: '客户服务标签覆盖率' },
  description:
    'Share of users with current tags for channel, contact frequency, subject and language. ' +
    'Without tags care and reminders cannot fit the customer.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percent',
  formula: '100 * usersWithServiceTags / usersInTagScope',
  threshold: { atLeast: { warning: 90, critical: 80 } },
  scoring: { zero: 50, full: 99 },
  weight: 2,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'service tags for contact channel, frequency and subject were added to the marketing platform',
    },
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'the preferred language of the whole customer base is kept in a database',
    },
    { reference: 'judgement', says: 'limits 90 and 80' },
  ],
  examples: [
    { inputs: { usersWithServiceTags: 930_000, usersInTagScope: 1_000_000 }, value: 93, status: 'OK' },
    { inputs: { usersWithServiceTags: 760_000, usersInTagScope: 1_000_000 }, value: 76, status: 'CRITICAL' },
    { inputs: { usersWithServiceTags: 0, usersInTagScope: 0 }, value: null, status: 'NO_DATA' },
  ],
});

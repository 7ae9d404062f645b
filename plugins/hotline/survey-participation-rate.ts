import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'survey-participation-rate',
  name: { en: 'Post-call survey participation', zh: '热线满意度参评率' },
  description:
    'Share of post-call survey invitations that were answered. ' +
    'A satisfaction figure from few and unusual callers steers in the wrong direction.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * hotlineInstantResponses / hotlineSurveyInvitations',
  threshold: { atLeast: { warning: 25, critical: 15 } },
  scoring: { zero: 2, full: 45 },
  weight: 1,
  sources: [
    {
      reference: 'customer-side service study',
      says: 'the first fault of satisfaction surveys by voice menu is low participation',
    },
    { reference: 'judgement', says: 'limits 25 and 15' },
  ],
  examples: [
    {
      inputs: { hotlineInstantResponses: 30_000, hotlineSurveyInvitations: 100_000 },
      value: 30,
      status: 'OK',
    },
    {
      inputs: { hotlineInstantResponses: 12_000, hotlineSurveyInvitations: 100_000 },
      value: 12,
      status: 'CRITICAL',
    },
    { inputs: { hotlineInstantResponses: 0, hotlineSurveyInvitations: 0 }, value: null, status: 'NO_DATA' },
  ],
});

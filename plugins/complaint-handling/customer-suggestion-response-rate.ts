import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'customer-suggestion-response-rate',
  name: { en: 'Customer suggestion response rate', zh: '客户建议响应及时率' },
  description:
    'Share of customer suggestions answered with a decision in the promised time. ' +
    'Customers who are heard help to design the service.',
  dimension: 'OPERATIONS',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * suggestionsAnsweredInTime / suggestionsReceived',
  threshold: { atLeast: { warning: 95, critical: 85 } },
  scoring: { zero: 60, full: 100 },
  weight: 2,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'halls, web hall and hotline have a response process for customer opinions and needs',
    },
    {
      reference: 'customer-side service study',
      says: 'suggestions of VIP customers are collected and passed to product design',
    },
    { reference: 'judgement', says: 'limits 95 and 85' },
  ],
  examples: [
    { inputs: { suggestionsAnsweredInTime: 291, suggestionsReceived: 300 }, value: 97, status: 'OK' },
    { inputs: { suggestionsAnsweredInTime: 270, suggestionsReceived: 300 }, value: 90, status: 'WARNING' },
    { inputs: { suggestionsAnsweredInTime: 0, suggestionsReceived: 0 }, value: null, status: 'NO_DATA' },
  ],
});

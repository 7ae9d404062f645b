import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'chatbot-resolution-rate',
  name: { en: 'Chatbot resolution rate', zh: '智能客服解决率' },
  description:
    'Share of assistant sessions ended without handover and without a further contact that day. ' +
    'Containment without resolution is only a longer queue, so both conditions count.',
  dimension: 'OPERATIONS',
  process: 'DIGITAL_CHANNELS',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * chatbotSessionsResolved / chatbotSessions',
  threshold: { atLeast: { warning: 70, critical: 60 } },
  scoring: { zero: 35, full: 88 },
  weight: 2,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says: 'a smart knowledge base and assistant should answer customers in text, picture and voice',
    },
    { reference: 'judgement', says: 'limits 70 and 60' },
  ],
  examples: [
    { inputs: { chatbotSessionsResolved: 36_000, chatbotSessions: 50_000 }, value: 72, status: 'OK' },
    { inputs: { chatbotSessionsResolved: 32_000, chatbotSessions: 50_000 }, value: 64, status: 'WARNING' },
    { inputs: { chatbotSessionsResolved: 0, chatbotSessions: 0 }, value: null, status: 'NO_DATA' },
  ],
});

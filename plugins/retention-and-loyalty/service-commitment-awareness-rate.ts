import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'service-commitment-awareness-rate',
  name: { en: 'Service commitment awareness', zh: '服务承诺知晓率' },
  description:
    'Share of interviewed customers who can name at least one published service commitment. ' +
    'Work that customers do not know of does not change their view.',
  dimension: 'PERCEPTION',
  process: 'RETENTION_AND_LOYALTY',
  lifecycleStage: 'PRESALE',
  cadence: 'QUARTER',
  unit: 'percent',
  formula: '100 * commitmentAware / surveyInterviewsDone',
  threshold: { atLeast: { warning: 50, critical: 35 } },
  scoring: { zero: 5, full: 85 },
  weight: 2,
  minimumSample: { input: 'surveyInterviewsDone', count: 400 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says:
        'the effect of communicating commitments is followed by third-party survey, ' +
        'call-back and media watch and compared with rivals',
    },
    { reference: 'judgement', says: 'limits 50 and 35' },
  ],
  examples: [
    { inputs: { commitmentAware: 550, surveyInterviewsDone: 1000 }, value: 55, status: 'OK' },
    { inputs: { commitmentAware: 400, surveyInterviewsDone: 1000 }, value: 40, status: 'WARNING' },
    { inputs: { commitmentAware: 0, surveyInterviewsDone: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'internal-support-response-timeliness',
  name: { en: 'Internal support response timeliness', zh: '内部支撑响应及时率' },
  description:
    'Share of requests to the internal support hotline answered in the promised time. ' +
    'It measures how fast the back office reacts to the counties and halls.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * supportRequestsAnsweredInTime / supportRequestsReceived',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 75, full: 100 },
  weight: 3,
  sources: [
    {
      reference: 'Shanghai Unicom service year',
      says:
        'an internal support supervision hotline is set up because support ' +
        'for the counties came too late or fell short',
    },
    { reference: 'judgement', says: 'limits 95 and 90' },
  ],
  examples: [
    { inputs: { supportRequestsAnsweredInTime: 384, supportRequestsReceived: 400 }, value: 96, status: 'OK' },
    {
      inputs: { supportRequestsAnsweredInTime: 352, supportRequestsReceived: 400 },
      value: 88,
      status: 'CRITICAL',
    },
    {
      inputs: { supportRequestsAnsweredInTime: 0, supportRequestsReceived: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

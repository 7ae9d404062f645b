import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-perception-gap',
  name: { en: 'Complaint perception gap', zh: '投诉处理感知差距' },
  description:
    'Complaint handling timeliness minus the share of satisfied complainants, in points. ' +
    'It grows when departments beat the clock without solving the problem.',
  dimension: 'PERCEPTION',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'MONTH',
  unit: 'percentage-points',
  formula: 'complaintHandlingTimelinessRate - 100 * complainantsSatisfied / complainantResponses',
  threshold: { atMost: { warning: 27, critical: 38 } },
  scoring: { zero: 60, full: 5 },
  weight: 3,
  minimumSample: { input: 'complainantResponses', count: 50 },
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'operating indicators differ from the real service level; the delivery gap must be closed',
    },
    {
      reference: 'customer-side service study',
      says: 'what the company believes and what the customer perceives do not agree',
    },
    {
      reference: 'judgement',
      says: 'limits 27 and 38: what the limits of its parts leave apart (97 - 70 and 93 - 55)',
    },
  ],
  examples: [
    {
      inputs: {
        complaintsHandledInTime: 970,
        complaintsDue: 1000,
        complainantsSatisfied: 150,
        complainantResponses: 200,
      },
      value: 22,
      status: 'OK',
    },
    {
      inputs: {
        complaintsHandledInTime: 970,
        complaintsDue: 1000,
        complainantsSatisfied: 120,
        complainantResponses: 200,
      },
      value: 37,
      status: 'WARNING',
    },
    {
      inputs: {
        complaintsHandledInTime: 0,
        complaintsDue: 0,
        complainantsSatisfied: 150,
        complainantResponses: 200,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-overdue-reply-rate',
  name: { en: 'Overdue reply rate', zh: '超15日未答复投诉率' },
  description:
    'Share of complaints without a reply when the statutory 15 days had passed. ' +
    'From that day the customer may appeal to the regulator.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * complaintsUnansweredAfter15Days / complaintsDueFor15DayReply',
  threshold: { atMost: { warning: 0, critical: 0.5 } },
  scoring: { zero: 1, full: 0 },
  weight: 5,
  sources: [
    {
      reference: 'MIIT Order 35',
      says: 'Art. 10: a user may appeal when the operator did not answer within 15 days',
    },
    {
      reference: 'MII Order 36',
      says:
        'operators must answer a complaint within 15 days (clause ' +
        'recalled, not seen in the stored text)',
    },
    { reference: 'judgement', says: 'warning limit 0 is the duty itself; critical limit 0.5' },
  ],
  examples: [
    {
      inputs: { complaintsUnansweredAfter15Days: 0, complaintsDueFor15DayReply: 2500 },
      value: 0,
      status: 'OK',
    },
    {
      inputs: { complaintsUnansweredAfter15Days: 5, complaintsDueFor15DayReply: 2500 },
      value: 0.2,
      status: 'WARNING',
    },
    {
      inputs: { complaintsUnansweredAfter15Days: 0, complaintsDueFor15DayReply: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

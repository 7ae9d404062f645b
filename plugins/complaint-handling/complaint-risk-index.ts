import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'complaint-risk-index',
  name: { en: 'Complaint risk index', zh: '投诉风险指数' },
  description:
    'Weighted mean of the escalated, repeated and overdue shares of complaints. It is the risk factor ' +
    'of the complaint dimension: these three turn a complaint into an appeal or a headline. Overdue ' +
    'replies are so rare that they hardly move it; their own KPI judges them.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'RETENTION',
  cadence: 'WEEK',
  unit: 'index',
  parameters: { weightEscalation: 5, weightRepeat: 3, weightOverdue: 2 },
  formula:
    '(weightEscalation * escalatedComplaintRate + weightRepeat * repeatComplaintRate + ' +
    'weightOverdue * complaintOverdueReplyRate) / (weightEscalation + weightRepeat + weightOverdue)',
  threshold: { atMost: { warning: 5, critical: 8 } },
  scoring: { zero: 18, full: 0.5 },
  weight: 4,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'the matrix takes perception as main factor and fully counts operating quality and risk factors',
    },
    { reference: 'judgement', says: 'limits 5 and 8' },
  ],
  examples: [
    {
      inputs: {
        complaintsEscalated: 100,
        complaintsRepeated: 175,
        complaintsTotal: 2500,
        complaintsUnansweredAfter15Days: 0,
        complaintsDueFor15DayReply: 2500,
      },
      value: 4.1,
      status: 'OK',
    },
    {
      inputs: {
        complaintsEscalated: 300,
        complaintsRepeated: 250,
        complaintsTotal: 2500,
        complaintsUnansweredAfter15Days: 5,
        complaintsDueFor15DayReply: 2500,
      },
      value: 9.04,
      status: 'CRITICAL',
    },
    {
      inputs: {
        complaintsEscalated: 0,
        complaintsRepeated: 0,
        complaintsTotal: 0,
        complaintsUnansweredAfter15Days: 0,
        complaintsDueFor15DayReply: 2500,
      },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'enterprise-sla-breach-rate',
  name: { en: 'Enterprise SLA breach rate', zh: '政企客户SLA违约率' },
  description:
    'Share of enterprise trouble tickets that missed the response or repair time of the ' +
    'service-level agreement. Each breach costs money and puts a contract at risk.',
  dimension: 'COMPLAINT',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['enterprise'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * enterpriseTicketsOutsideSla / enterpriseTicketsClosed',
  threshold: { atMost: { warning: 2, critical: 5 } },
  scoring: { zero: 10, full: 0 },
  weight: 4,
  sources: [
    {
      reference: 'TM Forum Business Metrics 5.5',
      says: 'A-CE-6a: share of SLA violations; A-CE-6b: share of problems dealt with within SLA time',
    },
    { reference: 'judgement', says: 'limits 2 and 5' },
  ],
  examples: [
    { inputs: { enterpriseTicketsOutsideSla: 3, enterpriseTicketsClosed: 200 }, value: 1.5, status: 'OK' },
    {
      inputs: { enterpriseTicketsOutsideSla: 12, enterpriseTicketsClosed: 200 },
      value: 6,
      status: 'CRITICAL',
    },
    {
      inputs: { enterpriseTicketsOutsideSla: 0, enterpriseTicketsClosed: 0 },
      value: null,
      status: 'NO_DATA',
    },
  ],
});

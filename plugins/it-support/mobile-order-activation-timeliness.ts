import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'mobile-order-activation-timeliness',
  name: { en: 'Mobile order activation timeliness', zh: '移动业务开通及时率' },
  description:
    'Share of mobile activations, restorations and service changes effective within one hour. ' +
    'A customer who has paid or signed expects the line to work at once.',
  dimension: 'OPERATIONS',
  process: 'IT_SUPPORT',
  lifecycleStage: 'ACTIVATION',
  businessLines: ['mobile'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * mobileOrdersActivatedIn1h / mobileOrdersDue',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 75, full: 99.5 },
  weight: 4,
  sources: [
    {
      reference: 'MIIT 3G service specification 2009',
      says: 'restoration and service change: one hour on average and 24 hours at most',
    },
    {
      reference: 'TRAI wireless data QoS 2012',
      says: 'service activation within three hours in 95% of cases (draft, as reported)',
    },
    {
      reference: 'judgement',
      says:
        'limits 95 and 90 on the share within one hour, where the sources give a mean of one ' +
        'hour or three hours for 95%',
    },
  ],
  examples: [
    { inputs: { mobileOrdersActivatedIn1h: 9600, mobileOrdersDue: 10_000 }, value: 96, status: 'OK' },
    { inputs: { mobileOrdersActivatedIn1h: 9200, mobileOrdersDue: 10_000 }, value: 92, status: 'WARNING' },
    { inputs: { mobileOrdersActivatedIn1h: 0, mobileOrdersDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

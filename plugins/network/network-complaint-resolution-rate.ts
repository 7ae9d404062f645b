import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'network-complaint-resolution-rate',
  name: { en: 'Network complaint resolution rate', zh: '网络投诉解决率' },
  description:
    'Share of due network complaints whose cause was removed and confirmed by the customer. ' +
    'Closing a ticket with an explanation does not count as solving it.',
  dimension: 'COMPLAINT',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile'],
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * networkComplaintsResolved / networkComplaintsDue',
  threshold: { atLeast: { warning: 85, critical: 75 } },
  scoring: { zero: 50, full: 98 },
  weight: 4,
  sources: [
    {
      reference: 'China Mobile in Tibet and Hubei',
      says:
        'coverage needs that customers raise on the hotline are ' +
        'gathered and coordinated by the back office',
    },
    { reference: 'judgement', says: 'limits 85 and 75' },
  ],
  examples: [
    { inputs: { networkComplaintsResolved: 180, networkComplaintsDue: 200 }, value: 90, status: 'OK' },
    { inputs: { networkComplaintsResolved: 150, networkComplaintsDue: 200 }, value: 75, status: 'WARNING' },
    { inputs: { networkComplaintsResolved: 0, networkComplaintsDue: 0 }, value: null, status: 'NO_DATA' },
  ],
});

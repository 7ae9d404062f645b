import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'broken-promise-complaint-rate',
  name: { en: 'Broken-promise complaint rate', zh: '承诺未履行投诉率' },
  description:
    'Complaints that a promised call-back or action did not happen, as a share of promises due. It ' +
    'measures the promise gap at the place where promises are made. Complaints count when they come ' +
    'in, which may be after the period in which the promise was due.',
  dimension: 'COMPLAINT',
  process: 'HOTLINE',
  lifecycleStage: 'RETENTION',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * brokenPromiseComplaints / callbacksPromised',
  threshold: { atMost: { warning: 2, critical: 5 } },
  scoring: { zero: 12, full: 0 },
  weight: 3,
  sources: [
    {
      reference: 'provincial benchmark study',
      says: 'gap 4 of the gap model: promises made to the customer are not kept',
    },
    { reference: 'judgement', says: 'limits 2 and 5' },
  ],
  examples: [
    { inputs: { brokenPromiseComplaints: 10, callbacksPromised: 1000 }, value: 1, status: 'OK' },
    { inputs: { brokenPromiseComplaints: 60, callbacksPromised: 1000 }, value: 6, status: 'CRITICAL' },
    { inputs: { brokenPromiseComplaints: 0, callbacksPromised: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'reply-return-rate',
  name: { en: 'Reply return rate', zh: '投诉回复退单率' },
  description:
    'Share of departmental replies returned because they did not answer the complaint. ' +
    'It measures whether departments solve or only reply.',
  dimension: 'COMPLAINT',
  process: 'COMPLAINT_HANDLING',
  lifecycleStage: 'USAGE',
  cadence: 'WEEK',
  unit: 'percent',
  formula: '100 * repliesReturned / repliesSubmitted',
  threshold: { atMost: { warning: 1.7, critical: 5 } },
  scoring: { zero: 13, full: 0.3 },
  weight: 4,
  sources: [
    {
      reference: 'Shanghai Unicom 2013',
      says: 'the reply return rate fell from 13% at the start of the year to 1.7%',
    },
    { reference: 'judgement', says: 'critical limit 5; 13% earns no points' },
  ],
  examples: [
    { inputs: { repliesReturned: 17, repliesSubmitted: 1000 }, value: 1.7, status: 'OK' },
    { inputs: { repliesReturned: 130, repliesSubmitted: 1000 }, value: 13, status: 'CRITICAL' },
    { inputs: { repliesReturned: 0, repliesSubmitted: 0 }, value: null, status: 'NO_DATA' },
  ],
});

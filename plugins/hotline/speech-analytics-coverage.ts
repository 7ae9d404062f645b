import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'speech-analytics-coverage',
  name: { en: 'Speech analytics coverage', zh: '智能语音分析覆盖率' },
  description:
    'Share of handled calls transcribed and analysed by the next day. ' +
    'It turns recordings into early warning instead of an archive.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * callsTranscribed / callsHandled',
  threshold: { atLeast: { warning: 30, critical: 6 } },
  scoring: { zero: 0, full: 45 },
  weight: 2,
  sources: [
    {
      reference: 'customer-side service study',
      says:
        'the system transcribes 30% of the calls of the day before; a daily ' +
        '6% random sample found the faults of a handset launch',
    },
    {
      reference: 'judgement',
      says: 'both used as limits, though the random sample is another measure than automatic coverage',
    },
  ],
  examples: [
    { inputs: { callsTranscribed: 32_000, callsHandled: 100_000 }, value: 32, status: 'OK' },
    { inputs: { callsTranscribed: 5000, callsHandled: 100_000 }, value: 5, status: 'CRITICAL' },
    { inputs: { callsTranscribed: 0, callsHandled: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'streaming-playback-success-rate',
  name: { en: 'Streaming playback success rate', zh: '流媒体播放成功率' },
  description:
    'Share of attempts to open a stream or channel that started and ran without ' +
    'interruption by the service. It covers IPTV and own video services.',
  dimension: 'OPERATIONS',
  process: 'VALUE_ADDED_SERVICES',
  lifecycleStage: 'USAGE',
  businessLines: ['iptv', 'value-added'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * playbacksSuccessful / playbackAttempts',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 80, full: 99.8 },
  weight: 3,
  sources: [
    {
      reference: 'MIIT 3G service specification 2009',
      says: 'streaming success rate at least 90%, streaming interruption rate at most 5%',
    },
    { reference: 'ITU-T G.1080', says: 'quality-of-experience requirements for IPTV' },
    { reference: 'judgement', says: 'warning limit 95; both conditions in one figure' },
  ],
  examples: [
    { inputs: { playbacksSuccessful: 98_000, playbackAttempts: 100_000 }, value: 98, status: 'OK' },
    { inputs: { playbacksSuccessful: 93_000, playbackAttempts: 100_000 }, value: 93, status: 'WARNING' },
    { inputs: { playbacksSuccessful: 0, playbackAttempts: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'good-voice-quality-share',
  name: { en: 'Share of good voice quality', zh: '良好语音质量占比' },
  description:
    'Share of voice samples that reach the good-quality mark. ' +
    'A call that connects and holds is still bad service if the parties cannot understand each other.',
  dimension: 'OPERATIONS',
  process: 'NETWORK',
  lifecycleStage: 'USAGE',
  businessLines: ['mobile', 'fixed-voice'],
  cadence: 'DAY',
  unit: 'percent',
  formula: '100 * goodVoiceQualitySamples / voiceQualitySamples',
  threshold: { atLeast: { warning: 95, critical: 90 } },
  scoring: { zero: 80, full: 99 },
  weight: 3,
  sources: [
    { reference: 'TRAI performance report 2019', says: 'connections with good voice quality at least 95%' },
    { reference: 'ITU-T P.863', says: 'objective method for the listening quality of a sample' },
    { reference: 'judgement', says: 'critical limit 90' },
  ],
  examples: [
    { inputs: { goodVoiceQualitySamples: 9700, voiceQualitySamples: 10_000 }, value: 97, status: 'OK' },
    { inputs: { goodVoiceQualitySamples: 9300, voiceQualitySamples: 10_000 }, value: 93, status: 'WARNING' },
    { inputs: { goodVoiceQualitySamples: 0, voiceQualitySamples: 0 }, value: null, status: 'NO_DATA' },
  ],
});

import { defineKpi } from '#kpi';

export default defineKpi({
  code: 'average-handle-time',
  name: { en: 'Average handle time', zh: '平均处理时长' },
  description:
    'Mean talk, hold and after-call seconds of a handled call. ' +
    'Too long wastes capacity, too short means customers are cut off, so both sides are watched.',
  dimension: 'OPERATIONS',
  process: 'HOTLINE',
  lifecycleStage: 'USAGE',
  cadence: 'DAY',
  unit: 'seconds',
  formula: 'handleSeconds / callsHandled',
  threshold: { atLeast: { warning: 150, critical: 100 }, atMost: { warning: 360, critical: 480 } },
  scoring: [
    { value: 60, score: 0 },
    { value: 150, score: 100 },
    { value: 360, score: 100 },
    { value: 600, score: 0 },
  ],
  weight: 2,
  sources: [
    { reference: 'call-centre benchmark digest', says: 'average handle time benchmark 6 minutes' },
    {
      reference: 'COPC CX Standard 7.0',
      says: 'handle time is an efficiency metric to be balanced with quality',
    },
    {
      reference: 'judgement',
      says:
        'high warning limit 360 is that mean used as a limit; low limits 150 and ' +
        '100, high critical limit 480',
    },
  ],
  examples: [
    { inputs: { handleSeconds: 30_000_000, callsHandled: 100_000 }, value: 300, status: 'OK' },
    { inputs: { handleSeconds: 42_000_000, callsHandled: 100_000 }, value: 420, status: 'WARNING' },
    { inputs: { handleSeconds: 9_000_000, callsHandled: 100_000 }, value: 90, status: 'CRITICAL' },
    { inputs: { handleSeconds: 0, callsHandled: 0 }, value: null, status: 'NO_DATA' },
  ],
});

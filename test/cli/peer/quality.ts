/** The figures that the peers of the reading commands answer. */
import {
  type BusinessProcess,
  type Dimension,
  DIMENSIONS,
  type Locale,
  PROCESSES,
  type Status,
} from '../../../src/kpi/vocabulary.ts';

const named = (code: string, en: string, zh: string) => ({
  code,
  name: ({ locale }: { locale: Locale }) => (locale === 'ZH' ? zh : en),
});

export const SCOPE = {
  operator: named('china-telecom', 'China Telecom', '中国电信'),
  businessLine: null,
  orgUnit: null,
};

const limit = (severity: string, side: string, value: number) => ({ severity, side, value });

const definition = (code: string, en: string, zh: string, unit: string, limits: object[]) => ({
  ...named(code, en, zh),
  version: 1,
  origin: 'BUILT_IN',
  description: en,
  process: 'COMPLAINT_HANDLING',
  dimension: 'COMPLAINT',
  lifecycleStage: 'USAGE',
  businessLines: [],
  cadence: 'QUARTER',
  unit,
  direction: 'LOWER_IS_BETTER',
  formula: '1',
  threshold: { limits, consecutive: 1 },
  weight: 1,
});

export const APPEALS = definition(
  'regulator-appeal-rate',
  'Appeals to the regulator',
  '用户申诉率',
  'per-million-users',
  [limit('WARNING', 'ABOVE', 10), limit('CRITICAL', 'ABOVE', 13)],
);
export const ANSWERED = definition(
  'hotline-answer-rate-15s',
  'Answered within 15 s',
  '15秒接通率',
  'percent',
  [limit('WARNING', 'BELOW', 85), limit('CRITICAL', 'BELOW', 80)],
);
export const DROPPED = definition('call-drop-rate', 'Dropped calls', '掉话率', 'percent', [
  limit('WARNING', 'ABOVE', 1),
]);

/** A measurement of the first quarter of 2012, or of another period. */
export const measured = (
  kpi: object,
  value: number | null,
  status: Status,
  { score = null as number | null, label = '2012-Q1', isComplete = true, coverage = 1 } = {},
) => ({
  kpi,
  scope: SCOPE,
  period: { grain: 'QUARTER', start: '2012-01-01', end: '2012-03-31', label },
  value,
  score,
  status,
  sampleSize: null,
  isComplete,
  coverage,
  lastObserved: status === 'NO_DATA' ? '2012-01-20' : null,
});

type Cells = Partial<
  Record<`${BusinessProcess} ${Dimension}`, { score: number | null; measurements: object[] }>
>;

/** A whole matrix with these cells filled. */
export const matrixOf = (cells: Cells) => ({
  scope: SCOPE,
  period: { grain: 'QUARTER', start: '2012-01-01', end: '2012-03-31', label: '2012-Q1' },
  index: 47.25,
  coverage: 0.5,
  isOver: true,
  dataCoverage: 0.9999,
  openDataProblems: 0,
  previous: { index: null, period: { label: '2011-Q4' } },
  change: null,
  dimensions: DIMENSIONS.map((dimension) => ({
    dimension,
    score: dimension === 'COMPLAINT' ? 4 : null,
    coverage: dimension === 'COMPLAINT' ? 1 : 0,
    weight: 0.25,
  })),
  processes: PROCESSES.map((process) => ({
    process,
    score: process === 'COMPLAINT_HANDLING' ? 4 : null,
    coverage: process === 'COMPLAINT_HANDLING' ? 0.9999 : 0,
  })),
  cells: PROCESSES.flatMap((process) =>
    DIMENSIONS.map((dimension) => ({
      process,
      dimension,
      coverage: 0,
      ...(cells[`${process} ${dimension}`] ?? { score: null, measurements: [] }),
    })),
  ),
});

/**
 * The KPIs that random worlds are measured by: a ratio of sums, one of single lines, one with a minimum sample, one with
 * limits on both sides, one derived, and one derived over two levels. Each has its formula twice.
 *
 * What divides or stands under a root is never the difference of rounded figures, so that no order of summation can
 * move a result by more than the tolerance.
 */
import { type Grain, GRAINS } from '../../src/kpi/vocabulary.ts';
import type { ModelKpi } from './model.ts';
import { least, minus, most, over, plus, root, times } from './modelArithmetic.ts';

/** What a world chooses about a KPI. */
export interface Choice {
  cadence: Grain;
  lines: string[];
  /** How many periods in a row open a breach. */
  consecutive: number;
}

const RISING = [
  { value: -20, score: 0 },
  { value: 90, score: 100 },
];
const FALLING = [
  { value: 0, score: 90 },
  { value: 1, score: 60 },
  { value: 12, score: 5 },
];
const ON_TARGET = [
  { value: 0, score: 10 },
  { value: 3, score: 100 },
  { value: 5, score: 100 },
  { value: 9, score: 0 },
];

/** The KPIs, each after those it is derived from; `choices` are taken in this order. */
export function modelKpis(choices: readonly Choice[]): ModelKpi[] {
  const [ratio, local, sampled, balanced, derived, twice] = choices as [
    Choice,
    Choice,
    Choice,
    Choice,
    Choice,
    Choice,
  ];
  const derivedCadence = coarsest(derived.cadence, ratio.cadence, local.cadence);
  return [
    {
      literal: literal('ratio', ratio, 'min(100 * alpha / beta, 95)', {
        threshold: { atLeast: { warning: 60, critical: 30 } },
        scoring: RISING,
      }),
      inputs: ['alpha', 'beta'],
      derivedFrom: [],
      compute: (read) => least(over(times(100, read('alpha')), read('beta')), 95),
    },
    {
      literal: literal('local', local, 'monthDays * gamma / (30 * beta)', {
        threshold: { atMost: { warning: 0.5, critical: 2 } },
        scoring: FALLING,
      }),
      inputs: ['gamma', 'beta'],
      derivedFrom: [],
      compute: (read) => over(times(read('monthDays'), read('gamma')), times(30, read('beta'))),
    },
    {
      literal: literal('sampled', { ...sampled, lines: [] }, 'alpha - epsilon', {
        threshold: { atLeast: { critical: -10 } },
        scoring: RISING,
        minimumSample: { input: 'zeta', count: 4.37 },
      }),
      inputs: ['alpha', 'epsilon', 'zeta'],
      derivedFrom: [],
      compute: (read) => minus(read('alpha'), read('epsilon')),
    },
    {
      literal: literal('on-target', balanced, 'sqrt(delta)', {
        threshold: { atLeast: { warning: 2, critical: 1 }, atMost: { warning: 6 } },
        scoring: ON_TARGET,
      }),
      inputs: ['delta'],
      derivedFrom: [],
      compute: (read) => root(read('delta')),
    },
    {
      literal: literal('derived', { ...derived, cadence: derivedCadence }, 'ratio + 2 * local', {
        threshold: { atLeast: { warning: 40, critical: 0 } },
        scoring: RISING,
      }),
      inputs: [],
      derivedFrom: [known('ratio'), known('local')],
      compute: (read) => plus(read('ratio'), times(2, read('local'))),
    },
    {
      literal: literal(
        'derived-twice',
        { ...twice, cadence: coarsest(twice.cadence, derivedCadence, sampled.cadence) },
        'max(derived, delta, 0) - offset * sampled',
        {
          threshold: { atMost: { warning: 50, critical: 70 } },
          scoring: FALLING,
          parameters: { offset: 0.5 },
        },
      ),
      inputs: ['delta'],
      derivedFrom: [known('derived'), known('sampled')],
      compute: (read) => minus(most(read('derived'), read('delta'), 0), times(0.5, read('sampled'))),
    },
  ];
}

/** How many choices `modelKpis` takes. */
export const MODEL_KPIS = 6;

/** A KPI code that is spelled the same in formulas. */
const known = (code: string) => ({ name: code, code });

const coarsest = (...grains: Grain[]): Grain => GRAINS[Math.max(...grains.map((it) => GRAINS.indexOf(it)))]!;

type Judgement = Pick<ModelKpi['literal'], 'threshold' | 'scoring' | 'minimumSample' | 'parameters'>;

function literal(
  code: string,
  { cadence, lines, consecutive }: Choice,
  formula: string,
  judgement: Judgement,
): ModelKpi['literal'] {
  return {
    code,
    name: { en: code, zh: code },
    description: 'For a test.',
    dimension: 'OPERATIONS',
    process: 'NETWORK',
    lifecycleStage: 'USAGE',
    businessLines: lines,
    cadence,
    unit: 'points',
    formula,
    ...judgement,
    threshold: { ...judgement.threshold, consecutive },
    examples: [{ inputs: {}, value: null, status: 'NO_DATA' }],
  };
}

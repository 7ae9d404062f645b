/**
 * How a matrix changed since other days, over the KPIs that have a score on both sides: an index over other KPIs, or over a whole month
 * beside one that still fills, moves without anything having changed.
 */
import { foldingOf } from '../engine/settling/compute.ts';
import { grainId } from '../kpi/grain.ts';
import { matrixEntry, scoreMatrix } from '../kpi/matrix.ts';
import { addDays, daysBetween, type Period, previousPeriod, samePeriodLastYear } from '../kpi/period.ts';
import type { Dimension } from '../kpi/vocabulary.ts';
import type { Seen } from '../store/sight.ts';
import type { MeasurementRow, ScopePeriod } from '../store/measurements.ts';
import { readStretches } from '../store/stretches.ts';
import type { Moment } from '../world/moment.ts';
import { lineIdOf, placesWithin } from '../world/scope.ts';
import type { KnownKpi, Scope, World } from '../world/world.ts';
import { cellsAt, planOf } from './scopeSeries.ts';

/** What a matrix is compared with: the period before, the same one a year before, or as many first days of the one before as it has. */
export const COMPARISONS = ['PREVIOUS', 'LAST_YEAR', 'SAME_DAYS'] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** A score on two sides, over the same KPIs; null where none of them has one. */
export interface ScoreChange {
  before: number | null;
  after: number | null;
  difference: number | null;
}

/** How a matrix changed. */
export interface MatrixChange {
  index: ScoreChange;
  dimensions: { dimension: Dimension; change: ScoreChange }[];
  /** How many KPIs have a score on both sides. */
  compared: number;
  /** Those that apply and have none on one side or both, in the order of the matrix. */
  left: KnownKpi[];
  beforeFrom: string;
  beforeTo: string;
}

/** A KPI of the matrix with its score, and its weight, which it is given on both sides. */
export interface ScoredKpi {
  kpi: KnownKpi;
  weight: number;
  score: number | null;
}

/**
 * Compares a matrix; null where the calendar has no days to compare with, or the period has none yet. What is stored is read by `read`; what is not by one statement.
 */
export async function likeForLike(
  db: Seen,
  { world, lastDays }: Moment,
  { scope, period }: { scope: Scope; period: Period },
  comparison: Comparison,
  now: readonly ScoredKpi[],
  read: (at: ScopePeriod) => Promise<readonly MeasurementRow[]>,
): Promise<MatrixChange | null> {
  const before = comparedWith(period, comparison, lastDays.get(scope.operator.id));
  if (!before) return null;
  const whole = before.to === before.period.end;
  const scores = whole
    ? await storedScores(read, scope, before.period)
    : await computedScores(db, world, scope, before);
  const pairs = now.map((it) => ({ ...it, was: scores.get(it.kpi.editionId) ?? null }));
  const both = pairs.filter((it) => it.score !== null && it.was !== null);
  const weights = scope.operator.dimensionWeights ?? undefined;
  const [was, is] = [
    scoreMatrix(
      both.map((it) => matrixEntry(it.kpi.kpi.definition, it.weight, it.was)),
      weights,
    ),
    scoreMatrix(
      both.map((it) => matrixEntry(it.kpi.kpi.definition, it.weight, it.score)),
      weights,
    ),
  ];
  return {
    index: changeOf(was.index, is.index),
    dimensions: was.dimensions.map(({ dimension, score }, n) => ({
      dimension,
      change: changeOf(score, is.dimensions[n]!.score),
    })),
    compared: both.length,
    left: pairs.filter((it) => it.score === null || it.was === null).map((it) => it.kpi),
    beforeFrom: before.period.start,
    beforeTo: before.to,
  };
}

interface Before {
  period: Period;
  /** The last day of it that is compared with. */
  to: string;
}

function comparedWith(period: Period, comparison: Comparison, lastDay: string | undefined): Before | null {
  if (comparison === 'LAST_YEAR') return wholeOf(samePeriodLastYear(period));
  const before = previousPeriod(period);
  const isOver = lastDay !== undefined && lastDay >= period.end;
  if (comparison === 'PREVIOUS' || before === null || isOver) return wholeOf(before);
  if (lastDay === undefined || lastDay < period.start) return null;
  const to = addDays(before.start, daysBetween(period.start, lastDay));
  return { period: before, to: to < before.end ? to : before.end };
}

const wholeOf = (period: Period | null): Before | null => period && { period, to: period.end };

const changeOf = (before: number | null, after: number | null): ScoreChange => ({
  before,
  after,
  difference: before === null || after === null ? null : after - before,
});

/** Scores by edition. */
type Scores = Map<number, number | null>;

async function storedScores(
  read: Parameters<typeof likeForLike>[5],
  scope: Scope,
  { grain, start }: Period,
): Promise<Scores> {
  const rows = await read({
    placeId: scope.place.id,
    lineId: lineIdOf(scope),
    grain: grainId(grain),
    start,
  });
  return new Map(rows.map((it) => [it.editionId, it.score]));
}

/** As the engine would have computed the period, had it ended with that day. */
async function computedScores(db: Seen, world: World, scope: Scope, { period, to }: Before): Promise<Scores> {
  const plan = planOf(world, scope.operator);
  const [figures] = await readStretches(db, {
    placeIds: placesWithin(scope),
    inputIds: plan.inputs.map((it) => it.id),
    folding: foldingOf(world),
    // Of days that were set aside only their months are known, which would be a part taken for the whole.
    stretches: [{ days: [{ from: period.start, to }], months: null }],
  });
  const wanted = new Set(plan.kpis.flatMap((it, at) => (it.visible ? [at] : [])));
  // A formula that throws has no score, as where it is stored.
  const cells = cellsAt(plan, scope, wanted, () => {})(period, figures!);
  return new Map([...cells].map(([editionId, { score }]) => [editionId, score]));
}

/** The series that the figures of one scope are computed from, and the places to plan for: as few as give the same figures. */
import { foldingOf } from '../engine/settling/compute.ts';
import { cubeOf } from '../engine/settling/cube.ts';
import { type Cell, evaluate, type OnFailure } from '../engine/settling/evaluate.ts';
import { type Plan, planFor } from '../engine/settling/plan.ts';
import { include, noScopes, type Scopes } from '../engine/settling/scopes.ts';
import { grainId } from '../kpi/grain.ts';
import type { Period } from '../kpi/period.ts';
import type { Statements } from '../store/database.ts';
import type { Input, Operator, Place } from '../store/reference.ts';
import { type PeriodSeries, readPlaceDays, readSeries } from '../store/series.ts';
import { placesWithin } from '../world/scope.ts';
import type { Scope, World } from '../world/world.ts';

export interface ScopeSeries {
  places: Place[];
  series: PeriodSeries[];
}

/** What the inputs have in neighbouring periods of one grain, in time order. One statement. */
export async function scopeSeries(
  db: Statements,
  world: World,
  scope: Scope,
  periods: readonly Period[],
  inputs: readonly Input[],
): Promise<ScopeSeries> {
  const placeIds = placesWithin(scope);
  const inputIds = inputs.map((it) => it.id);
  const range = { from: periods[0]!.start, to: periods.at(-1)!.end };
  const { grain } = periods[0]!;
  // On one day no level supersedes another, so its values come together where they are stored; means would need their numbers.
  if (grain === 'DAY' && inputs.every((it) => it.definition.spaceAggregation !== 'AVERAGE')) {
    const of = (space: string) => inputs.filter((it) => it.definition.spaceAggregation === space);
    const collapse = { MAX: of('MAX').map((it) => it.id), MIN: of('MIN').map((it) => it.id) };
    const days = { placeId: scope.place.id, placeIds, inputIds, collapse, range };
    return { places: pathOf(world, scope.place), series: await readPlaceDays(db, days) };
  }
  const ranges = new Map([[grainId(grain), [range]]]);
  const request = { placeIds, inputIds, folding: foldingOf(world), ranges };
  return { places: scope.operator.places, series: await readSeries(db, request) };
}

/** What is kept of a cell that was computed. */
export type CellFigures = Pick<Cell, 'status' | 'value' | 'score' | 'inputs'>;

/**
 * How the KPIs of `wanted` (positions in the plan) are computed at one scope: from the series of a period to its cells by edition, of
 * those that have an observation. `monthDays` is what formulas take for it; left out: that of the period.
 */
export function cellsAt(
  whole: Plan,
  scope: Scope,
  wanted: ReadonlySet<number>,
  fail: OnFailure,
): (period: Period, figures: readonly number[], monthDays?: number) => Map<number, CellFigures> {
  const plan = planWithin(whole, scope);
  const here = onlyAt(plan, scope);
  const inputs = new Map([...wanted].flatMap((at) => plan.kpis[at]!.reads.map((input) => [input, here])));
  return (period, figures, monthDays) => {
    const dirty = { period, grain: grainId(period.grain), inputs, knownUntil: null, isOver: true, monthDays };
    const cells = new Map<number, CellFigures>();
    const note = ({ kpi, isObserved, status, value, score, inputs }: Readonly<Cell>) => {
      if (isObserved) cells.set(kpi.editionId, { status, value, score, inputs: [...inputs] });
    };
    for (const _ of evaluate(plan, { cube: cubeOf(plan, figures), cover: null }, dirty, wanted, fail, note));
    return cells;
  };
}

/**
 * A plan of which all places of a scope are one: what is asked for is one figure a KPI, and of thousands of units each period would have
 * values at all of them.
 */
function planWithin(plan: Plan, scope: Scope): Plan {
  const first = plan.placeAt.get(scope.place.id)! * plan.lines.length;
  return {
    ...plan,
    places: [scope.place.id],
    placeAt: new Map(placesWithin(scope).map((id) => [id, 0])),
    placesAbove: [[0]],
    kpis: plan.kpis.map((it) => ({
      ...it,
      rules: { at: (at, start) => it.rules.at(first + at, start), needsRuns: it.rules.needsRuns },
    })),
  };
}

/** A set of scopes with this one in it. */
function onlyAt(plan: Plan, { place, line }: Scope): Scopes {
  const scopes = noScopes(plan);
  include(scopes, plan.placeAt.get(place.id)! * plan.lines.length + plan.lines.indexOf(line?.id ?? 0));
  return scopes;
}

/** The place and all above it: overrides of these are used there too. */
const pathOf = ({ reference }: World, { path }: Place): Place[] =>
  path.map((id) => reference.placeById.get(id)!);

const plans = new WeakMap<World, Map<number, Plan>>();

/** The plan of an operator, which a world remembers: for thousands of units it takes a while. */
export function planOf(world: World, operator: Operator): Plan {
  const known = plans.get(world) ?? new Map<number, Plan>();
  plans.set(world, known);
  const plan = known.get(operator.id) ?? planFor(world, operator);
  known.set(operator.id, plan);
  return plan;
}

/** Figures over windows: the formula over what its inputs have in the days of each, never a mean of figures. Computed when they are asked for. */
import { foldingOf } from '../engine/settling/compute.ts';
import { monthDaysOf, type Period } from '../kpi/period.ts';
import { type Window, windowOf } from '../kpi/window.ts';
import { reachOf } from '../store/observations.ts';
import type { DayRange } from '../store/series.ts';
import type { Seen } from '../store/sight.ts';
import { partsOfStretch, readStretches } from '../store/stretches.ts';
import type { Moment } from '../world/moment.ts';
import { lineIdOf, placesWithin } from '../world/scope.ts';
import type { KnownKpi, Scope, World } from '../world/world.ts';
import { type CellFigures, cellsAt, planOf } from './scopeSeries.ts';

/** A KPI at a scope, over the window that ends with a period. */
export interface WindowAsked {
  kpi: KnownKpi;
  scope: Scope;
  period: Period;
  window: Window;
}

/** A window's days, and its figure: undefined where nothing of the KPI's inputs was observed in them. */
export interface WindowFigure {
  days: DayRange;
  figure: CellFigures | undefined;
}

/** The series that are read at once at most, each place, input and stretch counted as one: some hundred megabytes while they are taken apart. */
const MOST_SERIES = 1_000_000;

/**
 * The figures of some windows in their order, judged by the rules of the period that each ends with; undefined where a window has no days
 * yet, or days of which single ones are no longer kept. Two statements, however many there are; only where an operator has thousands of
 * units some more, so that what is held at once is bounded.
 */
export async function windowFigures(
  db: Seen,
  { world, lastDays }: Moment,
  asked: readonly WindowAsked[],
): Promise<(WindowFigure | undefined)[]> {
  const operators = new Set(asked.map((it) => it.scope.operator.id));
  const firstDays = new Map(
    (await reachOf(db, [...operators])).map((it) => [it.operatorId, it.firstDay] as const),
  );
  const stretches = new Map<string, { days: DayRange; asked: number[] }>();
  asked.forEach(({ scope, period, window }, at) => {
    const firstDay = firstDays.get(scope.operator.id) ?? null;
    const days = windowOf(window, period, { firstDay, lastDay: lastDays.get(scope.operator.id) });
    const isKept = days && partsOfStretch(days).days.every((it) => it.from >= world.reference.keptFrom);
    if (!isKept || !db.sight.sees(scope.place.id, lineIdOf(scope))) return;
    const text = `${days.from} ${days.to}`;
    stretches.set(text, { days, asked: [...(stretches.get(text)?.asked ?? []), at] });
  });
  const placeIds = [...new Set(asked.flatMap((it) => placesWithin(it.scope)))];
  const request = { placeIds, inputIds: inputsOf(asked, world), folding: foldingOf(world) };
  const computing = computingAt(world);
  const found = new Map<number, WindowFigure>();
  const size = Math.max(1, Math.floor(MOST_SERIES / (placeIds.length * request.inputIds.length)));
  for (const some of inPortions([...stretches.values()], size)) {
    const figures = await readStretches(db, {
      ...request,
      stretches: some.map((it) => partsOfStretch(it.days)),
    });
    some.forEach(({ days, asked: places }, n) => {
      for (const at of places) {
        const { kpi, scope, period } = asked[at]!;
        const cells = computing(kpi, scope)(period, figures[n]!, monthDaysOf(days));
        found.set(at, { days, figure: cells.get(kpi.editionId) });
      }
    });
  }
  return asked.map((_, at) => found.get(at));
}

function* inPortions<T>(items: readonly T[], size: number): Generator<T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

const inputsOf = (asked: readonly WindowAsked[], { reference }: Moment['world']): number[] =>
  [...new Set(asked.flatMap((it) => it.kpi.seen.allInputs))].flatMap(
    (key) => reference.inputs.get(key)?.id ?? [],
  );

/** How KPIs are computed at scopes, prepared once for each; retired ones by what they were. A formula that throws has no value, as where it is stored. */
function computingAt(world: World): (kpi: KnownKpi, scope: Scope) => ReturnType<typeof cellsAt> {
  const prepared = new Map<string, ReturnType<typeof cellsAt>>();
  let withRetired: World | undefined;
  return (kpi, scope) => {
    const place = `${kpi.editionId} ${scope.place.id} ${lineIdOf(scope)}`;
    const known = prepared.get(place);
    if (known) return known;
    if (kpi.retired) withRetired ??= { ...world, kpis: [...world.kpis, ...world.retired] };
    const plan = planOf(kpi.retired ? withRetired! : world, scope.operator);
    const at = plan.kpiAt.get(kpi.editionId);
    const compute = cellsAt(plan, scope, new Set(at === undefined ? [] : [at]), () => {});
    prepared.set(place, compute);
    return compute;
  };
}

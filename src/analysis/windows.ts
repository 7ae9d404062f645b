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
import type { KnownKpi, Scope } from '../world/world.ts';
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

/**
 * The figures of some windows in their order, judged by the rules of the period that each ends with; undefined where a window has no days
 * yet, or days of which single ones are no longer kept. Two statements, however many there are.
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
  const days = asked.map(({ scope, period, window }) => {
    const firstDay = firstDays.get(scope.operator.id) ?? null;
    const found = windowOf(window, period, { firstDay, lastDay: lastDays.get(scope.operator.id) });
    const isKept = found && partsOfStretch(found).days.every((it) => it.from >= world.reference.keptFrom);
    return isKept && db.sight.sees(scope.place.id, lineIdOf(scope)) ? found : null;
  });
  const stretches = new Map(days.flatMap((it) => (it ? [[textOf(it), it] as const] : [])));
  if (stretches.size === 0) return asked.map(() => undefined);
  const figures = await readStretches(db, {
    placeIds: [...new Set(asked.flatMap((it) => placesWithin(it.scope)))],
    inputIds: inputsOf(asked, world),
    folding: foldingOf(world),
    stretches: [...stretches.values()],
  });
  const series = new Map([...stretches.keys()].map((text, n) => [text, figures[n]!]));
  const computing = new Map<string, ReturnType<typeof cellsAt>>();
  return asked.map((it, n) => {
    const found = days[n];
    if (!found) return undefined;
    const place = `${it.kpi.editionId} ${it.scope.place.id} ${lineIdOf(it.scope)}`;
    const compute = computing.get(place) ?? computeAt(world, it);
    computing.set(place, compute);
    const cells = compute(it.period, series.get(textOf(found))!, monthDaysOf(found));
    return { days: found, figure: cells.get(it.kpi.editionId) };
  });
}

const textOf = ({ from, to }: DayRange): string => `${from} ${to}`;

const inputsOf = (asked: readonly WindowAsked[], { reference }: Moment['world']): number[] =>
  [...new Set(asked.flatMap((it) => it.kpi.seen.allInputs))].flatMap(
    (key) => reference.inputs.get(key)?.id ?? [],
  );

/** How a KPI is computed at a scope; one that takes part no longer has no figures. A formula that throws has no value, as where it is stored. */
function computeAt(world: Moment['world'], { kpi, scope }: WindowAsked): ReturnType<typeof cellsAt> {
  const plan = planOf(world, scope.operator);
  const at = plan.kpiAt.get(kpi.editionId);
  return cellsAt(plan, scope, new Set(at === undefined ? [] : [at]), () => {});
}

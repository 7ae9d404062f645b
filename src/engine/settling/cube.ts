/** The inputs' values of one period: for each slot (an input under a selection of lines) the value at every place. */
import { collapse, type Series, withoutSuperseded } from '../../kpi/space.ts';
import { SERIES_WIDTH } from '../../store/series.ts';
import type { Plan, PlannedInput } from './plan.ts';

/** Values at slot × places + place position; NaN where nothing was observed. */
export type Cube = Float64Array;

/** Brings the series of one period (as the store reads them) together at every place and slot. */
export function cubeOf(plan: Plan, figures: readonly number[]): Cube {
  const cube = new Float64Array(plan.slots * plan.places.length).fill(NaN);
  for (const [inputId, series] of seriesByInput(figures)) {
    const at = plan.inputAt.get(inputId);
    if (at !== undefined) addInput(cube, plan, plan.inputs[at]!, series);
  }
  return cube;
}

function seriesByInput(figures: readonly number[]): Map<number, Series[]> {
  const inputs = new Map<number, Series[]>();
  for (let i = 0; i < figures.length; i += SERIES_WIDTH) {
    const series = {
      place: figures[i + 1]!,
      line: figures[i + 2]!,
      value: figures[i + 3]!,
      lastDay: figures[i + 4]!,
    };
    const known = inputs.get(figures[i]!);
    if (known) known.push(series);
    else inputs.set(figures[i]!, [series]);
  }
  return inputs;
}

function addInput(cube: Cube, plan: Plan, input: PlannedInput, series: readonly Series[]): void {
  // If nothing is superseded among all series, then nothing is among those of any scope.
  const mixed = input.supersedes && withoutSuperseded(series, plan.trees) !== series;
  if (mixed || input.space === 'AVERAGE') addTogether(cube, plan, input, series);
  else addOneByOne(cube, plan, input, series);
}

function addOneByOne(cube: Cube, plan: Plan, input: PlannedInput, series: readonly Series[]): void {
  const combine = COMBINE[input.space as keyof typeof COMBINE];
  forEachScope(plan, input, series, (at, { value }) => {
    const before = cube[at]!;
    cube[at] = Number.isNaN(before) ? value : combine(before, value);
  });
}

const COMBINE = { SUM: (a: number, b: number) => a + b, MAX: Math.max, MIN: Math.min };

function addTogether(cube: Cube, plan: Plan, input: PlannedInput, series: readonly Series[]): void {
  const scopes = new Map<number, Series[]>();
  forEachScope(plan, input, series, (at, it) => {
    const known = scopes.get(at);
    if (known) known.push(it);
    else scopes.set(at, [it]);
  });
  for (const [at, all] of scopes) {
    const counted = input.supersedes ? withoutSuperseded(all, plan.trees) : all;
    cube[at] = collapse(
      counted.map((it) => it.value),
      input.space,
    );
  }
}

function forEachScope(
  plan: Plan,
  input: PlannedInput,
  series: readonly Series[],
  visit: (at: number, series: Series) => void,
): void {
  const width = plan.places.length;
  for (const it of series) {
    const slots = input.takenBy.get(it.line)!;
    for (const place of plan.placesAbove[plan.placeAt.get(it.place)!]!) {
      for (const slot of slots) visit(slot * width + place, it);
    }
  }
}

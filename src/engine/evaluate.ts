/** From the inputs' values of one period to its measurements at the scopes that are out of date. */
import { scoreOf } from '../kpi/scoring.ts';
import { statusOf } from '../kpi/threshold.ts';
import { STATUSES } from '../kpi/vocabulary.ts';
import type { ComputedMeasurement } from '../store/measurements.ts';
import type { Cube } from './cube.ts';
import { type DirtyPeriod, has, members, noScopes, type Scopes, unite } from './dirty.ts';
import type { Plan, PlannedKpi } from './plan.ts';

/** A cell to compute, and its measurement: null where none of the KPI's inputs was observed. */
export interface Cell {
  placeId: number;
  lineId: number;
  editionId: number;
  computed: ComputedMeasurement | null;
}

/** Told of a KPI whose evaluation threw; its cells are left as they are. */
export type OnFailure = (kpi: PlannedKpi, error: unknown) => void;

/**
 * Computes every KPI of `wanted` (positions in the plan) at the scopes where one of its inputs changed, and those it is
 * derived from on the way.
 */
export function evaluate(
  plan: Plan,
  cube: Cube,
  dirty: DirtyPeriod,
  wanted: ReadonlySet<number>,
  fail: OnFailure,
): Cell[] {
  const stale = plan.kpis.map((kpi, at) => (wanted.has(at) ? staleScopes(plan, kpi, dirty) : noScopes(plan)));
  const needed = neededScopes(plan, stale);
  const run = new PeriodRun(plan, cube, dirty);
  const cells: Cell[] = [];
  plan.kpis.forEach((kpi, at) => {
    try {
      const found = run.compute(at, members(needed[at]!));
      for (const [scope, cell] of found) if (has(stale[at]!, scope)) cells.push(cell);
    } catch (error) {
      fail(kpi, error);
    }
  });
  return cells;
}

function staleScopes(plan: Plan, kpi: PlannedKpi, { inputs, grain }: DirtyPeriod): Scopes {
  const scopes = noScopes(plan);
  if (grain >= kpi.cadence) for (const input of kpi.reads) unite(scopes, inputs.get(input) ?? scopes);
  return scopes;
}

/** The scopes at which each KPI's value is asked for: its own stale ones and those of the KPIs derived from it. */
function neededScopes(plan: Plan, stale: readonly Scopes[]): Scopes[] {
  const needed = stale.map((scopes) => scopes.slice());
  for (let at = plan.kpis.length - 1; at >= 0; at--) {
    for (const operand of plan.kpis[at]!.operands) {
      if (operand.from === 'kpi') unite(needed[operand.at]!, needed[at]!);
    }
  }
  return needed;
}

class PeriodRun {
  readonly #values = new Map<number, Float64Array>();
  readonly #observed = new Map<number, Uint8Array>();

  constructor(
    readonly plan: Plan,
    readonly cube: Cube,
    readonly dirty: DirtyPeriod,
  ) {}

  /** The cells of one KPI at some scopes; remembers its values for the KPIs derived from it. */
  compute(at: number, scopes: readonly number[]): [number, Cell][] {
    const { plan } = this;
    const size = plan.places.length * plan.lines.length;
    const values = new Float64Array(scopes.length ? size : 0).fill(NaN);
    const observed = new Uint8Array(scopes.length ? size : 0);
    this.#values.set(at, values);
    this.#observed.set(at, observed);
    const kpi = plan.kpis[at]!;
    const operands = new Float64Array(kpi.operands.length);
    return scopes.flatMap((scope): [number, Cell][] => {
      const line = scope % plan.lines.length;
      const place = Math.floor(scope / plan.lines.length);
      const cell = { placeId: plan.places[place]!, lineId: plan.lines[line]!, editionId: kpi.editionId };
      // It may have applied under other trees; what is stored of that time goes.
      if (!kpi.applies[line]) return [[scope, { ...cell, computed: null }]];
      const inputs = kpi.inputs.map((slots) => this.#input(slots[line]!, place));
      kpi.operands.forEach((operand, i) => {
        operands[i] =
          operand.from === 'input'
            ? this.#input(operand.slots[line]!, place)
            : this.#values.get(operand.at)![scope]!;
      });
      values[scope] = kpi.kpi.evaluate(operands);
      observed[scope] = this.#isObserved(kpi, inputs, scope) ? 1 : 0;
      const computed = observed[scope] ? this.#measurement(kpi, place, line, values[scope]!, inputs) : null;
      return [[scope, { ...cell, computed }]];
    });
  }

  #input(slot: number, place: number): number {
    return this.cube[slot * this.plan.places.length + place]!;
  }

  #isObserved(kpi: PlannedKpi, inputs: readonly number[], scope: number): boolean {
    if (inputs.some((value) => !Number.isNaN(value))) return true;
    return kpi.operands.some((it) => it.from === 'kpi' && this.#observed.get(it.at)![scope] === 1);
  }

  #measurement(
    kpi: PlannedKpi,
    place: number,
    line: number,
    result: number,
    inputs: readonly number[],
  ): ComputedMeasurement {
    const value = Number.isNaN(result) ? null : result;
    const sample = kpi.sample === null ? null : orNull(inputs[kpi.sample]!);
    const status = statusOf(kpi.kpi, value, sample);
    const scored = value !== null && status !== 'INSUFFICIENT_SAMPLE';
    return {
      placeId: this.plan.places[place]!,
      lineId: this.plan.lines[line]!,
      grain: this.dirty.grain,
      start: this.dirty.period.start,
      editionId: kpi.editionId,
      status: STATUSES.indexOf(status),
      value,
      score: scored ? scoreOf(kpi.kpi.definition.scoring, value) : null,
      inputs: inputs.map(orNull),
    };
  }
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** From the inputs' values of one period to its measurements at the scopes that are out of date. */
import { grainById, isFiner } from '../../kpi/grain.ts';
import type { Rule } from '../../kpi/override.ts';
import { scoreOf } from '../../kpi/scoring.ts';
import { statusId } from '../../kpi/status.ts';
import { statusOf } from '../../kpi/threshold.ts';
import type { ComputedMeasurement } from '../../store/measurements.ts';
import type { Cube } from './cube.ts';
import type { DirtyPeriod } from './dirty.ts';
import { cellNumber, type Plan, type PlannedKpi, type PlannedOperand, type Slots } from './plan.ts';
import { members, noScopes, type Scopes, unite } from './scopes.ts';

/** A cell to compute, and its measurement: null where none of the KPI's inputs was observed. */
export interface Cell {
  /** Among all cells of a period: see `cellNumber`. */
  number: number;
  placeId: number;
  lineId: number;
  editionId: number;
  computed: ComputedMeasurement | null;
}

/** Told of every evaluation that threw. Its cell has no value: an earlier figure would be taken for a true one. */
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
  const run = new PeriodRun(plan, cube, dirty, fail);
  const cells: Cell[] = [];
  plan.kpis.forEach((_, at) => {
    run.compute(at, members(needed[at]!));
    for (const scope of members(stale[at]!)) cells.push(run.cell(at, scope));
  });
  return cells;
}

function staleScopes(plan: Plan, kpi: PlannedKpi, { inputs, grain }: DirtyPeriod): Scopes {
  const scopes = noScopes(plan);
  if (!isFiner(grainById(grain), grainById(kpi.cadence)))
    for (const input of kpi.reads) unite(scopes, inputs.get(input) ?? scopes);
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
    readonly fail: OnFailure,
  ) {}

  /** Computes one KPI at some scopes; its values are remembered for its cells and the KPIs derived from it. */
  compute(at: number, scopes: readonly number[]): void {
    const { plan } = this;
    const size = scopes.length > 0 ? plan.places.length * plan.lines.length : 0;
    const values = new Float64Array(size).fill(NaN);
    const observed = new Uint8Array(size);
    this.#values.set(at, values);
    this.#observed.set(at, observed);
    const kpi = plan.kpis[at]!;
    const operands = new Float64Array(kpi.operands.length);
    for (const scope of scopes) {
      if (!kpi.applies[scope % plan.lines.length]) continue;
      for (let i = 0; i < operands.length; i++) operands[i] = this.#operand(kpi.operands[i]!, scope);
      values[scope] = this.#attempt(kpi, () => kpi.kpi.evaluate(operands), NaN);
      observed[scope] = this.#isObserved(kpi, scope) ? 1 : 0;
    }
  }

  /** The cell of a KPI that was computed at this scope. Where it does not apply it may have, under other trees: what is stored of that time goes. */
  cell(at: number, scope: number): Cell {
    const { plan } = this;
    const { editionId } = plan.kpis[at]!;
    const line = scope % plan.lines.length;
    const placeId = plan.places[(scope - line) / plan.lines.length]!;
    const lineId = plan.lines[line]!;
    const computed =
      this.#observed.get(at)![scope] === 1
        ? this.#measurement(at, scope, { placeId, lineId, editionId })
        : null;
    return { number: cellNumber(plan, scope, at), placeId, lineId, editionId, computed };
  }

  #operand(operand: PlannedOperand, scope: number): number {
    return operand.from === 'input'
      ? this.#input(operand.slots, scope)
      : this.#values.get(operand.at)![scope]!;
  }

  #input(slots: Slots, scope: number): number {
    const { lines, places } = this.plan;
    const line = scope % lines.length;
    return this.cube[slots[line]! * places.length + (scope - line) / lines.length]!;
  }

  #isObserved(kpi: PlannedKpi, scope: number): boolean {
    for (const slots of kpi.inputs) if (!Number.isNaN(this.#input(slots, scope))) return true;
    for (const it of kpi.operands)
      if (it.from === 'kpi' && this.#observed.get(it.at)![scope] === 1) return true;
    return false;
  }

  #measurement(
    at: number,
    scope: number,
    cell: Pick<Cell, 'placeId' | 'lineId' | 'editionId'>,
  ): ComputedMeasurement {
    const kpi = this.plan.kpis[at]!;
    const inputs = kpi.inputs.map((slots) => orNull(this.#input(slots, scope)));
    const value = orNull(this.#values.get(at)![scope]!);
    const sample = kpi.sample === null ? null : inputs[kpi.sample]!;
    const { grain, period } = this.dirty;
    const rule = kpi.rules.at(scope, period.start);
    const judged = this.#attempt(kpi, () => judge(rule, value, sample), WITHOUT_VALUE);
    return { ...cell, grain, start: period.start, ...judged, inputs };
  }

  /** What a definition says, or this where it throws: one definition keeps no other from being computed. */
  #attempt<T>(kpi: PlannedKpi, work: () => T, otherwise: T): T {
    try {
      return work();
    } catch (error) {
      this.fail(kpi, error);
      return otherwise;
    }
  }
}

type Judged = Pick<ComputedMeasurement, 'value' | 'status' | 'score'>;

const WITHOUT_VALUE: Judged = { value: null, status: statusId('NO_DATA'), score: null };

function judge(rule: Rule, value: number | null, sample: number | null): Judged {
  const status = statusOf(rule, value, sample);
  const scored = value !== null && status !== 'INSUFFICIENT_SAMPLE';
  return { value, status: statusId(status), score: scored ? scoreOf(rule.scoring, value) : null };
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

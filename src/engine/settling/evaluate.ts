/** From the inputs' values of one period to its measurements at the scopes that are out of date. */
import { exceeds } from '../../kpi/figures.ts';
import { grainById, isFiner } from '../../kpi/grain.ts';
import { monthDays } from '../../kpi/period.ts';
import { scoreOf } from '../../kpi/scoring.ts';
import { isJudged, statusId } from '../../kpi/status.ts';
import { statusOf } from '../../kpi/threshold.ts';
import type { Cover } from './cover.ts';
import type { Cube } from './cube.ts';
import type { DirtyPeriod } from './dirty.ts';
import { cellNumber, type Plan, type PlannedKpi, type PlannedOperand, type Slots } from './plan.ts';
import { members, noScopes, type Scopes, unite } from './scopes.ts';

/** A cell that was computed, in stored numbers. */
export interface Cell {
  /** Among all cells of a period: see `cellNumber`. */
  number: number;
  placeId: number;
  lineId: number;
  kpi: PlannedKpi;
  /** Whether any input of the KPI was observed: without, it has no measurement, and the rest means nothing. */
  isObserved: boolean;
  status: number;
  value: number | null;
  score: number | null;
  /** The values of the KPI's inputs in their order. */
  inputs: (number | null)[];
  /** Which share of what is expected is there, up to the latest day that was observed, 0 to 1. */
  coverage: number;
  /** The same up to the period's last day. */
  coverageAtEnd: number;
}

/** Told of every evaluation that threw. Its cell has no value: an earlier figure would be taken for a true one. */
export type OnFailure = (kpi: PlannedKpi, error: unknown) => void;

/** Told of every cell. There can be millions, so all are one object: what is kept of it has to be copied. */
export type OnCell = (cell: Readonly<Cell>) => void;

/**
 * Computes every KPI of `wanted` (positions in the plan) at the scopes where one of its inputs changed, and those it is
 * derived from on the way. It does so KPI by KPI as it is iterated, so that who iterates may do something else between two.
 */
export function* evaluate(
  plan: Plan,
  { cube, cover }: { cube: Cube; cover: Cover | null },
  dirty: DirtyPeriod,
  wanted: ReadonlySet<number>,
  fail: OnFailure,
  note: OnCell,
): Generator<void> {
  const stale = plan.kpis.map((kpi, at) => (wanted.has(at) ? staleScopes(plan, kpi, dirty) : noScopes(plan)));
  const needed = neededScopes(plan, stale);
  const run = new PeriodRun(plan, cube, cover, dirty, fail);
  for (let at = 0; at < plan.kpis.length; at++) {
    run.compute(at, members(needed[at]!));
    run.tell(at, members(stale[at]!), note);
    yield;
  }
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
  /** By KPI, at 2 × scope: the coverage up to the latest day and that at the period's end. */
  readonly #coverage = new Map<number, Float64Array>();
  /** By KPI and scope: whether an input of it, or of one below it, is more than what it is a part of. */
  readonly #exceeding = new Map<number, Uint8Array>();

  constructor(
    readonly plan: Plan,
    readonly cube: Cube,
    /** Null: nobody asks. */
    readonly cover: Cover | null,
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
    const exceeding = new Uint8Array(size);
    this.#exceeding.set(at, exceeding);
    const coverage = new Float64Array(this.cover ? 2 * size : 0).fill(1);
    this.#coverage.set(at, coverage);
    const kpi = plan.kpis[at]!;
    const operands = new Float64Array(kpi.operands.length);
    const days = this.dirty.monthDays ?? monthDays(this.dirty.period);
    for (const scope of scopes) {
      if (!kpi.applies[scope % plan.lines.length]) continue;
      for (let i = 0; i < operands.length; i++) operands[i] = this.#operand(kpi.operands[i]!, scope);
      // One definition keeps no other from being computed.
      try {
        values[scope] = kpi.kpi.evaluate(operands, days);
      } catch (error) {
        this.fail(kpi, error);
      }
      observed[scope] = this.#isObserved(kpi, scope) ? 1 : 0;
      exceeding[scope] = this.#isExceeding(kpi, scope) ? 1 : 0;
      if (this.cover && observed[scope] === 1) this.#noteCoverage(kpi, scope, this.cover, coverage);
    }
  }

  #isExceeding(kpi: PlannedKpi, scope: number): boolean {
    for (const [part, whole] of kpi.parts)
      if (exceeds(this.#input(kpi.inputs[part]!, scope), this.#input(kpi.inputs[whole]!, scope))) return true;
    return kpi.operands.some((it) => it.from === 'kpi' && this.#exceeding.get(it.at)![scope] === 1);
  }

  /** The least of its inputs and of the KPIs it is derived from. */
  #noteCoverage(kpi: PlannedKpi, scope: number, cover: Cover, coverage: Float64Array): void {
    const { lines } = this.plan;
    const line = scope % lines.length;
    const place = (scope - line) / lines.length;
    let latest = -1;
    for (const slots of kpi.inputs) latest = Math.max(latest, cover.latestAt(slots[line]!, place));
    let [now, end] = [1, 1];
    for (let i = 0; i < kpi.inputs.length; i++) {
      const [input, slot] = [kpi.own[i]!, kpi.inputs[i]![line]!];
      end = Math.min(end, cover.shareAt(input, slot, place, cover.end));
      if (latest >= 0) now = Math.min(now, cover.shareAt(input, slot, place, latest));
    }
    for (const it of kpi.operands) {
      if (it.from !== 'kpi') continue;
      const below = this.#coverage.get(it.at)!;
      now = Math.min(now, below[2 * scope]!);
      end = Math.min(end, below[2 * scope + 1]!);
    }
    coverage[2 * scope] = now;
    coverage[2 * scope + 1] = end;
  }

  /** The cells of a KPI that was computed at these scopes. Where it does not apply it may have, under other trees: what is stored of that time goes. */
  tell(at: number, scopes: readonly number[], note: OnCell): void {
    const { lines, places, kpis } = this.plan;
    const kpi = kpis[at]!;
    const [values, observed] = [this.#values.get(at)!, this.#observed.get(at)!];
    const [coverage, exceeding] = [this.#coverage.get(at)!, this.#exceeding.get(at)!];
    const cell: Cell = {
      kpi,
      number: 0,
      placeId: 0,
      lineId: 0,
      isObserved: false,
      ...WITHOUT_VALUE,
      inputs: kpi.inputs.map(() => null),
      coverage: 1,
      coverageAtEnd: 1,
    };
    for (const scope of scopes) {
      const line = scope % lines.length;
      cell.number = cellNumber(this.plan, scope, at);
      cell.placeId = places[(scope - line) / lines.length]!;
      cell.lineId = lines[line]!;
      cell.isObserved = observed[scope] === 1;
      if (this.cover) {
        cell.coverage = coverage[2 * scope]!;
        cell.coverageAtEnd = coverage[2 * scope + 1]!;
      }
      if (cell.isObserved) this.#judge(cell, scope, orNull(values[scope]!), exceeding[scope] === 1);
      note(cell);
    }
  }

  #judge(cell: Cell, scope: number, value: number | null, isExceeding: boolean): void {
    const { kpi, inputs } = cell;
    for (let i = 0; i < inputs.length; i++) inputs[i] = orNull(this.#input(kpi.inputs[i]!, scope));
    try {
      const rule = kpi.rules.at(scope, this.dirty.period.start);
      const coverage = this.dirty.isOver ? cell.coverageAtEnd : cell.coverage;
      const sample = kpi.sample === null ? null : inputs[kpi.sample]!;
      const isEnough = coverage >= kpi.minimumCoverage && !isExceeding;
      const status = statusOf(rule, value, sample, isEnough);
      cell.value = value;
      cell.status = statusId(status);
      cell.score = value !== null && isJudged(status) ? scoreOf(rule.scoring, value) : null;
    } catch (error) {
      Object.assign(cell, WITHOUT_VALUE);
      this.fail(kpi, error);
    }
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
}

const WITHOUT_VALUE = { value: null, status: statusId('NO_DATA'), score: null };

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value);

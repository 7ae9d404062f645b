/** How a KPI's values are judged at a scope: as its definition says, or as the override says that is used there. */
import type { Kpi } from '../kpi/kpi.ts';
import { holdingAt, type Override, type Rule } from '../kpi/override.ts';
import type { OverrideRow } from '../store/overrides.ts';
import type { Operator } from '../store/reference.ts';
import type { Scope, World } from './world.ts';

/** The override that is used for a KPI at a scope in a period that begins on this day; null for none. */
export function overrideAt(
  { overrides }: World,
  kpiId: number,
  scope: Scope,
  start: string,
): OverrideRow | null {
  const own = overrides.get(kpiId);
  if (!own) return null;
  return holdingAt(own, scope.place.path, scope.line?.path ?? []).find((it) => it.from <= start) ?? null;
}

/** The rule where this override, or none, is used. */
export function ruleOf({ limits, definition }: Kpi, override: Override | null): Rule {
  return {
    definition,
    limits: override?.limits ?? limits,
    consecutive: override?.consecutive ?? definition.threshold.consecutive,
    scoring: override?.scoring ?? definition.scoring,
    weight: override?.weight ?? definition.weight,
  };
}

/** The rules of one KPI at the scopes of one operator, numbered as in a plan. */
export class Rules {
  /** Whether a breach may need more than one period in a row somewhere. */
  readonly needsRuns: boolean;
  readonly #plain: Rule;
  readonly #own: readonly Override[];
  readonly #holding = new Map<number, { from: string; rule: Rule }[]>();

  constructor(
    readonly kpi: Kpi,
    overrides: readonly Override[],
    readonly operator: Operator,
    /** By line position: the line and all above it; none for all lines. */
    readonly linePaths: readonly (readonly number[])[],
  ) {
    const places = new Set(operator.places.map((it) => it.id));
    this.#own = overrides.filter((it) => places.has(it.placeId));
    this.#plain = ruleOf(kpi, null);
    this.needsRuns = this.#plain.consecutive > 1 || this.#own.some((it) => (it.consecutive ?? 1) > 1);
  }

  /** The rule at a scope in a period that begins on this day. */
  at(scope: number, start: string): Rule {
    if (this.#own.length === 0) return this.#plain;
    const holding = this.#holding.get(scope) ?? this.#holdingAt(scope);
    for (const { from, rule } of holding) if (from <= start) return rule;
    return this.#plain;
  }

  #holdingAt(scope: number): { from: string; rule: Rule }[] {
    const line = scope % this.linePaths.length;
    const place = this.operator.places[(scope - line) / this.linePaths.length]!;
    const holding = holdingAt(this.#own, place.path, this.linePaths[line]!).map((it) => ({
      from: it.from,
      rule: ruleOf(this.kpi, it),
    }));
    this.#holding.set(scope, holding);
    return holding;
  }
}

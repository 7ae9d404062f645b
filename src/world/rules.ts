/** How a KPI's values are judged at a scope: as its definition says, or as the override says that is used there. */
import type { Kpi } from '../kpi/kpi.ts';
import { type EarlierLimits, earlierAt, earlierUntil } from '../kpi/threshold.ts';
import { holdingAt, type Override, type Rule } from '../kpi/override.ts';
import type { OverrideRow } from '../store/overrides.ts';
import type { Operator, Reference } from '../store/reference.ts';
import type { KnownKpi, Scope, World } from './world.ts';

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

/** The limits before those of a new version of a KPI that hold from a day on; without a day those that its limits have already. */
export function earlierLimitsOf(
  existing: KnownKpi | undefined,
  { limits, definition: { threshold } }: Kpi,
  limitsFrom: string | undefined,
): EarlierLimits[] {
  if (!existing) return [];
  const { kpi, earlierLimits } = existing;
  const { consecutive } = kpi.definition.threshold;
  const isSame =
    JSON.stringify([kpi.limits, consecutive]) === JSON.stringify([limits, threshold.consecutive]);
  if (isSame) return [...earlierLimits];
  return limitsFrom === undefined
    ? []
    : earlierUntil(earlierLimits, { limits: [...kpi.limits], consecutive }, limitsFrom);
}

/** Which of a KPI's own inputs count a part of another of them, as pairs of positions. */
export const partsOf = ({ inputs }: Kpi, reference: Reference): [part: number, whole: number][] =>
  inputs.flatMap((key, part): [number, number][] => {
    const whole = inputs.indexOf(reference.inputs.get(key)?.definition.partOf ?? '');
    return whole === -1 ? [] : [[part, whole]];
  });

/** Below which share of what is expected a KPI's figures are INCOMPLETE at an operator: the larger of what the two ask for; 0: none is. */
export const minimumCoverageOf = ({ definition }: Kpi, { watching }: Operator): number =>
  Math.max(definition.minimumCoverage ?? 0, watching.minimumCoverage ?? 0);

/** The rule where this override, or none, is used; with the limits of an earlier version where they hold. */
export function ruleOf(
  { limits, definition }: Kpi,
  override: Override | null,
  earlier: EarlierLimits | undefined = undefined,
): Rule {
  return {
    definition,
    limits: override?.limits ?? earlier?.limits ?? limits,
    consecutive: override?.consecutive ?? earlier?.consecutive ?? definition.threshold.consecutive,
    scoring: override?.scoring ?? definition.scoring,
    weight: override?.weight ?? definition.weight,
  };
}

/** An override that holds at a scope from a day on, with the limits of an earlier version where they hold. */
interface Holding {
  from: string;
  rule: (earlier: EarlierLimits | undefined) => Rule;
}

/** The rules of one KPI at the scopes of one operator, numbered as in a plan. */
export class Rules {
  /** Whether a breach may need more than one period in a row somewhere. */
  readonly needsRuns: boolean;
  readonly #plain: Rule;
  readonly #own: readonly Override[];
  readonly #holding = new Map<number, Holding[]>();
  readonly #before = new Map<EarlierLimits, Rule>();

  constructor(
    readonly kpi: Kpi,
    overrides: readonly Override[],
    readonly operator: Operator,
    /** By line position: the line and all above it; none for all lines. */
    readonly linePaths: readonly (readonly number[])[],
    /** The limits of periods before those of the KPI's own, earliest first. */
    readonly earlier: readonly EarlierLimits[] = [],
  ) {
    const places = new Set(operator.places.map((it) => it.id));
    this.#own = overrides.filter((it) => places.has(it.placeId));
    this.#plain = ruleOf(kpi, null);
    this.needsRuns =
      [this.#plain, ...earlier].some((it) => it.consecutive > 1) ||
      this.#own.some((it) => (it.consecutive ?? 1) > 1);
  }

  /** The rule at a scope in a period that begins on this day. */
  at(scope: number, start: string): Rule {
    const earlier = earlierAt(this.earlier, start);
    const plain = earlier ? this.#plainBefore(earlier) : this.#plain;
    if (this.#own.length === 0) return plain;
    const holding = this.#holding.get(scope) ?? this.#holdingAt(scope);
    for (const it of holding) if (it.from <= start) return it.rule(earlier);
    return plain;
  }

  #plainBefore(earlier: EarlierLimits): Rule {
    const rule = this.#before.get(earlier) ?? ruleOf(this.kpi, null, earlier);
    this.#before.set(earlier, rule);
    return rule;
  }

  #holdingAt(scope: number): Holding[] {
    const line = scope % this.linePaths.length;
    const place = this.operator.places[(scope - line) / this.linePaths.length]!;
    const holding = holdingAt(this.#own, place.path, this.linePaths[line]!).map((override): Holding => {
      const rules = new Map<EarlierLimits | undefined, Rule>();
      const rule = (earlier: EarlierLimits | undefined) => {
        const made = rules.get(earlier) ?? ruleOf(this.kpi, override, earlier);
        rules.set(earlier, made);
        return made;
      };
      return { from: override.from, rule };
    });
    this.#holding.set(scope, holding);
    return holding;
  }
}

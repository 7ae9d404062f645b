/** An admitted KPI: a definition whose names are resolved, whose formula is compiled and whose examples hold. */
import type { KpiDefinition } from './definition.ts';
import type { Limit } from './threshold.ts';
import type { Direction, Origin } from './vocabulary.ts';

/** A name that a KPI's formula reads: an input by its key, or another KPI by its code. Parameters are not operands. */
export interface Operand {
  kind: 'input' | 'kpi';
  name: string;
}

/** What `admit` makes of a definition. Immutable; nobody but `admit` makes one. */
export interface Kpi {
  readonly definition: KpiDefinition;
  readonly origin: Origin;
  /** Where it was read: a file, a package, or `registered`. For messages only. */
  readonly source: string;
  /** What the formula reads, each once, in order of appearance. */
  readonly operands: readonly Operand[];
  /** The keys of its own inputs in order of appearance; the minimum sample's comes last if the formula does not read it. */
  readonly inputs: readonly string[];
  /** The codes of the KPIs that its formula reads, in order of appearance. */
  readonly derivedFrom: readonly string[];
  /** Its own inputs, and those of every KPI below it. */
  readonly allInputs: readonly string[];
  /**
   * The value from the operands' values, in the order of `operands`, in a period whose month has so many days. NaN stands for null,
   * in both directions.
   */
  evaluate(operandValues: ArrayLike<number>, monthDays: number): number;
  /** In the order below warning, below critical, above warning, above critical; those that are set. */
  readonly limits: readonly Limit[];
  readonly direction: Direction;
  /** SHA-256, hex, of what changes stored results: see `hash.ts`. */
  readonly resultHash: string;
  /** SHA-256, hex, of what takes effect without computing again. Texts, unit, sources and examples are in neither. */
  readonly otherHash: string;
}

/** What the floors above ask of the engine. */
import type { Input, Line, Operator, Place } from '../store/reference.ts';
import type { Dimension, SpaceAggregation, TimeAggregation, LocalizedText } from '../kpi/vocabulary.ts';
import type { Period } from '../kpi/period.ts';
import type { Check } from './check.ts';
import type { Conflict, Invalid, NotFound } from './outcome.ts';
import type { Overridden, OverrideKey, OverrideLiteral, Weighted } from './overrides.ts';
import type { Preview } from './preview.ts';
import type { KpiConflict, KpiRegistered, KpiRetired, Registration } from './register.ts';
import type { Scope, World } from './world.ts';

/** The world, and how far each operator's observations reach, at one moment. */
export interface Moment {
  world: World;
  /** Two moments with the same stamp have the same world, latest days and measurements. */
  stamp: string;
  /** The latest day with an observation, by operator id. */
  lastDays: ReadonlyMap<number, string>;
}

export interface ObservationKeyLiteral {
  input: string;
  operator: string;
  businessLine?: string | null;
  orgUnit?: string | null;
  date: string;
}

export interface ObservationLiteral extends ObservationKeyLiteral {
  value: number;
}

/** A batch as it was sent; nothing of it is checked yet. */
export interface BatchLiteral {
  idempotencyKey: string;
  source?: string | null;
  observations: readonly ObservationLiteral[];
  withdraw?: readonly ObservationKeyLiteral[] | null;
}

export interface Recorded {
  outcome: 'recorded';
  batchId: number;
  inserted: number;
  replaced: number;
  unchanged: number;
  withdrawn: number;
}

/** Reference data as it was sent: creates or updates, by code and key. An omitted field keeps its value; parent null makes a root. */
export interface ReferenceLiteral {
  operators?: readonly { code: string; name: LocalizedText; isOwn?: boolean | null }[] | null;
  businessLines?: readonly { code: string; name: LocalizedText; parent?: string | null }[] | null;
  orgUnits?:
    readonly { code: string; operator: string; name: LocalizedText; parent?: string | null }[] | null;
  inputs?:
    | readonly {
        key: string;
        name: LocalizedText;
        unit: string;
        timeAggregation: TimeAggregation;
        spaceAggregation: SpaceAggregation;
      }[]
    | null;
}

/** What was created or updated, in the order sent. */
export interface Defined {
  outcome: 'defined';
  operators: Operator[];
  businessLines: Line[];
  orgUnits: Place[];
  inputs: Input[];
}

export interface Services {
  /** The world now; loads it again only if it changed. One statement where it did not. */
  moment(): Promise<Moment>;
  /** Records all of a batch or nothing, and computes what it changes before answering (up to a few seconds). */
  record(batch: BatchLiteral): Promise<Recorded | Invalid | Conflict>;
  defineReference(data: ReferenceLiteral): Promise<Defined | Invalid | Conflict>;
  /** What is wrong with a definition, and what its examples give; stores nothing. */
  checkKpi(literal: unknown): Promise<Check>;
  /** What a definition would give in some periods of one grain (in time order, at least one) at one scope; stores nothing. */
  previewKpi(literal: unknown, scope: Scope, periods: readonly Period[]): Promise<Preview | Invalid>;
  /** Registers a KPI or a new version of one; its history is computed behind the answer. */
  registerKpi(registration: Registration): Promise<KpiRegistered | Invalid | KpiConflict>;
  /** Judges a KPI otherwise at a scope and below, from a day on; its history is computed again behind the answer. */
  overrideKpi(override: OverrideLiteral): Promise<Overridden | Invalid | NotFound>;
  removeOverride(key: OverrideKey): Promise<Overridden | NotFound>;
  /** Sets what each dimension counts in an operator's index; null: as the product has it. */
  setDimensionWeights(
    operator: string,
    weights: Readonly<Record<Dimension, number>> | null,
  ): Promise<Weighted | Invalid | NotFound>;
  /** Takes a registered KPI out; its history stays readable. */
  retireKpi(code: string): Promise<KpiRetired | NotFound | KpiConflict>;
}

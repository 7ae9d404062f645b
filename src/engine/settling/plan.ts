/**
 * How one operator's figures are computed, prepared once a world: inputs and KPIs by position, the lines that each
 * (KPI, scope line) takes as a numbered selection, and the path upwards from every place.
 *
 * A selection is a set of lines whose observations count together. It depends on the scope's line and on the KPI's lines
 * (SEMANTICS 2, step 1), and many KPIs share one, so values are collapsed once a selection rather than once a KPI. An
 * input under a selection has a slot.
 */
import { grainId } from '../../kpi/grain.ts';
import type { PresenceOptions, Reporting } from '../../kpi/coverage.ts';
import type { Kpi } from '../../kpi/kpi.ts';
import { dependencyOrder } from '../../kpi/order.ts';
import type { Trees } from '../../kpi/space.ts';
import type { EarlierLimits } from '../../kpi/threshold.ts';
import type { SpaceAggregation } from '../../kpi/vocabulary.ts';
import type { Input, Operator, Reference } from '../../store/reference.ts';
import { endsOf, reportingOf, wholeOf } from '../../world/reporting.ts';
import { minimumCoverageOf, partsOf, Rules } from '../../world/rules.ts';
import { treesOf } from '../../world/trees.ts';
import type { KnownKpi, World } from '../../world/world.ts';

/** An input as a plan takes it. */
export interface PlannedInput {
  id: number;
  space: SpaceAggregation;
  /** Whether a newer level supersedes an older one: for every time aggregation but SUM. */
  supersedes: boolean;
  /** Whether the latest value of a period stands for it. */
  isLast: boolean;
  /** By line id: the slots that take the line's observations. */
  takenBy: ReadonlyMap<number, readonly number[]>;
  /** How the operator reports it. */
  reporting: Reporting;
  endOf: PresenceOptions['endOf'];
  /** The input that it is a part of on every day, and those that are a part of it. */
  wholeId: number | null;
  partIds: readonly number[];
  /** How many times the median of what came before is more than plausible; null: it is not held against that. */
  mostTimes: number | null;
}

/** By scope line position: the slot of an input under a KPI's selection, -1 where the KPI does not apply. */
export type Slots = readonly number[];

/** Where an operand's value comes from: an input's slots, or a KPI's position in the plan. */
export type PlannedOperand = { from: 'input'; slots: Slots } | { from: 'kpi'; at: number };

/** A KPI as a plan computes it. */
export interface PlannedKpi {
  kpi: Kpi;
  id: number;
  editionId: number;
  /** Whether readers see this edition, of which a KPI has at most one beside one that is built; thresholds are watched only then. */
  visible: boolean;
  cadence: number;
  operands: PlannedOperand[];
  /** The slots of its own inputs, in the order of `kpi.inputs`. */
  inputs: Slots[];
  /** The positions of its own inputs, in that order. */
  own: readonly number[];
  /** Position in `inputs` of the minimum sample's. */
  sample: number | null;
  /** Positions of all inputs it depends on. */
  reads: number[];
  /** By scope line position: whether the KPI applies. */
  applies: readonly boolean[];
  /** How its values are judged. */
  rules: Pick<Rules, 'at' | 'needsRuns'>;
  /** What is made of a smaller share of what is expected is not judged. */
  minimumCoverage: number;
  /** Pairs of positions in `inputs`: the first counts a part of the second. None where nothing is waited for: all is judged then. */
  parts: readonly (readonly [part: number, whole: number])[];
}

/** How the KPIs of a world are computed for an operator. */
export interface Plan {
  operator: Operator;
  /** Periods that begin before it stay as they were computed. */
  keptFrom: string;
  /** Each after those it is derived from; twice while a new version is built beside the one that readers see. */
  kpis: PlannedKpi[];
  inputs: PlannedInput[];
  /** By input id: its position. */
  inputAt: ReadonlyMap<number, number>;
  /** How many (input, selection) pairs there are. */
  slots: number;
  /** Ids of the scopes' lines by position; the first is 0, all lines. */
  lines: number[];
  lineAt: ReadonlyMap<number, number>;
  /** By edition id: the position of its KPI. */
  kpiAt: ReadonlyMap<number, number>;
  /** By line id (0: none): the positions of the scope lines it counts for. */
  linesAbove: Map<number, number[]>;
  /** The place ids by position, the root first. */
  places: number[];
  placeAt: ReadonlyMap<number, number>;
  /** By place position: the positions of the place and all above it. */
  placesAbove: number[][];
  trees: Trees;
}

/** One number for a KPI (its position) at a scope (its number, see scopes.ts). */
export const cellNumber = (plan: Plan, scope: number, kpi: number): number => scope * plan.kpis.length + kpi;

/** The plan for an operator. */
export function planFor(world: World, operator: Operator): Plan {
  const { reference } = world;
  const lines = [0, ...reference.lineById.keys()];
  const slots = new Slotting(new Selections(world, lines));
  const inputs = [...reference.inputs.values()];
  const parts = partsByWhole(inputs);
  const kpis = planKpis(world, operator, slots);
  const places = operator.places.map((it) => it.id);
  const placeAt = new Map(places.map((id, at) => [id, at]));
  return {
    operator,
    keptFrom: reference.keptFrom,
    kpis,
    inputs: inputs.map((input) => ({
      id: input.id,
      space: input.definition.spaceAggregation,
      supersedes: input.definition.timeAggregation !== 'SUM',
      isLast: input.definition.timeAggregation === 'LAST',
      takenBy: slots.takenBy(input.definition.key),
      reporting: reportingOf(operator, input),
      endOf: endsOf(input),
      wholeId: wholeOf(operator, input, reference.inputs)?.id ?? null,
      partIds: parts.get(input.definition.key) ?? [],
      mostTimes: input.definition.mostTimes ?? null,
    })),
    inputAt: new Map(inputs.map((it, at) => [it.id, at])),
    slots: slots.count,
    lines,
    lineAt: new Map(lines.map((id, at) => [id, at])),
    kpiAt: new Map(kpis.map((it, at) => [it.editionId, at])),
    linesAbove: new Map(lines.map((id) => [id, pathOfLine(reference, id).map((it) => lines.indexOf(it))])),
    places,
    placeAt,
    placesAbove: operator.places.map((it) => it.path.map((id) => placeAt.get(id)!)),
    trees: treesOf(reference),
  };
}

/** By key of a whole the ids of its parts. */
function partsByWhole(inputs: readonly Input[]): Map<string, number[]> {
  const parts = new Map<string, number[]>();
  for (const { id, definition } of inputs)
    if (definition.partOf !== undefined)
      parts.set(definition.partOf, [...(parts.get(definition.partOf) ?? []), id]);
  return parts;
}

/** A line and all above it, 0 (all lines) last. */
function pathOfLine(reference: Reference, id: number): number[] {
  return [...(reference.lineById.get(id)?.path ?? []), 0];
}

/**
 * A way of computing a KPI: by its present definition, or by the earlier one that readers see until the history of the present
 * one is complete. Both follow what is recorded meanwhile.
 */
interface Way {
  known: KnownKpi;
  kpi: Kpi;
  editionId: number;
  visible: boolean;
  /** The limits of periods before those of the KPI's own. */
  earlierLimits: readonly EarlierLimits[];
}

function waysOf(known: KnownKpi): Way[] {
  const { kpi, seen, editionId, computedEditionId } = known;
  const ways = [
    { known, kpi: seen, editionId, visible: true, earlierLimits: known.seenEarlierLimits },
    { known, kpi, editionId: computedEditionId, visible: false, earlierLimits: known.earlierLimits },
  ];
  return ways.filter((it) => (it.visible ? it.editionId !== 0 : it.editionId !== editionId));
}

/** Every way of computing a KPI, each after those that it reads; without an earlier one that reads what is gone. */
function orderedWays(world: World): { ways: Way[]; readBy: (way: Way, code: string) => Way | undefined } {
  const known = new Map(world.kpis.map((it) => [it.kpi, it]));
  const all = world.registry.kpis.flatMap((kpi) => (known.has(kpi) ? waysOf(known.get(kpi)!) : []));
  const seen = new Map(all.filter((it) => it.visible).map((it) => [it.known.kpi.definition.code, it]));
  const built = new Map(all.filter((it) => !it.visible).map((it) => [it.known.kpi.definition.code, it]));
  const readBy = ({ visible }: Way, code: string) =>
    (visible ? undefined : built.get(code)) ?? seen.get(code);
  const { ordered } = dependencyOrder(all, (way) =>
    way.kpi.derivedFrom.flatMap((it) => readBy(way, it) ?? []),
  );
  const computable = new Set<Way>();
  for (const way of ordered) {
    const below = way.kpi.derivedFrom.map((code) => readBy(way, code));
    if (below.every((it) => it && computable.has(it))) computable.add(way);
  }
  return { ways: [...computable], readBy };
}

function planKpis(world: World, operator: Operator, slots: Slotting): PlannedKpi[] {
  const linePaths = slots.selections.lines.map((id) => world.reference.lineById.get(id)?.path ?? []);
  const { ways, readBy } = orderedWays(world);
  const wayAt = new Map(ways.map((way, at) => [way, at]));
  const inputAt = new Map([...world.reference.inputs.keys()].map((key, at) => [key, at]));
  const planned: PlannedKpi[] = [];
  for (const way of ways) {
    const { kpi, editionId, visible, known, earlierLimits } = way;
    const { cadence, minimumSample } = kpi.definition;
    const below = kpi.derivedFrom.map((code) => wayAt.get(readBy(way, code)!)!);
    const own = kpi.inputs.map((key) => inputAt.get(key)!);
    planned.push({
      kpi,
      id: known.id,
      editionId,
      visible,
      cadence: grainId(cadence),
      operands: kpi.operands.map(({ kind, name }) =>
        kind === 'input'
          ? { from: kind, slots: slots.of(name, kpi) }
          : { from: kind, at: below[kpi.derivedFrom.indexOf(name)]! },
      ),
      inputs: kpi.inputs.map((key) => slots.of(key, kpi)),
      own,
      sample: minimumSample ? kpi.inputs.indexOf(minimumSample.input) : null,
      reads: [...new Set([...own, ...below.flatMap((at) => planned[at]!.reads)])],
      applies: slots.selections.of(kpi).map((selection) => selection >= 0),
      minimumCoverage: minimumCoverageOf(kpi, operator),
      parts: operator.watching.waitDays === 0 ? [] : partsOf(kpi, world.reference),
      rules: new Rules(kpi, world.overrides.get(known.id) ?? [], operator, linePaths, earlierLimits),
    });
  }
  return planned;
}

/** Numbers the sets of lines that count together. */
class Selections {
  /** The line ids of each selection. */
  readonly members: ReadonlySet<number>[] = [];
  readonly #numbers = new Map<string, number>();

  constructor(
    readonly world: World,
    readonly lines: readonly number[],
  ) {}

  /** The selection for a KPI at each scope line, -1 where it does not apply. */
  of(kpi: Kpi): number[] {
    const allowed = this.world.linesOf(kpi);
    return this.lines.map((line) => {
      const below = this.world.reference.lineById.get(line)?.subtree ?? this.lines;
      const taken = below.filter((id) => allowed === null || allowed.has(id));
      // Every KPI applies to all lines, also one whose own lines are not there yet.
      return taken.length === 0 && line !== 0 ? -1 : this.#numberOf(taken.sort((a, b) => a - b));
    });
  }

  #numberOf(taken: number[]): number {
    const key = taken.join();
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.members.length);
    return this.members.push(new Set(taken)) - 1;
  }
}

/** Numbers the (input, selection) pairs that some KPI reads. */
class Slotting {
  count = 0;
  readonly #slots = new Map<string, Map<number, number>>();

  constructor(readonly selections: Selections) {}

  /** The slots of an input for a KPI, by scope line position. */
  of(key: string, kpi: Kpi): Slots {
    const known = this.#slots.get(key) ?? new Map<number, number>();
    this.#slots.set(key, known);
    return this.selections.of(kpi).map((selection) => {
      if (selection < 0) return -1;
      if (!known.has(selection)) known.set(selection, this.count++);
      return known.get(selection)!;
    });
  }

  /** By line id: the slots of the input that take it. */
  takenBy(key: string): Map<number, number[]> {
    const slots = [...(this.#slots.get(key) ?? [])];
    const takers = (line: number) =>
      slots.flatMap(([selection, slot]) => (this.selections.members[selection]!.has(line) ? [slot] : []));
    return new Map(this.selections.lines.map((line) => [line, takers(line)]));
  }
}

/**
 * What the measurements have to be, in plain loops over all observations: written from the page on what the numbers mean,
 * sections 1 to 6, and sharing nothing with the product but names. Slow and simple; what it says is the truth.
 */
import type { KpiLiteral } from '../../src/kpi/definition.ts';
import type { InputDefinition } from '../../src/kpi/input.ts';
import { type Grain, GRAINS, type SpaceAggregation, type Status } from '../../src/kpi/vocabulary.ts';
import { monthDaysOf, periodEnd, periodStart } from './modelCalendar.ts';
import { coverageOf, Known, type ModelCoverage, type ModelReporting } from './modelCoverage.ts';

/** From every code to the code above it, null for a root. */
export type Tree = ReadonlyMap<string, string | null>;

export interface Position {
  line: string | null;
  unit: string | null;
}

export interface ModelObservation extends Position {
  input: string;
  date: string;
  value: number;
}

/** Reads an operand by its name in the formula: null where it is absent. */
export type Read = (name: string) => number | null;

/** A KPI as its author writes it, and its formula once more, as a function. */
export interface ModelKpi {
  literal: Omit<KpiLiteral, 'scoring'> & { scoring: { value: number; score: number }[] };
  /** Its own inputs in the order in which a measurement shows them. */
  inputs: string[];
  /** The KPIs it is derived from: name in the formula and code. */
  derivedFrom: { name: string; code: string }[];
  compute(read: Read): number | null;
}

/** One operator's surroundings. */
export interface ModelWorld {
  lines: Tree;
  units: Tree;
  inputs: readonly InputDefinition[];
  /** Each after those it is derived from. */
  kpis: readonly ModelKpi[];
  /** Left out: everything is reported in the rhythm of its KPIs. */
  reporting?: ModelReporting;
}

/** A measurement's content. */
export interface Figures {
  value: number | null;
  status: Status;
  score: number | null;
  inputs: (number | null)[];
  coverage: number;
  coverageAtEnd: number;
}

/** A measurement's name: what, where, when. */
export const nameOf = (kpi: string, { line, unit }: Position, grain: Grain, start: string): string =>
  `${kpi} of ${line ?? 'all lines'} at ${unit ?? 'the operator'}, ${grain} from ${start}`;

/** Every measurement of one operator, by name. */
export function measurementsOf(
  world: ModelWorld,
  observations: readonly ModelObservation[],
): Map<string, Figures> {
  const found = new Map<string, Figures>();
  const known = new Known(observations);
  for (const grain of GRAINS)
    for (const [start, during] of grouped(observations, (it) => periodStart(grain, it.date)))
      for (const line of [null, ...world.lines.keys()])
        for (const unit of [null, ...world.units.keys()])
          for (const [code, figures] of measure(world, { line, unit }, grain, start, during, known))
            found.set(nameOf(code, { line, unit }, grain, start), figures);
  return found;
}

/** Whether values at two places would count something twice: no line is above all lines, no unit above all units. */
export function overlap(lines: Tree, units: Tree, a: Position, b: Position): boolean {
  const linesMeet = isWithin(lines, a.line, b.line) || isWithin(lines, b.line, a.line);
  const unitsMeet = isWithin(units, a.unit, b.unit) || isWithin(units, b.unit, a.unit);
  return linesMeet && unitsMeet;
}

/** Whether a node is another one or below it; null is above everything. */
export function isWithin(tree: Tree, node: string | null, top: string | null): boolean {
  if (top === null || node === top) return true;
  return node !== null && isWithin(tree, tree.get(node) ?? null, top);
}

interface Result extends ModelCoverage {
  value: number | null;
  observed: boolean;
  /** Whether a part of something was more than it, here or in a KPI below; where nothing is waited for nobody asks. */
  exceeds: boolean;
}

/** The measurements of one scope in one period: all KPIs that apply and have an observation. */
function measure(
  world: ModelWorld,
  scope: Position,
  grain: Grain,
  start: string,
  during: readonly ModelObservation[],
  known: Known,
): [string, Figures][] {
  const results = new Map<string, Result>();
  const found: [string, Figures][] = [];
  for (const kpi of world.kpis) {
    if (!applies(world, kpi, scope, grain)) continue;
    const inputs = new Map(kpi.inputs.map((key) => [key, inputValue(world, kpi, key, scope, during)]));
    const below = new Map(kpi.derivedFrom.map(({ name, code }) => [name, results.get(code)]));
    const value = kpi.compute((name) =>
      name === 'monthDays' ? monthDaysOf(grain, start) : (inputs.get(name) ?? below.get(name)?.value ?? null),
    );
    const observed =
      [...inputs.values()].some((it) => it !== null) || [...below.values()].some((it) => it?.observed);
    const coverage = observed
      ? leastOf([
          coverageOf({ world, kpi, scope, grain, start }, during, known),
          ...[...below.values()].flatMap((it) => it ?? []),
        ])
      : { coverage: 1, coverageAtEnd: 1 };
    const exceeds = moreThanWhole(world, inputs) || [...below.values()].some((it) => it?.exceeds);
    results.set(kpi.literal.code, { value, observed, exceeds, ...coverage });
    const isOver = known.all.some((it) => it.date >= periodEnd(grain, start));
    const share = isOver ? coverage.coverageAtEnd : coverage.coverage;
    const isCovered =
      !exceeds && share >= Math.max(world.reporting?.minimumCoverage ?? 0, kpi.literal.minimumCoverage ?? 0);
    if (observed)
      found.push([kpi.literal.code, { ...figuresOf(kpi, value, inputs, isCovered), ...coverage }]);
  }
  return found;
}

function moreThanWhole(
  { inputs, reporting }: ModelWorld,
  values: ReadonlyMap<string, number | null>,
): boolean {
  // The settings of an operator that says nothing are those of one that waits for nothing.
  if ((reporting?.waitDays ?? 0) === 0) return false;
  return inputs.some(({ key, partOf }) => {
    const [part, whole] = [values.get(key) ?? null, values.get(partOf ?? '') ?? null];
    return part !== null && whole !== null && part > whole + 1e-9 * Math.max(1, Math.abs(whole));
  });
}

const leastOf = (all: readonly ModelCoverage[]): ModelCoverage => ({
  coverage: Math.min(...all.map((it) => it.coverage)),
  coverageAtEnd: Math.min(...all.map((it) => it.coverageAtEnd)),
});

function applies({ lines }: ModelWorld, { literal }: ModelKpi, { line }: Position, grain: Grain): boolean {
  if (GRAINS.indexOf(grain) < GRAINS.indexOf(literal.cadence)) return false;
  if (line === null || !literal.businessLines?.length) return true;
  const underneath = [...lines.keys()].filter((it) => isWithin(lines, it, line));
  return underneath.some((it) => literal.businessLines!.some((top) => isWithin(lines, it, top)));
}

function inputValue(
  { lines, units, inputs }: ModelWorld,
  { literal }: ModelKpi,
  key: string,
  scope: Position,
  during: readonly ModelObservation[],
): number | null {
  const input = inputs.find((it) => it.key === key)!;
  const ofKpi = (line: string | null) =>
    !literal.businessLines?.length || literal.businessLines.some((top) => isWithin(lines, line, top));
  const taken = during.filter(
    (it) =>
      it.input === key &&
      isWithin(lines, it.line, scope.line) &&
      ofKpi(it.line) &&
      isWithin(units, it.unit, scope.unit),
  );
  const series = [...grouped(taken, (it) => `${it.line} ${it.unit}`).values()].map(inTimeOrder);
  const counted = series.filter((mine) => {
    const lastDay = mine.at(-1)!.date;
    const newer = series.filter((other) => other.at(-1)!.date > lastDay);
    return (
      input.timeAggregation === 'SUM' || !newer.some((other) => overlap(lines, units, mine[0]!, other[0]!))
    );
  });
  return together(
    counted.map((it) => overTime(it, input)),
    input.spaceAggregation,
  );
}

const inTimeOrder = (series: ModelObservation[]) => [...series].sort((a, b) => (a.date < b.date ? -1 : 1));

function overTime(series: readonly ModelObservation[], { timeAggregation }: InputDefinition): number {
  const values = series.map((it) => it.value);
  return timeAggregation === 'LAST' ? values.at(-1)! : together(values, timeAggregation)!;
}

function together(values: readonly number[], aggregation: SpaceAggregation): number | null {
  if (values.length === 0) return null;
  if (aggregation === 'MAX') return Math.max(...values);
  if (aggregation === 'MIN') return Math.min(...values);
  let sum = 0;
  for (const value of values) sum += value;
  return aggregation === 'SUM' ? sum : sum / values.length;
}

function figuresOf(
  kpi: ModelKpi,
  value: number | null,
  inputs: ReadonlyMap<string, number | null>,
  isCovered: boolean,
) {
  const { minimumSample } = kpi.literal;
  const sample = minimumSample ? (inputs.get(minimumSample.input) ?? null) : Infinity;
  const enough = sample !== null && sample >= (minimumSample?.count ?? 0);
  const status = statusOf(kpi, value, isCovered, enough);
  const isJudged = value !== null && isCovered && enough;
  const score = isJudged ? scoreOf(kpi.literal.scoring, value) : null;
  return { value, status, score, inputs: kpi.inputs.map((key) => inputs.get(key)!) };
}

function statusOf(kpi: ModelKpi, value: number | null, isCovered: boolean, enough: boolean): Status {
  if (value === null) return 'NO_DATA';
  if (!isCovered) return 'INCOMPLETE';
  return enough ? judged(kpi, value) : 'INSUFFICIENT_SAMPLE';
}

function judged({ literal: { threshold } }: ModelKpi, value: number): Status {
  const margin = (limit: number) => 1e-9 * Math.max(1, Math.abs(limit));
  const below = (limit: number | undefined) => limit !== undefined && value < limit - margin(limit);
  const above = (limit: number | undefined) => limit !== undefined && value > limit + margin(limit);
  if (below(threshold.atLeast?.critical) || above(threshold.atMost?.critical)) return 'CRITICAL';
  if (below(threshold.atLeast?.warning) || above(threshold.atMost?.warning)) return 'WARNING';
  return 'OK';
}

function scoreOf(points: readonly { value: number; score: number }[], value: number): number {
  if (value <= points[0]!.value) return points[0]!.score;
  for (let i = 1; i < points.length; i++) {
    const [left, right] = [points[i - 1]!, points[i]!];
    if (value > right.value) continue;
    return left.score + ((right.score - left.score) * (value - left.value)) / (right.value - left.value);
  }
  return points.at(-1)!.score;
}

/** The items by a name made of each, in order of first appearance. */
export function grouped<T>(items: Iterable<T>, name: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(name(item));
    if (group) group.push(item);
    else groups.set(name(item), [item]);
  }
  return groups;
}

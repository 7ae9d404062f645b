/**
 * What a definition would give over what is stored, beside what the present one gave: the engine's own way from series to
 * measurements, in a world that has the candidate. Nothing is stored. Three statements, however many periods there are.
 */
import { type Tried, tryDefinition } from '../engine/definitions/tryDefinition.ts';
import { type Plan, planFor } from '../engine/settling/plan.ts';
import { grainId } from '../kpi/grain.ts';
import type { Kpi } from '../kpi/kpi.ts';
import { matrixEntry, type MatrixScores, scoreMatrix } from '../kpi/matrix.ts';
import type { Period } from '../kpi/period.ts';
import { statusById } from '../kpi/status.ts';
import type { BusinessProcess, Dimension, Grain, Status } from '../kpi/vocabulary.ts';
import type { Registry } from '../registry/registry.ts';
import type { Seen } from '../store/sight.ts';
import { type MeasurementRow, measurementSeries, measurementsOfScope } from '../store/measurements.ts';
import type { Operator } from '../store/reference.ts';
import type { Invalid } from '../world/outcome.ts';
import { earlierLimitsOf, overrideAt, ruleOf } from '../world/rules.ts';
import { applies, type KnownKpi, type Scope, type World } from '../world/world.ts';
import { type CellFigures, cellsAt, scopeSeries } from './scopeSeries.ts';

/** A figure and how it is judged; NO_DATA where there is none. */
export interface Figure {
  value: number | null;
  score: number | null;
  status: Status;
}

export interface PreviewPeriod {
  period: Period;
  /** By the definition of now, as stored; null for a new KPI. */
  before: Figure | null;
  after: Figure;
}

/** A score before and after. */
export interface Move {
  before: number | null;
  after: number | null;
}

/** How the matrix of one period moves: the index, and the dimensions and cells in which a KPI changes. */
export interface MatrixMove {
  period: Period;
  index: Move;
  dimensions: (Move & { dimension: Dimension })[];
  cells: (Move & { process: BusinessProcess; dimension: Dimension })[];
}

export interface Preview {
  outcome: 'previewed';
  /** The KPI that a registration would change; undefined for a new one. */
  existing: KnownKpi | undefined;
  /** Whether the candidate has figures at this scope and grain; without, there are no periods. */
  applies: boolean;
  periods: PreviewPeriod[];
  /** The codes of the KPIs derived from it, whose figures move with it. */
  derived: string[];
  /** Read when it is asked for, because it needs all the KPIs of the scope. */
  moves(): Promise<MatrixMove[]>;
}

/** Computes a definition for some periods of one grain, in time order, at one scope. */
export async function previewKpi(
  db: Seen,
  world: World,
  literal: unknown,
  scope: Scope,
  periods: readonly Period[],
  limitsFrom: string | undefined = undefined,
): Promise<Preview | Invalid> {
  const candidate = remembered(world, literal, limitsFrom);
  if ('outcome' in candidate) return candidate;
  const { kpi, existing } = candidate;
  const grain = periods[0]?.grain ?? 'DAY';
  const concerned = applies(candidate.world, kpi, scope.line, grain);
  const cells = concerned
    ? await candidate.compute(db, scope, periods)
    : new Map<string, ReadonlyMap<number, CellFigures>>();
  const before = existing && (await storedSeries(db, existing, scope, periods));
  return {
    outcome: 'previewed',
    existing,
    applies: concerned,
    derived: candidate.derived.map((it) => it.definition.code),
    periods: (concerned ? periods : []).map((period) => ({
      period,
      before: before ? figureOf(before.get(period.start)) : null,
      after: figureOf(cells.get(period.start)?.get(CANDIDATE)),
    })),
    moves: () => movesOf(db, world, candidate, scope, periods, cells),
  };
}

/** A definition is often tried again with another scope or range. */
const MOST_REMEMBERED = 20;
const lately = new WeakMap<World, Map<string, Candidate | Invalid>>();

function remembered(world: World, literal: unknown, limitsFrom: string | undefined): Candidate | Invalid {
  const known = lately.get(world) ?? new Map<string, Candidate | Invalid>();
  lately.set(world, known);
  const key = JSON.stringify([literal, limitsFrom]);
  const found = known.get(key);
  if (found) return found;
  const tried = tryDefinition(world, literal);
  const made = 'outcome' in tried ? tried : new Candidate(world, tried, limitsFrom);
  if (known.size >= MOST_REMEMBERED) known.clear();
  known.set(key, made);
  return made;
}

/** The candidate's edition in its own world; stored ones count from 1, and those of KPIs derived from it are negative. */
const CANDIDATE = -1;

/** The world with the candidate in it, and of its KPIs those that change and those that these read. */
class Candidate {
  readonly world: World;
  /** Derived from the candidate, also through others. */
  readonly derived: readonly Kpi[];
  /** The candidate and those derived from it by edition in this world. */
  readonly changed = new Map<number, KnownKpi>();
  readonly kpi: Kpi;
  /** The KPI that a registration would change. */
  readonly existing: KnownKpi | undefined;
  readonly #plans = new Map<string, Plan>();

  constructor(
    readonly present: World,
    { registry, kpi }: Tried,
    limitsFrom: string | undefined,
  ) {
    this.kpi = kpi;
    this.existing = present.kpi(kpi.definition.code);
    this.derived = derivedFrom(registry, kpi).filter((it) => takesPart(present, it));
    const needed = below(registry, [kpi, ...this.derived]);
    const changing = [kpi, ...this.derived];
    const kpis = registry.kpis
      .filter((it) => needed.has(it))
      .map((it, n) => {
        const at = changing.indexOf(it);
        const stored = it === kpi ? this.existing : present.kpi(it.definition.code);
        // What readers do not see yet has a number of its own too: it is computed for the candidate.
        const editionId = at < 0 ? stored?.editionId || CANDIDATE - changing.length - n : CANDIDATE - at;
        const earlierLimits =
          it === kpi ? earlierLimitsOf(this.existing, kpi, limitsFrom) : (stored?.earlierLimits ?? []);
        const made: KnownKpi = {
          kpi: it,
          seen: it,
          earlierLimits,
          seenEarlierLimits: earlierLimits,
          id: stored?.id ?? 0,
          origin: it.origin,
          version: stored?.version ?? 0,
          retired: false,
          editionId,
          computedEditionId: editionId,
        };
        if (at >= 0) this.changed.set(editionId, made);
        return made;
      });
    const lines = new Map(registry.kpis.map((it) => [it, present.linesOfCodes(it.definition.businessLines)]));
    this.world = { ...present, registry, kpis, linesOf: (it) => lines.get(it) ?? null };
  }

  #planFor(operator: Operator): Plan {
    const key = operator.places.map((it) => it.id).join();
    const plan = this.#plans.get(key) ?? planFor(this.world, operator);
    this.#plans.set(key, plan);
    return plan;
  }

  /** The cells of what changes at one scope, by period and edition. One statement. */
  async compute(
    db: Seen,
    scope: Scope,
    periods: readonly Period[],
  ): Promise<Map<string, Map<number, CellFigures>>> {
    const keys = new Set([...this.changed.values()].flatMap(({ kpi }) => kpi.allInputs));
    const inputs = [...keys].map((key) => this.world.reference.inputs.get(key)!);
    const { places, series } = await scopeSeries(db, this.world, scope, periods, inputs);
    const plan = this.#planFor({ ...scope.operator, places });
    const wanted = new Set(plan.kpis.flatMap((it, at) => (this.changed.has(it.editionId) ? [at] : [])));
    const figures = new Map(series.map((it) => [it.start, it.figures]));
    const compute = cellsAt(plan, scope, wanted, rethrow);
    return new Map(periods.map((period) => [period.start, compute(period, figures.get(period.start) ?? [])]));
  }
}

const rethrow = (_kpi: unknown, error: unknown): never => {
  throw error;
};

const takesPart = (world: World, kpi: Kpi): boolean => world.kpi(kpi.definition.code)?.retired === false;

function derivedFrom({ kpis }: Registry, top: Kpi): Kpi[] {
  const codes = new Set([top.definition.code]);
  return kpis.filter((kpi) => {
    if (kpi === top || !kpi.derivedFrom.some((code) => codes.has(code))) return false;
    codes.add(kpi.definition.code);
    return true;
  });
}

/** These KPIs and all that they read. */
function below({ byCode }: Registry, kpis: readonly Kpi[]): Set<Kpi> {
  const found = new Set(kpis);
  for (const kpi of found) for (const code of kpi.derivedFrom) found.add(byCode.get(code)!);
  return found;
}

async function storedSeries(
  db: Seen,
  { editionId }: KnownKpi,
  scope: Scope,
  periods: readonly Period[],
): Promise<Map<string, Figure>> {
  const rows = await measurementSeries(db, seriesAt(scope, editionId), periods);
  return new Map(rows.map((row) => [row.start, { ...row, status: statusById(row.status) }]));
}

/** A KPI at a scope, as the store has it. */
export const seriesAt = ({ place, line }: Scope, editionId: number) => ({
  placeId: place.id,
  lineId: line?.id ?? 0,
  editionId,
});

function figureOf(
  found: { value: number | null; score: number | null; status: Status | number } | undefined,
): Figure {
  if (!found) return { value: null, score: null, status: 'NO_DATA' };
  const { value, score, status } = found;
  return { value, score, status: typeof status === 'number' ? statusById(status) : status };
}

/** The matrix of every period before and after. One statement. */
async function movesOf(
  db: Seen,
  world: World,
  candidate: Candidate,
  scope: Scope,
  periods: readonly Period[],
  cells: ReadonlyMap<string, ReadonlyMap<number, CellFigures>>,
): Promise<MatrixMove[]> {
  const grain = periods[0]!.grain;
  const place = { placeId: scope.place.id, lineId: scope.line?.id ?? 0 };
  const starts = periods.map((it) => it.start);
  const rows = await measurementsOfScope(db, place, grainId(grain), starts);
  const scores = byStart(rows);
  const places = [...candidate.changed.values()].flatMap(({ kpi }) => [
    kpi,
    world.kpi(kpi.definition.code)?.kpi ?? kpi,
  ]);
  const changedCodes = new Set([...candidate.changed.values()].map((it) => it.kpi.definition.code));
  const before = applicable(world, world.kpis, scope, grain);
  const kept = before.filter((it) => !changedCodes.has(it.kpi.definition.code));
  const fresh = applicable(candidate.world, [...candidate.changed.values()], scope, grain);
  return periods.map((period) => {
    const stored = scores.get(period.start);
    const made = cells.get(period.start);
    const weigh = (it: KnownKpi) => ruleOf(it.kpi, overrideAt(world, it.id, scope, period.start)).weight;
    const was = before.map((it) =>
      matrixEntry(it.kpi.definition, weigh(it), stored?.get(it.editionId) ?? null),
    );
    const is = [
      ...kept.map((it) => matrixEntry(it.kpi.definition, weigh(it), stored?.get(it.editionId) ?? null)),
      ...fresh.map((it) => matrixEntry(it.kpi.definition, weigh(it), made?.get(it.editionId)?.score ?? null)),
    ];
    const weights = scope.operator.dimensionWeights ?? undefined;
    return moveBetween(period, scoreMatrix(was, weights), scoreMatrix(is, weights), places);
  });
}

function byStart(rows: readonly MeasurementRow[]): Map<string, Map<number, number | null>> {
  const found = new Map<string, Map<number, number | null>>();
  for (const { start, editionId, score } of rows) {
    const period = found.get(start) ?? new Map<number, number | null>();
    found.set(start, period.set(editionId, score));
  }
  return found;
}

const applicable = (world: World, kpis: readonly KnownKpi[], { line }: Scope, grain: Grain) =>
  kpis.filter((it) => applies(world, it.seen, line, grain));

function moveBetween(period: Period, was: MatrixScores, is: MatrixScores, kpis: readonly Kpi[]): MatrixMove {
  const move = (before: { score: number | null }, after: { score: number | null }): Move => ({
    before: before.score,
    after: after.score,
  });
  const inDimension = (dimension: Dimension) => kpis.some((it) => it.definition.dimension === dimension);
  const inCell = (process: BusinessProcess, dimension: Dimension) =>
    kpis.some((it) => it.definition.dimension === dimension && it.definition.process === process);
  return {
    period,
    index: { before: was.index, after: is.index },
    dimensions: was.dimensions.flatMap((it, at) =>
      inDimension(it.dimension) ? [{ dimension: it.dimension, ...move(it, is.dimensions[at]!) }] : [],
    ),
    cells: was.cells.flatMap((it, at) =>
      inCell(it.process, it.dimension)
        ? [{ process: it.process, dimension: it.dimension, ...move(it, is.cells[at]!) }]
        : [],
    ),
  };
}

/**
 * One chunk of work on one operator, in the caller's transaction: what is out of date → folded series → values →
 * measurements that differ. The number of statements does not depend on how many scopes, periods or KPIs there are.
 */
import { setImmediate } from 'node:timers/promises';
import { expectedEnds } from '../../kpi/coverage.ts';
import { addDays, periodOf } from '../../kpi/period.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import { watchBounds } from '../../store/breaches.ts';
import type { Statements } from '../../store/database.ts';
import { noteFailed } from '../../store/kpis.ts';
import {
  observedDays,
  type ObservedMark,
  markReporting,
  observedMarks,
  redefinedMark,
  type RedefinedMark,
  removeMarks,
  reportingMarks,
  shortenMark,
} from '../../store/marks.ts';
import {
  MeasurementColumns,
  type MeasurementKey,
  measurementsIn,
  removeMeasurements,
  type StoredPeriod,
  writeMeasurements,
} from '../../store/measurements.ts';
import {
  type DayRange,
  type Folding,
  readSeries,
  refreshAllMonths,
  refreshMonths,
} from '../../store/series.ts';
import { refuseStale } from '../../world/stale.ts';
import type { World } from '../../world/world.ts';
import type { Chunk, Limits } from './chunk.ts';
import { Cover, type Presences, presencesIn } from './cover.ts';
import { cubeOf } from './cube.ts';
import { type Dirty, dirtyFrom, type DirtyPeriod, dirtyThroughout, staleMonths } from './dirty.ts';
import { type Cell, evaluate, type OnFailure } from './evaluate.ts';
import type { Plan } from './plan.ts';
import { members, noScopes, unite } from './scopes.ts';
import { lookAtReports } from './reports.ts';
import { StoredCells } from './storedCells.ts';
import type { ChangedCell } from './suspects.ts';
import { watch, watchThroughout } from './watch.ts';

/** About so many rows a writing statement. */
const ROWS_A_STATEMENT = 10_000;

/** Takes and settles marks of about so many series-days; null where none waits. */
export async function computeChunk(
  tx: Statements,
  world: World,
  plan: Plan,
  limits: Limits,
  fail: OnFailure,
): Promise<Chunk | null> {
  const failed = new Set<number>();
  const chunk = await computeIn(tx, world, plan, limits, (kpi, error) => {
    failed.add(kpi.editionId);
    fail(kpi, error);
  });
  if (failed.size > 0) await noteFailed(tx, [...failed]);
  return chunk;
}

async function computeIn(
  tx: Statements,
  world: World,
  plan: Plan,
  { figures: limit, reports: reportsLimit }: Limits,
  fail: OnFailure,
): Promise<Chunk | null> {
  const folding = foldingOf(world);
  const marks = await observedMarks(tx, plan.operator.id, inputOrder(plan), limit);
  if (marks.length > 0) {
    await refuseStale(tx, world);
    await refreshMonths(tx, staleMonths(marks), folding);
    const bounds = await watchBounds(tx, plan.operator.id);
    const kpis = touchedBy(plan, marks);
    const days = [...new Set(marks.map((it) => it.day))];
    const presences = await presencesIn(
      tx,
      plan,
      [...days, ...followed(plan, marks, bounds.now)],
      readsOf(plan, kpis),
    );
    const dirty = dirtyFrom(plan, marks, presences, bounds.now);
    const changes = await settle(tx, plan, dirty, kpis, presences, folding, fail);
    await watch(tx, plan, changes.watched, bounds, false);
    const settled = marks.map((it) => it.id);
    await removeMarks(tx, settled);
    await markReports(tx, plan, marks);
    const size = marks.reduce((sum, it) => sum + it.placeIds.length, 0);
    return { work: 'figures', marks: settled, size, written: changes.written, removed: changes.removed };
  }
  const reports = await reportingMarks(tx, plan.operator.id);
  const redefined = await redefinedMark(tx, plan.operator.id);
  await refuseStale(tx, world);
  // While months are folded anew, on which days they were observed is not known of all.
  if (reports.length > 0 && (redefined === null || redefined.editionIds !== null))
    return lookAtReports(tx, plan, reports, reportsLimit);
  return redefined && (await recompute(tx, plan, redefined, limit, folding, fail));
}

/** So many places are looked at by themselves; for more of them everything is. */
const FEW_PLACES = 100;

/** What changed is to be looked at once nothing more is to be settled; and what is a part of it. */
async function markReports(tx: Statements, plan: Plan, marks: readonly ObservedMark[]): Promise<void> {
  const changed = [...new Set(marks.map((it) => it.inputId))];
  const parts = changed.flatMap((id) => plan.inputs[plan.inputAt.get(id) ?? -1]?.partIds ?? []);
  const days = marks.map((it) => it.day).sort();
  const placeIds = [...new Set(marks.flatMap((it) => it.placeIds))].sort((a, b) => a - b);
  await markReporting(tx, plan.operator.id, {
    inputIds: [...new Set([...changed, ...parts])],
    from: days[0]!,
    to: days.at(-1)!,
    placeIds: placeIds.length > FEW_PLACES ? null : placeIds,
  });
}

/** One stretch of a redefinition: every scope, in time order, about `limit` observations at once. */
async function recompute(
  tx: Statements,
  plan: Plan,
  mark: RedefinedMark,
  limit: number,
  folding: Folding,
  fail: OnFailure,
): Promise<Chunk> {
  const from = mark.fromDay < plan.keptFrom ? plan.keptFrom : mark.fromDay;
  const observed = await observedDays(tx, plan.operator.id, from, mark.toDay);
  let sum = 0;
  const beyond = observed.findIndex((it) => (sum += Math.max(1, it.observations)) > limit);
  const days = observed.slice(0, beyond === -1 ? undefined : Math.max(1, beyond)).map((it) => it.date);
  const kpis = plan.kpis.flatMap((kpi, at) =>
    mark.editionIds === null || mark.editionIds.includes(kpi.editionId) ? [at] : [],
  );
  if (mark.editionIds === null && days.length > 0) {
    const range = { from: periodOf('MONTH', days[0]!).start, to: periodOf('MONTH', days.at(-1)!).end };
    await refreshAllMonths(tx, plan.places, range, folding);
  }
  const bounds = await watchBounds(tx, plan.operator.id);
  const wanted = new Set(kpis);
  const inputs = readsOf(plan, wanted);
  const dirty = dirtyThroughout(plan, days, inputs, bounds.now);
  const presences = await presencesIn(tx, plan, days, inputs);
  const changes = await settle(tx, plan, dirty, wanted, presences, folding, fail);
  await watch(tx, plan, changes.watched, bounds, true);
  if (days.length < observed.length) await shortenMark(tx, mark.id, addDays(days.at(-1)!, 1));
  else {
    await removeMarks(tx, [mark.id]);
    await watchRuns(tx, plan, mark, kpis);
  }
  const size = observed.slice(0, days.length).reduce((all, it) => all + it.observations, 0);
  return { work: 'figures', marks: [mark.id], size, written: changes.written, removed: changes.removed };
}

/** How many periods in a row open a breach may have changed, though no measurement did. */
async function watchRuns(
  tx: Statements,
  plan: Plan,
  { editionIds }: RedefinedMark,
  kpis: number[],
): Promise<void> {
  const seen = editionIds === null ? [] : kpis.map((at) => plan.kpis[at]!).filter((it) => it.visible);
  if (seen.length > 0) await watchThroughout(tx, plan, seen);
}

async function settle(
  tx: Statements,
  plan: Plan,
  dirty: Dirty,
  kpis: ReadonlySet<number>,
  presences: Presences,
  folding: Folding,
  fail: OnFailure,
): Promise<Settled> {
  if (dirty.length === 0 || kpis.size === 0) return { written: 0, removed: 0, watched: [] };
  const series = await readSeries(tx, {
    placeIds: plan.places,
    inputIds: readsOf(plan, kpis).map((at) => plan.inputs[at]!.id),
    folding,
    ranges: stretches(dirty),
  });
  const before = await storedIn(tx, plan, dirty, kpis);
  const figures = new Map(series.map((it) => [`${it.grain} ${it.start}`, it.figures]));
  const changes = new Changes(tx);
  for (const it of dirty) {
    const key = `${it.grain} ${it.period.start}`;
    const found = figures.get(key) ?? [];
    const values = { cube: cubeOf(plan, found), cover: new Cover(plan, presences, it.period, found) };
    const stored = new StoredCells(plan, before.get(key) ?? []);
    const note = (cell: Cell) => changes.note(cell, it, stored);
    for (const _ of evaluate(plan, values, it, kpis, fail, note)) await changes.write();
  }
  return changes.end();
}

/** What is stored in the dirty periods, by period. */
async function storedIn(
  tx: Statements,
  plan: Plan,
  dirty: Dirty,
  kpis: ReadonlySet<number>,
): Promise<Map<string, StoredPeriod['figures']>> {
  const { placeIds, lineIds } = extentOf(plan, dirty);
  const found = await measurementsIn(tx, {
    placeIds,
    lineIds,
    grains: dirty.map((it) => it.grain),
    starts: dirty.map((it) => it.period.start),
    editionIds: [...kpis].map((at) => plan.kpis[at]!.editionId),
  });
  return new Map(found.map((it) => [`${it.grain} ${it.start}`, it.figures]));
}

/** The places and lines of all dirty scopes: few for a late value, all for a day of a whole operator. */
function extentOf(plan: Plan, dirty: Dirty): { placeIds: number[]; lineIds: number[] } {
  const all = noScopes(plan);
  for (const scopes of new Set(dirty.flatMap((it) => [...it.inputs.values()]))) unite(all, scopes);
  const scopes = members(all);
  const width = plan.lines.length;
  const placeIds = new Set(scopes.map((at) => plan.places[Math.floor(at / width)]!));
  return { placeIds: [...placeIds], lineIds: [...new Set(scopes.map((at) => plan.lines[at % width]!))] };
}

/** What a chunk changed: rows, and what of it thresholds are watched for. */
interface Settled {
  written: number;
  removed: number;
  watched: ChangedCell[];
}

/** The differences between what was computed and what is stored, written while more is computed. */
class Changes {
  #columns = new MeasurementColumns();
  /** The statement that is on its way; no more than one, so that little is held in memory. */
  #writing: Promise<unknown> = Promise.resolve();
  #written = 0;
  readonly #removed: MeasurementKey[] = [];
  readonly #watched: ChangedCell[] = [];

  constructor(readonly tx: Statements) {}

  note(
    cell: Readonly<Cell>,
    { grain, period: { start }, knownUntil }: DirtyPeriod,
    stored: StoredCells,
  ): void {
    const { number, placeId, lineId, kpi, isObserved } = cell;
    const before = stored.statusOf(number);
    if (isObserved ? stored.holds(number, cell) : before === null) return;
    const key = { placeId, lineId, grain, start, editionId: kpi.editionId };
    if (isObserved) this.#columns.add(key, cell);
    else this.#removed.push(key);
    if (grain !== kpi.cadence || !kpi.visible) return;
    const after = isObserved ? cell.status : null;
    const wasWhole = stored.coverageOf(number) === 1;
    this.#watched.push({ kpi, placeId, lineId, start, before, after, wasWhole, knownUntil });
  }

  /** Sends what has gathered, once it is enough for a statement. */
  async write(): Promise<void> {
    if (this.#columns.size >= ROWS_A_STATEMENT) await this.#send();
  }

  async #send(): Promise<void> {
    await this.#writing;
    this.#written += this.#columns.size;
    this.#writing = writeMeasurements(this.tx, this.#columns);
    // Whoever waits for it is told; until then nobody does.
    this.#writing.catch(() => {});
    this.#columns = new MeasurementColumns();
    // Lets it out of this process before more is computed.
    await setImmediate();
  }

  async end(): Promise<Settled> {
    if (this.#columns.size > 0) await this.#send();
    await this.#writing;
    if (this.#removed.length > 0) await removeMeasurements(this.tx, this.#removed);
    return { written: this.#written, removed: this.#removed.length, watched: this.#watched };
  }
}

/** The KPIs that read an input that changed. */
function touchedBy(plan: Plan, marks: readonly ObservedMark[]): Set<number> {
  const changed = new Set(marks.map((it) => plan.inputAt.get(it.inputId)));
  return new Set(plan.kpis.flatMap((kpi, at) => (kpi.reads.some((input) => changed.has(input)) ? [at] : [])));
}

/** The positions of the inputs that some KPIs are computed from. */
const readsOf = (plan: Plan, kpis: Iterable<number>): number[] => [
  ...new Set([...kpis].flatMap((at) => plan.kpis[at]!.reads)),
];

/** The last day of each rhythm on which something is expected because of what changed, up to the operator's latest day. */
function followed(plan: Plan, marks: readonly ObservedMark[], lastDay: string | null): string[] {
  if (lastDay === null) return [];
  const latest = new Map<Grain, string>();
  for (const { inputId, day } of marks) {
    const input = plan.inputAt.get(inputId);
    if (input === undefined) continue;
    const { rhythm } = plan.inputs[input]!.reporting;
    if (day > (latest.get(rhythm) ?? '')) latest.set(rhythm, day);
  }
  return [...latest].map(([rhythm, day]) => {
    const end = expectedEnds(rhythm, day).at(-1) ?? day;
    return end < lastDay ? end : lastDay;
  });
}

/** The dirty periods of each grain as stretches of days; neighbouring periods join. */
function stretches(dirty: Dirty): Map<number, DayRange[]> {
  const ranges = new Map<number, DayRange[]>();
  for (const { grain, period } of dirty) {
    const ofGrain = ranges.get(grain) ?? [];
    ranges.set(grain, ofGrain);
    const last = ofGrain.at(-1);
    if (last && addDays(last.to, 1) === period.start) last.to = period.end;
    else ofGrain.push({ from: period.start, to: period.end });
  }
  return ranges;
}

/** Inputs that KPIs read together stand together, so that a chunk of a bulk load holds whole KPIs. */
function inputOrder(plan: Plan): number[] {
  const order = new Set(plan.kpis.flatMap((kpi) => kpi.reads));
  return [...order].map((at) => plan.inputs[at]!.id);
}

/** How the inputs of a world fold over time. */
export function foldingOf(world: World): Folding {
  const of = (aggregation: string) =>
    [...world.reference.inputs.values()].flatMap((it) =>
      it.definition.timeAggregation === aggregation ? [it.id] : [],
    );
  return { AVERAGE: of('AVERAGE'), LAST: of('LAST'), MAX: of('MAX'), MIN: of('MIN') };
}

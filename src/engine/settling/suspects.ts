/**
 * Which series to look at again: what a chunk changed, what became complete, and what is waited for no longer. Only what a change can reach.
 */
import { grainById } from '../../kpi/grain.ts';
import { isBreaching, isJudged, statusId } from '../../kpi/status.ts';
import { STATUSES } from '../../kpi/vocabulary.ts';
import { lackingSeries, seriesAround, type WatchBounds, type WatchedSeries } from '../../store/breaches.ts';
import type { Statements } from '../../store/database.ts';
import type { Plan, PlannedKpi } from './plan.ts';
import { firstIncomplete, isComplete, lastComplete, lastWaited } from './watchDays.ts';

/** Why an event is published. */
export type Reason = 'OBSERVED' | 'CORRECTED' | 'REDEFINED';

/** A measurement at its KPI's cadence whose status or value changed; stored numbers of statuses, null for none. */
export interface ChangedCell {
  kpi: PlannedKpi;
  placeId: number;
  lineId: number;
  start: string;
  before: number | null;
  after: number | null;
  /** Whether nothing was missing before. */
  wasWhole: boolean;
  /** How far the operator was observed before what changed it was recorded. */
  knownUntil: string | null;
}

/** A series to look at again. */
export interface Suspect extends WatchedSeries {
  kpi: PlannedKpi;
  reason: Reason;
  /** Whether it has to be looked at even where no episode is stored nearby. */
  certain: boolean;
}

const JUDGED = new Set(STATUSES.filter(isJudged).map(statusId));
const BREACHING = new Set(STATUSES.filter(isBreaching).map(statusId));

/** The series that a chunk gave a reason to look at, each once. */
export class Suspects {
  readonly #found = new Map<string, Suspect>();
  readonly #kpis: ReadonlyMap<number, PlannedKpi>;

  constructor(
    readonly plan: Plan,
    readonly bounds: WatchBounds,
    readonly redefined: boolean,
  ) {
    this.#kpis = new Map(plan.kpis.filter((it) => it.visible).map((it) => [it.id, it]));
  }

  addChanged(cell: ChangedCell): void {
    const { kpi, before, after } = cell;
    const judged = (status: number | null) => status !== null && JUDGED.has(status);
    if (!judged(before) && !judged(after)) return;
    if (!isComplete(kpi.cadence, cell.start, this.bounds.now)) return;
    const certain = BREACHING.has(after ?? -1) || BREACHING.has(before ?? -1) || kpi.rules.needsRuns;
    this.#add({
      ...place(kpi, cell),
      kpi,
      fromStart: cell.start,
      certain,
      reason: this.#reasonFor(cell),
    });
  }

  /** Periods become complete by what is new, and are so no longer by what is taken back. */
  addCrossed(series: WatchedSeries): void {
    const reason = this.redefined ? 'REDEFINED' : isForward(this.bounds) ? 'OBSERVED' : 'CORRECTED';
    this.#add({ ...series, kpi: this.#kpis.get(series.kpiId)!, certain: true, reason });
  }

  all(): Suspect[] {
    return [...this.#found.values()];
  }

  /** Late is what lies before the latest period that was complete; corrected what had been judged. */
  #reasonFor({ kpi, start, before: status, wasWhole, knownUntil }: ChangedCell): Reason {
    if (this.redefined) return 'REDEFINED';
    // What one load brings may be settled in many chunks: the first of them does not make the others late.
    const before = earlier(this.bounds.before, knownUntil);
    if (!isComplete(kpi.cadence, start, before)) return 'OBSERVED';
    // What is still waited for is neither.
    if (!wasWhole && start > lastWaited(this.plan, kpi.cadence, before)) return 'OBSERVED';
    const wasJudged = status !== null && JUDGED.has(status);
    return wasJudged || start < lastComplete(kpi.cadence, before) ? 'CORRECTED' : 'OBSERVED';
  }

  #add(suspect: Suspect): void {
    const { keptFrom } = this.plan;
    const fresh = suspect.fromStart < keptFrom ? { ...suspect, fromStart: keptFrom } : suspect;
    const key = `${fresh.kpiId} ${fresh.placeId} ${fresh.lineId}`;
    const known = this.#found.get(key);
    if (!known) return void this.#found.set(key, fresh);
    known.certain ||= fresh.certain;
    if (fresh.fromStart < known.fromStart) known.fromStart = fresh.fromStart;
    if (fresh.reason !== 'OBSERVED') known.reason = fresh.reason;
  }
}

/** The earlier of two days; null, before all days, where one is. */
const earlier = (a: string | null, b: string | null): string | null =>
  a === null || b === null ? null : a < b ? a : b;

const place = (kpi: PlannedKpi, { placeId, lineId }: ChangedCell) => ({
  kpiId: kpi.id,
  editionId: kpi.editionId,
  grain: kpi.cadence,
  placeId,
  lineId,
});

/** The series at which periods became complete, or are so no longer, beside those that a chunk changed. */
export async function crossed(tx: Statements, plan: Plan, bounds: WatchBounds): Promise<WatchedSeries[]> {
  const found: WatchedSeries[] = [];
  const { before, now } = bounds;
  const forward = isForward(bounds);
  for (const [grain, kpis] of byCadence(plan.kpis.filter((it) => it.visible))) {
    // A day that became complete has only measurements that the chunk, or one to come, changed.
    if (forward && grainById(grain) === 'DAY') continue;
    const from = firstIncomplete(grain, forward ? before : now);
    const to = lastComplete(grain, forward ? now : before);
    if (from > to) continue;
    found.push(...(await seriesAround(tx, plan.operator.id, cells(plan, grain, from, to, kpis))));
  }
  return found;
}

/** The series at which something was missing in periods that are now waited for no longer. */
export async function waitedFor(tx: Statements, plan: Plan, bounds: WatchBounds): Promise<WatchedSeries[]> {
  const found: WatchedSeries[] = [];
  if (plan.operator.watching.waitDays === 0 || !isForward(bounds)) return found;
  for (const [grain, kpis] of byCadence(plan.kpis.filter((it) => it.visible))) {
    const after = lastWaited(plan, grain, bounds.before);
    const to = lastWaited(plan, grain, bounds.now);
    if (after < to)
      found.push(...(await lackingSeries(tx, { ...cells(plan, grain, after, to, kpis), after })));
  }
  return found;
}

/** Every series of some KPIs that ever was beyond a limit. */
export async function everBeyond(
  tx: Statements,
  plan: Plan,
  kpis: readonly PlannedKpi[],
): Promise<WatchedSeries[]> {
  const found: WatchedSeries[] = [];
  for (const [grain, ofGrain] of byCadence(kpis))
    found.push(
      ...(await seriesAround(tx, plan.operator.id, cells(plan, grain, '0001-01-01', '9999-12-31', ofGrain))),
    );
  return found;
}

const isForward = ({ before, now }: WatchBounds): boolean =>
  before === null || (now !== null && now > before);

const cells = (plan: Plan, grain: number, from: string, to: string, kpis: readonly PlannedKpi[]) => ({
  placeIds: plan.places,
  lineIds: plan.lines,
  grain,
  from,
  to,
  editions: kpis.map((it) => ({ kpiId: it.id, editionId: it.editionId })),
});

function byCadence(kpis: readonly PlannedKpi[]): Map<number, PlannedKpi[]> {
  const groups = new Map<number, PlannedKpi[]>();
  for (const kpi of kpis) groups.set(kpi.cadence, [...(groups.get(kpi.cadence) ?? []), kpi]);
  return groups;
}

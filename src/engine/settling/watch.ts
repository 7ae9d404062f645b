/**
 * Watching thresholds: what a chunk changed, and what became complete, as episodes and their events, in the transaction
 * of the measurements. Only what a change can reach is looked at: an OK measurement ends every run, so nothing
 * before the last one, and nothing of a series without a breach nearby.
 */
import { type Episode, episodes, succeed, type Watched } from '../../kpi/breach.ts';
import { countReported } from '../../kpi/coverage.ts';
import { grainById, grainId, isFiner } from '../../kpi/grain.ts';
import type { Rule } from '../../kpi/override.ts';
import { addDays, daysBetween, periodOf, previousPeriod } from '../../kpi/period.ts';
import { isBreaching, isJudged, severityById, statusById, statusId } from '../../kpi/status.ts';
import { breachedLimit } from '../../kpi/threshold.ts';
import { STATUSES } from '../../kpi/vocabulary.ts';
import {
  type BreachFigures,
  breachingRows,
  type BreachRow,
  cleanStarts,
  episodesToCheck,
  type EventFigures,
  lackingSeries,
  seriesAround,
  setWatched,
  type WatchBounds,
  watchBounds,
  type WatchedRow,
  type WatchedSeries,
  writeBreaches,
} from '../../store/breaches.ts';
import type { Statements } from '../../store/database.ts';
import { markTurning } from '../../store/marks.ts';
import type { Plan, PlannedKpi } from './plan.ts';

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
interface Suspect extends WatchedSeries {
  kpi: PlannedKpi;
  reason: Reason;
  /** Whether it has to be looked at even where no episode is stored nearby. */
  certain: boolean;
}

const JUDGED = new Set(STATUSES.filter(isJudged).map(statusId));
const BREACHING = new Set(STATUSES.filter(isBreaching).map(statusId));

/** Brings the breaches of an operator up to date after a chunk; `redefined` where definitions or trees changed. */
export async function watch(
  tx: Statements,
  plan: Plan,
  changed: readonly ChangedCell[],
  bounds: WatchBounds,
  redefined: boolean,
): Promise<void> {
  const suspects = new Suspects(plan, bounds, redefined);
  changed.forEach((cell) => suspects.addChanged(cell));
  if (bounds.before !== bounds.now) {
    for (const series of await crossed(tx, plan, bounds)) suspects.addCrossed(series);
    for (const series of await waitedFor(tx, plan, bounds)) suspects.addCrossed(series);
    await setWatched(tx, plan.operator.id, bounds.now);
    await markTurned(tx, plan, bounds);
  }
  await check(tx, plan, suspects.all(), bounds.now);
}

/** Looks at every series of some KPIs again, from the beginning: after a switch of editions. */
export async function watchThroughout(
  tx: Statements,
  plan: Plan,
  kpis: readonly PlannedKpi[],
): Promise<void> {
  const { now } = await watchBounds(tx, plan.operator.id);
  const suspects = new Suspects(plan, { before: null, now }, true);
  for (const [grain, ofGrain] of byCadence(kpis)) {
    for (const series of await seriesAround(
      tx,
      plan.operator.id,
      cells(plan, grain, '0001-01-01', '9999-12-31', ofGrain),
    )) {
      suspects.addCrossed(series);
    }
  }
  await check(tx, plan, suspects.all(), now);
}

class Suspects {
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
async function crossed(tx: Statements, plan: Plan, bounds: WatchBounds): Promise<WatchedSeries[]> {
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
async function waitedFor(tx: Statements, plan: Plan, bounds: WatchBounds): Promise<WatchedSeries[]> {
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

/** Periods that are over are judged by what they have then: marks those whose measurements are too incomplete by now, or no longer. */
async function markTurned(tx: Statements, plan: Plan, bounds: WatchBounds): Promise<void> {
  const kpis = plan.kpis.filter((it) => it.minimumCoverage > 0);
  if (kpis.length === 0) return;
  const [from, to] = [bounds.before, bounds.now].map((it) => it ?? '0001-01-01').sort();
  await markTurning(tx, plan.operator.id, {
    placeIds: plan.places,
    from: from!,
    to: to!,
    editions: kpis.map(({ editionId, minimumCoverage }) => ({ editionId, minimumCoverage })),
  });
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

async function check(
  tx: Statements,
  plan: Plan,
  suspects: readonly Suspect[],
  now: string | null,
): Promise<void> {
  if (suspects.length === 0) return;
  const stored = groupBy(await episodesToCheck(tx, suspects));
  const kept = suspects.flatMap((it, n) =>
    it.certain || stored.has(n) ? [{ suspect: it, stored: stored.get(n) ?? [] }] : [],
  );
  if (kept.length === 0) return;
  const growing = kept.map(({ suspect, stored }) => growingOf(suspect, stored));
  let rows = await rowsOf(tx, plan, kept, growing, now);
  // By another minimum the last breaching period may be judged no longer: then the episode is read as a whole.
  const shrunk = kept.map(
    (_, n) => growing[n] && !rows.get(n)?.some((it) => it.start === lastOf(growing[n]!)),
  );
  if (shrunk.some(Boolean)) {
    growing.forEach((_, n) => {
      if (shrunk[n]) growing[n] = null;
    });
    rows = await rowsOf(tx, plan, kept, growing, now);
  }
  const writing = new Writing(plan);
  kept.forEach(({ suspect, stored: known }, n) =>
    writing.note(suspect, { known, growing: growing[n]! }, rows.get(n) ?? []),
  );
  await writing.write(tx);
}

/** What episodes are made of, by position; of those that grow only their last breaching period and what comes after it. */
async function rowsOf(
  tx: Statements,
  plan: Plan,
  kept: readonly { suspect: Suspect; stored: readonly BreachRow[] }[],
  growing: readonly (BreachRow | null)[],
  now: string | null,
): Promise<Map<number, WatchedRow[]>> {
  const series = kept.map((it) => it.suspect);
  const clean = await cleanStarts(tx, series);
  const limits = kept.map(({ suspect: { kpi, grain }, stored }, n) => {
    const lastWaitedStart = lastWaited(plan, grain, now);
    return {
      after: growing[n] ? addDays(lastOf(growing[n]), -1) : clean[n]!,
      lastStart: lastComplete(grain, now),
      lastWaitedStart,
      minimumCoverage: kpi.minimumCoverage,
      judged: stored.flatMap((it) => judgedOf(it, grain)).filter((start) => start > lastWaitedStart),
    };
  });
  return groupBy(await breachingRows(tx, series, limits));
}

/**
 * The open episode that all changes come after, or null: of it only the last breaching period is read again. A breach that lasts for
 * years would otherwise be read as a whole every day.
 */
function growingOf({ grain, fromStart, reason }: Suspect, stored: readonly BreachRow[]): BreachRow | null {
  const [only] = stored;
  if (!only || stored.length > 1 || only.resolved || only.retracted || only.grain !== grain) return null;
  return reason !== 'REDEFINED' && lastOf(only) < fromStart ? only : null;
}

/** The periods of a stored episode: what was judged stays judged when something of it is missing later. */
const judgedOf = ({ grain, retracted, breaching, resolvedStart }: BreachRow, of: number): string[] =>
  retracted || grain !== of ? [] : [...breaching, ...(resolvedStart === null ? [] : [resolvedStart])];

const lastOf = ({ breaching }: BreachRow): string => breaching.at(-1)!;

/** Collects episodes that differ from what is stored, with their events. */
class Writing {
  readonly #rows: BreachFigures[] = [];
  readonly #events: EventFigures[] = [];

  constructor(readonly plan: Plan) {}

  #ruleAt({ kpi, placeId, lineId }: Suspect, start: string): Rule {
    const { placeAt, lineAt, lines } = this.plan;
    return kpi.rules.at(placeAt.get(placeId)! * lines.length + lineAt.get(lineId)!, start);
  }

  note(
    suspect: Suspect,
    { known, growing }: { known: readonly BreachRow[]; growing: BreachRow | null },
    rows: readonly WatchedRow[],
  ): void {
    const stored = known.map((row) => ({
      ...row,
      row,
      severity: severityById(row.severity),
    }));
    const shares = new Map(rows.map((it) => [it.start, it.coverage ?? 1]));
    const coverage: CoverageOf = (start) => shares.get(start) ?? 1;
    const isOpen = (start: string) => growing !== null && start === lastOf(growing);
    const fresh = episodes(rows.map(toWatched), (start) =>
      isOpen(start) ? 1 : this.#ruleAt(suspect, start).consecutive,
    );
    if (growing) fresh[0]!.breaching.unshift(...growing.breaching.slice(0, -1));
    // Under another cadence a day is none of the KPI's periods any longer, also where a week begins with it.
    const ofOtherCadence = stored.filter((it) => it.grain !== suspect.grain);
    const ofThis = stored.filter((it) => it.grain === suspect.grain);
    for (const { stored: before, episode, changes } of [
      ...succeed(ofOtherCadence, []),
      ...succeed(ofThis, fresh),
    ]) {
      if (
        changes.length === 0 &&
        before &&
        (episode ? isSame(before.row, episode, coverage) : before.retracted)
      )
        continue;
      const at = this.#rows.push(this.#figures(suspect, before?.row ?? null, episode, coverage)) - 1;
      this.#events.push(
        ...changes.map((it) => ({
          breach: at,
          reason: suspect.reason,
          ...it,
          ...this.#shareOf(suspect, it.start, coverage(it.start)),
        })),
      );
    }
  }

  /** What of an event is said where something is missing: the share, and of how many periods of the KPI's rhythm. */
  #shareOf({ kpi, grain }: Suspect, start: string, coverage: number): Partial<EventFigures> {
    if (coverage === 1) return {};
    const finest = kpi.reads
      .map((at) => this.plan.inputs[at]!.reporting)
      .reduce((a, b) => (isFiner(b.rhythm, a.rhythm) ? b : a));
    const periods = countReported(finest, periodOf(grainById(grain), start));
    return { coverage, rhythm: grainId(finest.rhythm), periods };
  }

  async write(tx: Statements): Promise<void> {
    if (this.#rows.length > 0) await writeBreaches(tx, this.#rows, this.#events);
  }

  #figures(
    suspect: Suspect,
    before: BreachRow | null,
    episode: Episode | null,
    coverage: CoverageOf,
  ): BreachFigures {
    const { kpiId, placeId, lineId, grain } = suspect;
    const key = { id: before?.id ?? null, kpiId, operatorId: this.plan.operator.id, placeId, lineId, grain };
    // A retracted episode keeps its last figures.
    if (episode === null) return { ...before!, ...key, resolved: true, retracted: true };
    const { breaching, severity, value, resolved } = episode;
    const { limits } = this.#ruleAt(suspect, breaching.at(-1)!);
    // Until an override's history is computed again, a status may be of other limits than these.
    const limit = breachedLimit(limits, value) ?? limits[0]!;
    return {
      ...key,
      breaching,
      resolvedStart: resolved?.start ?? null,
      resolved: resolved !== null,
      retracted: false,
      severity: statusId(severity),
      value,
      coverage: coverage(breaching.at(-1)!),
      limitSide: limit.side,
      limitValue: limit.value,
    };
  }
}

function isSame(
  row: BreachRow,
  { breaching, severity, value, resolved }: Episode,
  coverage: CoverageOf,
): boolean {
  return (
    !row.retracted &&
    row.value === value &&
    row.coverage === coverage(breaching.at(-1)!) &&
    severityById(row.severity) === severity &&
    row.resolvedStart === (resolved?.start ?? null) &&
    row.breaching.join() === breaching.join()
  );
}

const toWatched = ({ start, status, value }: WatchedRow): Watched => ({
  start,
  status: statusById(status) as Watched['status'],
  value,
});

/** Which share of what is expected the measurement of a period is made of. */
type CoverageOf = (start: string) => number;

function groupBy<T extends { n: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.n);
    if (group) group.push(row);
    else groups.set(row.n, [row]);
  }
  return groups;
}

/** Whether the period that begins with `start` ends no later than the day (null: no day yet). */
function isComplete(grain: number, start: string, day: string | null): boolean {
  return day !== null && periodOf(grainById(grain), start).end <= day;
}

/** The first day of the latest period that is complete on a day; before all periods where none is. */
function lastComplete(grain: number, day: string | null): string {
  if (day === null) return '0001-01-01';
  const period = periodOf(grainById(grain), day);
  return period.end <= day ? period.start : (previousPeriod(period)?.start ?? '0001-01-01');
}

/** The first day of the latest period that is waited for no longer on a day, whatever it lacks. */
function lastWaited({ operator }: Plan, grain: number, day: string | null): string {
  const { waitDays } = operator.watching;
  const wait = waitDays === 0 ? 0 : waitDays + (isFiner('WEEK', grainById(grain)) ? WAIT_OF_COARSER : 0);
  return lastComplete(grain, day === null || wait === 0 ? day : earlierDay(day, wait));
}

/** So many days more are waited for what is missing of months, quarters and years. */
const WAIT_OF_COARSER = 7;

const earlierDay = (day: string, days: number): string | null =>
  daysBetween('0001-01-01', day) < days ? null : addDays(day, -days);

/** The first day of the earliest period that is not complete on a day. */
function firstIncomplete(grain: number, day: string | null): string {
  return day === null ? '0001-01-01' : periodOf(grainById(grain), addDays(day, 1)).start;
}

/**
 * Watching thresholds: what a chunk changed, and what became complete, as episodes and their events, in the transaction
 * of the measurements. Only what a change can reach is looked at: an OK measurement ends every run, so nothing
 * before the last one, and nothing of a series without a breach nearby.
 */
import { addDays } from '../../kpi/period.ts';
import {
  breachingRows,
  type BreachRow,
  cleanStarts,
  episodesToCheck,
  setWatched,
  type WatchBounds,
  watchBounds,
  type WatchedRow,
} from '../../store/breaches.ts';
import type { Statements } from '../../store/database.ts';
import { markReporting, markTurning } from '../../store/marks.ts';
import { lastOf, Writing } from './episodes.ts';
import type { Plan, PlannedKpi } from './plan.ts';
import { type ChangedCell, crossed, everBeyond, type Suspect, Suspects, waitedFor } from './suspects.ts';
import { lastComplete, lastWaited } from './watchDays.ts';

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
    await markWaited(tx, plan, bounds);
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
  for (const series of await everBeyond(tx, plan, kpis)) suspects.addCrossed(series);
  await check(tx, plan, suspects.all(), now);
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

/** What was waited for until now is missing by another latest day, or is waited for again. */
async function markWaited(tx: Statements, plan: Plan, bounds: WatchBounds): Promise<void> {
  const [from, to] = [bounds.before, bounds.now].filter((it) => it !== null).sort();
  // Who looks goes so many periods further back that the longer wait of coarser rhythms is in it.
  const wait = Math.max(1, plan.operator.watching.waitDays);
  await markReporting(tx, plan.operator.id, {
    inputIds: plan.inputs.map((it) => it.id),
    from: from! < addDays('0001-01-01', wait) ? '0001-01-01' : addDays(from!, -wait),
    to: to ?? from!,
    placeIds: [],
  });
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

function groupBy<T extends { n: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.n);
    if (group) group.push(row);
    else groups.set(row.n, [row]);
  }
  return groups;
}

/**
 * Looking at reports: what of the inputs of an operator is missing, stopped or implausible, held against the problems that are stored.
 * It happens once everything recorded is settled, so that what comes in many chunks is not found missing in between, and only in the
 * stretch of time that a change can reach.
 */
import { dateOf, dayOf } from '../../kpi/days.ts';
import type { Statements } from '../../store/database.ts';
import { writeProblems } from '../../store/dataProblems.ts';
import { countObservedDays, markReporting, noteLookedAt, type ReportingMark } from '../../store/marks.ts';
import { countSeries } from '../../store/series.ts';
import type { Chunk } from './chunk.ts';
import type { Days } from './differences.ts';
import { type Changed, Look } from './look.ts';
import type { Plan } from './plan.ts';

/** Series-days of one input that are looked at at once, however long that takes. */
const LARGEST = 500_000;
/** Looks at what one stretch of time gives to look at, about `limit` series-days; nothing is computed. */
export async function lookAtReports(
  tx: Statements,
  plan: Plan,
  marks: readonly ReportingMark[],
  limit: number,
): Promise<Chunk> {
  const [widest] = marks;
  const taken = marks.filter((it) => it.fromDay >= widest!.fromDay && it.toDay <= widest!.toDay);
  const all = changedIn(taken);
  const asked = [...new Set(taken.flatMap((it) => it.reportedIds))];
  const stretch = { from: dayOf(widest!.fromDay), to: dayOf(widest!.toDay) };
  const { inputIds, size, days } = await portion(tx, plan, asked, { stretch, changed: all }, limit);
  const changed = all && { ...all, to: Math.min(all.to, all.from + days - 1) };
  const look = await Look.begin(tx, plan, inputIds, { stretch, changed });
  await writeProblems(tx, plan.operator.id, await look.changes(tx));
  const ids = taken.map((it) => it.id);
  await noteLookedAt(tx, ids, inputIds);
  if (all && changed!.to < all.to) {
    const rest = { from: dateOf(changed!.to + 1), to: dateOf(all.to), placeIds: all.placeIds };
    await markReporting(tx, plan.operator.id, { inputIds, ...rest });
  }
  return { work: 'reports', marks: ids, size, written: 0, removed: 0 };
}

/** What some marks say of what was recorded; null where they only tell of days that are waited for no longer. */
function changedIn(marks: readonly ReportingMark[]): Changed | null {
  const changes = marks.filter((it) => it.placeIds?.length !== 0);
  if (changes.length === 0) return null;
  const isEverywhere = changes.some((it) => it.placeIds === null);
  return {
    from: Math.min(...changes.map((it) => dayOf(it.fromDay))),
    to: Math.max(...changes.map((it) => dayOf(it.toDay))),
    inputIds: new Set(changes.flatMap((it) => it.reportedIds)),
    placeIds: isEverywhere ? null : [...new Set(changes.flatMap((it) => it.placeIds!))],
  };
}

/** As many of the inputs as a chunk takes, but at least one; where that is very much, only so many days of what changed. */
async function portion(
  tx: Statements,
  plan: Plan,
  inputIds: readonly number[],
  { stretch, changed }: { stretch: Days; changed: Changed | null },
  limit: number,
): Promise<{ inputIds: number[]; size: number; days: number }> {
  const counts = new Map((await countSeries(tx, plan.operator.id, inputIds)).map((it) => [it.id, it.count]));
  const all = changed === null ? 0 : changed.to - changed.from + 1;
  const observed = await countObservedDays(tx, plan.operator.id, dateOf(stretch.from), dateOf(stretch.to));
  // What is missing is read by the month, and where nothing was observed there is nothing to read.
  const months = Math.min(observed, Math.ceil((stretch.to - stretch.from + 1) / 31));
  const sizeOf = (id: number) => {
    const input = plan.inputs[plan.inputAt.get(id) ?? -1];
    const isHeld = changed?.inputIds.has(id) && (input?.mostTimes ?? input?.wholeId ?? null) !== null;
    return (months + (isHeld ? Math.min(observed, all) : 0)) * (counts.get(id) ?? 0);
  };
  const chosen: number[] = [];
  let size = 0;
  for (const id of inputIds) {
    if (chosen.length > 0 && size + sizeOf(id) > limit) break;
    chosen.push(id);
    size += sizeOf(id);
  }
  const days = size > LARGEST ? Math.max(1, Math.floor((all * LARGEST) / size)) : all;
  return { inputIds: chosen, size: Math.min(size, limit), days };
}

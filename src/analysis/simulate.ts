/** The breaches that other limits would have raised over what is stored, beside those of the present ones. One statement. */
import { type Episode, episodes, type Watched } from '../kpi/breach.ts';
import { addDays, daysBetween, type Period, periodOf } from '../kpi/period.ts';
import { isJudged, statusById } from '../kpi/status.ts';
import { breachedLimit, type Limit, statusOf } from '../kpi/threshold.ts';
import type { Statements } from '../store/database.ts';
import { type MeasurementRow, measurementSeries } from '../store/measurements.ts';
import type { KnownKpi, Scope } from '../world/world.ts';
import { seriesAt } from './preview.ts';

/** Limits, and how many periods in a row have to be beyond them. */
export interface Rule {
  limits: readonly Limit[];
  consecutive: number;
}

export interface SimulatedBreach {
  firstPeriod: Period;
  /** The latest breaching one. */
  lastPeriod: Period;
  /** The one that would have opened it. */
  openedPeriod: Period;
  /** The OK one that ends it; null while it is open at the end of the range. */
  resolvedPeriod: Period | null;
  /** How many periods were beyond a limit. */
  periods: number;
  severity: 'WARNING' | 'CRITICAL';
  value: number;
  limit: Limit;
}

export interface SimulatedBreaches {
  count: number;
  /** Those that are open at the end. */
  open: number;
  /** How many periods were breaching in all of them, and in the longest. */
  periods: number;
  longest: number;
  /** How many begin in a month of 30.44 days, on average over the complete part of the range; null where none of it is. */
  perMonth: number | null;
  breaches: SimulatedBreach[];
}

export interface Simulation {
  /** The complete periods with a figure that can be judged. */
  judged: number;
  present: SimulatedBreaches;
  proposed: SimulatedBreaches;
}

const MONTH = 365.25 / 12;

/**
 * Replays two rules over the complete periods of a range (`lastDay`: up to which the operator has observations), of the KPI's
 * cadence and in time order. A run that began before the range counts from its beginning on.
 */
export async function simulateThreshold(
  db: Statements,
  { seen, editionId }: KnownKpi,
  { proposed, present }: Record<'proposed' | 'present', (start: string) => Rule>,
  scope: Scope,
  periods: readonly Period[],
  lastDay: string | undefined,
): Promise<Simulation> {
  const complete = periods.filter((it) => lastDay !== undefined && it.end <= lastDay);
  const rows = complete.length === 0 ? [] : await measurementSeries(db, seriesAt(scope, editionId), complete);
  const judged = rows.filter((it) => isJudged(statusById(it.status)));
  const days = complete.length === 0 ? 0 : daysBetween(complete[0]!.start, addDays(complete.at(-1)!.end, 1));
  const replay = (ruleAt: (start: string) => Rule) => {
    const watched = judged.map((row) => watchedUnder(row, ruleAt(row.start)));
    const found = episodes(watched, (start) => ruleAt(start).consecutive);
    const inPeriods = (start: string) => periodOf(seen.definition.cadence, start);
    return summary(
      found.map((it) => toBreach(it, ruleAt(it.breaching.at(-1)!), inPeriods)),
      days,
    );
  };
  return { judged: judged.length, present: replay(present), proposed: replay(proposed) };
}

// What was judged had a value and a sample that was large enough: limits decide the rest.
const watchedUnder = ({ start, value }: MeasurementRow, { limits }: Rule): Watched => ({
  start,
  value: value!,
  status: statusOf({ limits, definition: {} }, value, null) as Watched['status'],
});

function toBreach(it: Episode, { limits }: Rule, period: (start: string) => Period): SimulatedBreach {
  return {
    firstPeriod: period(it.breaching[0]!),
    lastPeriod: period(it.breaching.at(-1)!),
    openedPeriod: period(it.opened.start),
    resolvedPeriod: it.resolved && period(it.resolved.start),
    periods: it.breaching.length,
    severity: it.severity,
    value: it.value,
    limit: breachedLimit(limits, it.value)!,
  };
}

function summary(breaches: SimulatedBreach[], days: number): SimulatedBreaches {
  const lengths = breaches.map((it) => it.periods);
  return {
    count: breaches.length,
    open: breaches.filter((it) => it.resolvedPeriod === null).length,
    periods: lengths.reduce((a, b) => a + b, 0),
    longest: Math.max(0, ...lengths),
    perMonth: days === 0 ? null : (breaches.length * MONTH) / days,
    breaches,
  };
}

/**
 * Episodes: what a sequence of measurements means for breaches, and what changes when the sequence does.
 * A pure function of measurements in time order; who was told what, and when, is not known here.
 */
import type { Severity } from './vocabulary.ts';

/** A measurement as the watch sees it: what was not judged is left out, it neither breaks a run nor ends an episode. */
export interface Watched {
  /** First day of the period. */
  start: string;
  status: 'OK' | Severity;
  value: number;
}

/** A run that reached the number of periods that open a breach. */
export interface Episode {
  /** First days of its breaching periods, in time order; at least one. */
  breaching: string[];
  /** Of its latest breaching period. */
  severity: Severity;
  value: number;
  /** The period that reached the number, as it was then. */
  opened: Watched;
  /** The OK period that ended it; null while it is open. */
  resolved: Watched | null;
}

/** How many breaching periods in a row open an episode, for runs that reach the period with this first day. */
export type Consecutive = (start: string) => number;

/** The episodes of one KPI at one scope. */
export function episodes(measurements: readonly Watched[], consecutive: Consecutive): Episode[] {
  const found: Episode[] = [];
  let run: Watched[] = [];
  for (const it of measurements) {
    if (it.status !== 'OK') run.push(it);
    else {
      found.push(...episode(run, consecutive, it));
      run = [];
    }
  }
  found.push(...episode(run, consecutive, null));
  return found;
}

/** The episode of a run; none where it never was long enough. */
function episode(run: readonly Watched[], consecutive: Consecutive, resolved: Watched | null): Episode[] {
  const opened = run.find(({ start }, at) => at + 1 >= consecutive(start));
  if (!opened) return [];
  const last = run.at(-1)!;
  const { status, value } = last;
  return [{ breaching: run.map((it) => it.start), severity: status as Severity, value, opened, resolved }];
}

/** What is stored of an episode, as far as the next one is told from it. */
export interface StoredEpisode {
  breaching: readonly string[];
  severity: Severity;
  resolved: boolean;
  retracted: boolean;
}

/** A change that is published, with the period that it stands for. */
export interface Change {
  type: 'OPENED' | 'ESCALATED' | 'DEESCALATED' | 'RESOLVED';
  severity: Severity;
  value: number | null;
  start: string;
}

/** What becomes of a stored episode, or of none: the new episode (null: it never was) and the changes to publish. */
export interface Succession<S> {
  stored: S | null;
  episode: Episode | null;
  changes: Change[];
}

/**
 * Matches stored episodes with new ones, both in time order: a stored one continues in the first new one that shares a
 * breaching period with it and continues no other. Answers every stored and every new episode once.
 */
export function succeed<S extends StoredEpisode>(
  stored: readonly S[],
  fresh: readonly Episode[],
): Succession<S>[] {
  const taken = new Set<Episode>();
  const successions: Succession<S>[] = [];
  // What was retracted may come back, but only where nothing that still stands continues.
  for (const it of [...stored].sort((a, b) => Number(a.retracted) - Number(b.retracted))) {
    const known = new Set(it.breaching);
    const next = fresh.find((one) => !taken.has(one) && one.breaching.some((start) => known.has(start)));
    if (next) taken.add(next);
    successions.push(next ? { stored: it, episode: next, changes: changesOf(it, next) } : retraction(it));
  }
  for (const it of fresh) {
    if (!taken.has(it)) successions.push({ stored: null, episode: it, changes: changesOf(null, it) });
  }
  return successions;
}

function retraction<S extends StoredEpisode>(stored: S): Succession<S> {
  const { severity, breaching, resolved } = stored;
  const end: Change = { type: 'RESOLVED', severity, value: null, start: breaching.at(-1)! };
  return { stored, episode: null, changes: resolved ? [] : [end] };
}

function changesOf(
  before: StoredEpisode | null,
  { severity, value, breaching, opened, resolved }: Episode,
): Change[] {
  const changes: Change[] = [];
  const wasOpen = before !== null && !before.resolved;
  const reopened = !wasOpen && (resolved === null || before === null);
  if (reopened)
    changes.push({
      type: 'OPENED',
      severity: opened.status as Severity,
      value: opened.value,
      start: opened.start,
    });
  const known = reopened ? (opened.status as Severity) : wasOpen ? before.severity : severity;
  if (resolved === null && known !== severity) {
    const type = severity === 'CRITICAL' ? 'ESCALATED' : 'DEESCALATED';
    changes.push({ type, severity, value, start: breaching.at(-1)! });
  }
  if (resolved && (wasOpen || before === null)) {
    changes.push({ type: 'RESOLVED', severity, value: resolved.value, start: resolved.start });
  }
  return changes;
}

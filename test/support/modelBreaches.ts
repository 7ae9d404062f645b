/**
 * What breaches and their events have to be, in plain loops: written from the page on what the numbers mean, section 8, and
 * sharing nothing with the product but names. Its measurements are those of model.ts.
 */
import type { Severity } from '../../src/kpi/vocabulary.ts';
import {
  type Figures,
  measurementsOf,
  type ModelKpi,
  type ModelObservation,
  type ModelWorld,
  nameOf,
  type Position,
} from './model.ts';
import { daysLater, periodEnd, periodStart } from './modelCalendar.ts';

/** A breaching or OK period. */
export interface Judged {
  start: string;
  severity: Severity | null;
  value: number;
}

/** A run of breaching periods that was long enough. */
export interface ModelEpisode {
  /** Which KPI, where. */
  series: string;
  breaching: Judged[];
  /** The period that made it long enough. */
  opened: Judged;
  /** The OK one that ended it. */
  resolved: Judged | null;
  /** The limit that the last one is beyond. */
  limit: { side: 'BELOW' | 'ABOVE'; value: number };
}

/** The episodes that the observations of one operator make, those of each series in time order. */
export function episodesOf(world: ModelWorld, observations: readonly ModelObservation[]): ModelEpisode[] {
  const measurements = measurementsOf(world, observations);
  const dates = observations.map((it) => it.date).sort();
  const found: ModelEpisode[] = [];
  for (const kpi of world.kpis)
    for (const line of [null, ...world.lines.keys()])
      for (const unit of [null, ...world.units.keys()])
        found.push(...episodesAt(kpi, { line, unit }, measurements, dates, world.reporting?.waitDays ?? 0));
  return found;
}

function episodesAt(
  { literal: { code, cadence, threshold } }: ModelKpi,
  scope: Position,
  measurements: ReadonlyMap<string, Figures>,
  dates: readonly string[],
  waitDays: number,
): ModelEpisode[] {
  const judged: Judged[] = [];
  for (const start of new Set(dates.map((date) => periodStart(cadence, date)))) {
    const figures = measurements.get(nameOf(code, scope, cadence, start));
    const end = periodEnd(cadence, start);
    const wait = waitDays === 0 ? 0 : waitDays + (cadence === 'DAY' || cadence === 'WEEK' ? 0 : 7);
    const until = figures?.coverageAtEnd === 1 ? end : daysLater(end, wait);
    if (!figures || dates.at(-1)! < until) continue;
    if (figures.status === 'OK') judged.push({ start, severity: null, value: figures.value! });
    if (figures.status === 'WARNING' || figures.status === 'CRITICAL')
      judged.push({ start, severity: figures.status, value: figures.value! });
  }
  const series = `${code} ${cadence} of ${scope.line ?? 'all lines'} at ${scope.unit ?? 'the operator'}`;
  return runs(judged).flatMap(({ breaching, resolved }) => {
    const opened = breaching[(threshold.consecutive ?? 1) - 1];
    return opened
      ? [{ series, breaching, opened, resolved, limit: limitOf(threshold, breaching.at(-1)!) }]
      : [];
  });
}

function limitOf(
  { atLeast, atMost }: ModelKpi['literal']['threshold'],
  { severity, value }: Judged,
): ModelEpisode['limit'] {
  const name = severity === 'CRITICAL' ? 'critical' : 'warning';
  const below = atLeast?.[name];
  if (below !== undefined && value < below) return { side: 'BELOW', value: below };
  return { side: 'ABOVE', value: atMost![name]! };
}

function runs(judged: readonly Judged[]): { breaching: Judged[]; resolved: Judged | null }[] {
  const found: { breaching: Judged[]; resolved: Judged | null }[] = [];
  let isOver = true;
  for (const it of judged) {
    if (it.severity === null) {
      if (!isOver) found.at(-1)!.resolved = it;
      isOver = true;
    } else {
      if (isOver) found.push({ breaching: [], resolved: null });
      found.at(-1)!.breaching.push(it);
      isOver = false;
    }
  }
  return found;
}

/** What is published. */
export interface ModelEvent {
  type: 'OPENED' | 'ESCALATED' | 'DEESCALATED' | 'RESOLVED';
  severity: Severity;
  value: number | null;
  start: string;
}

/** A breach as it was left by the last commit. */
export interface ModelBreach {
  episode: ModelEpisode;
  isOpen: boolean;
  retracted: boolean;
  events: ModelEvent[];
}

/** One operator's breaches over time: each commit's episodes take the place of those before. */
export class ModelBreaches {
  readonly all: ModelBreach[] = [];

  commit(episodes: readonly ModelEpisode[]): void {
    const series = new Set([...this.all.map((it) => it.episode.series), ...episodes.map((it) => it.series)]);
    for (const name of series) {
      const stored = this.all.filter((it) => it.episode.series === name);
      this.#succeed(
        stored,
        episodes.filter((it) => it.series === name),
      );
    }
  }

  /** Each stored one continues in the first new one that it shares a period with and that is free; what was retracted comes last. */
  #succeed(stored: readonly ModelBreach[], episodes: readonly ModelEpisode[]): void {
    const free = [...episodes];
    const inTime = stored.map((it) => it).sort((a, b) => (firstOf(a) < firstOf(b) ? -1 : 1));
    for (const breach of [...inTime.filter((it) => !it.retracted), ...inTime.filter((it) => it.retracted)]) {
      const at = free.findIndex((it) => shares(it, breach.episode));
      if (at === -1) retract(breach);
      else continueIn(breach, free.splice(at, 1)[0]!);
    }
    for (const episode of free) this.all.push(opening(episode));
  }
}

const firstOf = ({ episode }: ModelBreach) => episode.breaching[0]!.start;

const shares = (a: ModelEpisode, b: ModelEpisode) =>
  a.breaching.some((it) => b.breaching.some((other) => other.start === it.start));

function opening(episode: ModelEpisode): ModelBreach {
  const isOpen = episode.resolved === null;
  const events = [openedBy(episode), ...(isOpen ? changedSince(episode.opened, episode) : [end(episode)])];
  return { episode, isOpen, retracted: false, events };
}

function retract(breach: ModelBreach): void {
  const { severity, start } = breach.episode.breaching.at(-1)!;
  if (breach.isOpen) breach.events.push({ type: 'RESOLVED', severity: severity!, value: null, start });
  breach.isOpen = false;
  breach.retracted = true;
}

function continueIn(breach: ModelBreach, episode: ModelEpisode): void {
  const wasOpen = breach.isOpen;
  const before = breach.episode.breaching.at(-1)!;
  breach.isOpen = episode.resolved === null;
  if (!wasOpen && breach.isOpen)
    breach.events.push(openedBy(episode), ...changedSince(episode.opened, episode));
  if (wasOpen && breach.isOpen) breach.events.push(...changedSince(before, episode));
  if (wasOpen && !breach.isOpen) breach.events.push(end(episode));
  breach.episode = episode;
  breach.retracted = false;
}

const openedBy = ({ opened: { severity, value, start } }: ModelEpisode): ModelEvent => ({
  ...{ type: 'OPENED', severity: severity!, value, start },
});

function changedSince(before: Judged, { breaching }: ModelEpisode): ModelEvent[] {
  const { severity, value, start } = breaching.at(-1)!;
  if (severity === before.severity) return [];
  return [{ type: severity === 'CRITICAL' ? 'ESCALATED' : 'DEESCALATED', severity: severity!, value, start }];
}

const end = ({ breaching, resolved }: ModelEpisode): ModelEvent => ({
  ...{
    type: 'RESOLVED',
    severity: breaching.at(-1)!.severity!,
    value: resolved!.value,
    start: resolved!.start,
  },
});

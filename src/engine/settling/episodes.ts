/** Episodes on their way into the store: those that differ from what is stored, with the events that tell of it. */
import { type Episode, episodes, succeed, type Watched } from '../../kpi/breach.ts';
import { countReported } from '../../kpi/coverage.ts';
import { grainById, grainId, isFiner } from '../../kpi/grain.ts';
import type { Rule } from '../../kpi/override.ts';
import { periodOf } from '../../kpi/period.ts';
import { severityById, statusById, statusId } from '../../kpi/status.ts';
import { breachedLimit } from '../../kpi/threshold.ts';
import {
  type BreachFigures,
  type BreachRow,
  type EventFigures,
  type WatchedRow,
  writeBreaches,
} from '../../store/breaches.ts';
import type { Statements } from '../../store/database.ts';
import type { Plan } from './plan.ts';
import type { Suspect } from './suspects.ts';

/** The last breaching period of a stored episode. */
export const lastOf = ({ breaching }: BreachRow): string => breaching.at(-1)!;

/** Collects episodes that differ from what is stored, with their events. */
export class Writing {
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

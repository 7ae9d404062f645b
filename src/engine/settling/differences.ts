/** What a look found, held against the problems that are stored: what is new, what goes on, and what is over. */
import { dateOf, dayOf } from '../../kpi/days.ts';
import type { LastSeen, Trouble } from '../../kpi/dataProblem.ts';
import { positionNumber } from '../../kpi/space.ts';
import type { FoundProblem, ProblemChanges, ProblemRow } from '../../store/dataProblems.ts';
import type { Plan } from './plan.ts';

/** A stretch of days as numbers, both inclusive. */
export interface Days {
  from: number;
  to: number;
}

/** Whether a stored problem has a day in a stretch. */
export const meets = ({ from, to }: Pick<ProblemRow, 'from' | 'to'>, days: Days): boolean =>
  dayOf(from) <= days.to && (to === null || dayOf(to) >= days.from);

/** What is known of an input whose problems are held against each other. */
export interface Looked {
  input: { id: number };
  seen: readonly LastSeen[];
  /** The latest day of which nothing is waited for any longer. */
  until: number;
}

/** Collects what differs between what was found and what is stored. */
export class Differences implements ProblemChanges {
  readonly opened: FoundProblem[] = [];
  readonly changed: { id: number; from: string; to: string | null }[] = [];
  readonly resolved: { row: ProblemRow; to: string; goesOn: boolean }[] = [];

  constructor(readonly plan: Plan) {}

  /** What was found of an input; what is stored and meets it goes on, and the rest of what is stored is over. */
  note(
    { input: { id: inputId }, seen, until }: Looked,
    found: readonly Trouble[],
    stored: readonly ProblemRow[],
  ): void {
    const left = new Left(stored);
    for (const it of [...found].sort((a, b) => a.from - b.from)) {
      const from = dateOf(it.from);
      const to = it.to === null ? null : dateOf(it.to);
      const same = left.take(it);
      if (same) {
        if (same.from !== from || same.to !== to) this.changed.push({ id: same.id, from, to });
        continue;
      }
      const { kind, place: placeId, line: lineId, wholeId } = it;
      this.opened.push({ kind, inputId, placeId, lineId, wholeId, from, to, known: dateOf(it.known) });
    }
    const rows = left.rows();
    if (rows.length === 0) return;
    const stops = this.#byPlace(found.filter((it) => it.kind === 'STOPPED'));
    const reported = this.#byPlace(seen);
    for (const row of rows) {
      const goesOn = row.kind === 'MISSING' && this.#goesOn(row, stops);
      this.resolved.push({ row, to: row.to ?? endOf(row, reported, until), goesOn });
    }
  }

  /** By place and line what is at the place or below it. */
  #byPlace<T extends { place: number; line: number }>(all: readonly T[]): Map<number, T[]> {
    const found = new Map<number, T[]>();
    for (const it of all)
      for (const place of this.plan.trees.placePath(it.place)) {
        const key = positionNumber(place, it.line);
        const known = found.get(key);
        if (known) known.push(it);
        else found.set(key, [it]);
      }
    return found;
  }

  /** Whether what was missing goes on as something that stopped, there, below or above. */
  #goesOn({ placeId, lineId, to }: ProblemRow, stops: ReadonlyMap<number, readonly Trouble[]>): boolean {
    const path = this.plan.trees.placePath(placeId);
    return path.some((place) =>
      stops
        .get(positionNumber(place, lineId))
        ?.some((it) => (place === placeId || it.place === place) && it.from <= dayOf(to!)),
    );
  }
}

/** The last day of something that lasted: before it was reported again, or the last that is known. */
function endOf(
  { placeId, lineId, from }: ProblemRow,
  reported: ReadonlyMap<number, readonly LastSeen[]>,
  until: number,
): string {
  const first = dayOf(from);
  const again = (reported.get(positionNumber(placeId, lineId)) ?? []).filter((it) => it.day >= first);
  const day = again.reduce((earliest, it) => Math.min(earliest, it.day), Infinity);
  return dateOf(Math.max(first, again.length > 0 ? day - 1 : until));
}

/** Stored problems that nothing was found for yet. */
class Left {
  readonly #rows = new Map<string, ProblemRow[]>();

  constructor(stored: readonly ProblemRow[]) {
    for (const row of stored) {
      const key = `${row.kind} ${row.placeId} ${row.lineId} ${row.wholeId}`;
      this.#rows.set(key, [...(this.#rows.get(key) ?? []), row]);
    }
  }

  /** The one that is the same problem, which is left no longer. */
  take({ kind, place, line, wholeId, from, to }: Trouble): ProblemRow | undefined {
    const rows = this.#rows.get(`${kind} ${place} ${line} ${wholeId}`) ?? [];
    const at = rows.findIndex((row) => to === null || meets(row, { from, to }));
    return at === -1 ? undefined : rows.splice(at, 1)[0];
  }

  rows(): ProblemRow[] {
    return [...this.#rows.values()].flat();
  }
}

/** What is known of the reports of some inputs around a stretch of days, and what is missing, stopped or implausible of them. */
import { Presence } from '../../kpi/coverage.ts';
import { dateOf, dayNumber, dayOf, FIRST_DAY, LAST_DAY } from '../../kpi/days.ts';
import {
  type ImplausibleDay,
  implausibleStretches,
  isOver,
  type LastSeen,
  mergedUpwards,
  missingStretches,
  stoppedSeries,
  type Trouble,
} from '../../kpi/dataProblem.ts';
import { isFiner } from '../../kpi/grain.ts';
import { firstDayAt, ordinal } from '../../kpi/period.ts';
import type { Grain } from '../../kpi/vocabulary.ts';
import { watchBounds } from '../../store/breaches.ts';
import type { Statements } from '../../store/database.ts';
import { openProblems, type ProblemChanges, type ProblemRow } from '../../store/dataProblems.ts';
import { firstObservedDay } from '../../store/marks.ts';
import { type HeldInput, implausibleObservations, PLAUSIBLE_FOR } from '../../store/plausibility.ts';
import { readLastSeen, readPresence } from '../../store/series.ts';
import { type Days, Differences, meets } from './differences.ts';
import type { Plan, PlannedInput } from './plan.ts';
import { WAIT_OF_COARSER } from './watchDays.ts';

/** So many periods of its rhythm around a change are looked at: what is expected because of it, and the runs that touch that. */
const REACH = 7;
const EPOCH = dayNumber(1970, 1, 1);

/** Where something was recorded, so that it may be implausible now. */
export interface Changed extends Days {
  inputIds: ReadonlySet<number>;
  /** Null: everywhere. */
  placeIds: readonly number[] | null;
}

/** What is known of the reports of an input, and where they are looked at. */
interface InputLook {
  input: PlannedInput;
  seen: readonly LastSeen[];
  /** The latest day of which nothing is waited for any longer. */
  until: number;
  stopped: readonly Trouble[];
  stored: readonly ProblemRow[];
  /** Where something may be missing, or no longer. */
  missing: Days;
  /** Where values may be implausible, or no longer; null: nothing was recorded. */
  implausible: Days | null;
}

/** What is known of the reports of some inputs around a stretch of days. */
export class Look {
  readonly #looks: readonly InputLook[];

  constructor(
    readonly plan: Plan,
    inputs: readonly PlannedInput[],
    readonly where: { stretch: Days; changed: Changed | null },
    /** The operator's first and latest observed day. */
    readonly observed: Days | null,
    stored: ReadonlyMap<number, ProblemRow[]>,
    seen: ReadonlyMap<number, LastSeen[]>,
  ) {
    this.#looks = inputs.map((it) => this.#lookAt(it, stored.get(it.id) ?? [], seen.get(it.id) ?? []));
  }

  static async begin(
    tx: Statements,
    plan: Plan,
    inputIds: readonly number[],
    where: Look['where'],
  ): Promise<Look> {
    const { id } = plan.operator;
    const inputs = inputIds.flatMap((it) => plan.inputs[plan.inputAt.get(it) ?? -1] ?? []);
    const { now } = await watchBounds(tx, id);
    const first = now && (await firstObservedDay(tx, id));
    const observed = now && first ? { from: dayOf(first), to: dayOf(now) } : null;
    const stored = new Map<number, ProblemRow[]>();
    for (const row of (await openProblems(tx, id, inputIds)).filter((it) => isStillKnown(it, plan)))
      stored.set(row.inputId, [...(stored.get(row.inputId) ?? []), row]);
    const seen = new Map<number, LastSeen[]>();
    for (const [input, figures] of await readLastSeen(tx, id, inputIds)) seen.set(input, lastSeenIn(figures));
    return new Look(plan, inputs, where, observed, stored, seen);
  }

  /** What is different from what is stored. */
  async changes(tx: Statements): Promise<ProblemChanges> {
    const presences = await this.#presences(tx);
    const implausible = await this.#implausible(tx);
    const differences = new Differences(this.plan);
    for (const look of this.#looks) {
      const { input, stopped, until, missing } = look;
      const presence = presences.get(input.id);
      const troubles = [
        ...stopped,
        ...(presence ? missingStretches(presence, stopped, { ...missing, until }) : []),
        ...implausibleStretches(implausible.get(input.id) ?? [], input.reporting.rhythm),
      ];
      differences.note(look, this.#merged(look, troubles), comparedIn(look));
    }
    return differences;
  }

  #lookAt(input: PlannedInput, stored: readonly ProblemRow[], seen: readonly LastSeen[]): InputLook {
    const { reporting, endOf } = input;
    const { rhythm } = reporting;
    const wait = Math.max(1, this.plan.operator.watching.waitDays);
    const now = this.observed?.to ?? FIRST_DAY;
    // At least one day behind the latest, which is still being reported.
    const until = now - wait - (isFiner('WEEK', rhythm) ? WAIT_OF_COARSER : 0);
    const stopped = stoppedSeries(seen, { reporting, endOf, trees: this.plan.trees, until, now });
    const moved = this.#moved({ input, seen }, stopped, stored);
    const { stretch } = this.where;
    const wide = { ...stretch, from: moved.reduce((a, b) => Math.min(a, b), stretch.from) };
    const missing = around(rhythm, wide, REACH);
    return {
      input,
      seen,
      until,
      stopped,
      stored,
      missing,
      implausible: this.#implausibleRange(input, stored),
    };
  }

  /** Since when series stopped of which that is new, or that stopped no longer: what is missing of them is told otherwise now. */
  #moved(
    of: Pick<InputLook, 'input' | 'seen'>,
    stopped: readonly Trouble[],
    stored: readonly ProblemRow[],
  ): number[] {
    const nameOf = (placeId: number, lineId: number, from: number) => `${placeId} ${lineId} ${from}`;
    const is = new Map(
      this.#merged(of, stopped).map((it) => [nameOf(it.place, it.line, it.from), it.from] as const),
    );
    const was = new Map(
      stored
        .filter((it) => it.kind === 'STOPPED')
        .map((it) => [nameOf(it.placeId, it.lineId, dayOf(it.from)), dayOf(it.from)] as const),
    );
    const changed = ([name]: readonly [string, number]) => is.has(name) !== was.has(name);
    return [...is, ...was].filter(changed).map(([, from]) => from);
  }

  /** A place that a person ended keeps none of its neighbours from having a problem together. */
  #merged({ input, seen }: Pick<InputLook, 'input' | 'seen'>, troubles: readonly Trouble[]): Trouble[] {
    const now = this.observed?.to ?? FIRST_DAY;
    const reported = seen.filter((it) => !isOver(input.endOf(it), it.day, now));
    return mergedUpwards(troubles, reported, this.plan.trees);
  }

  /** What was observed and expected further around, so that what is missing is known as a whole. One statement. */
  async #presences(tx: Statements): Promise<Map<number, Presence>> {
    const { observed } = this;
    if (observed === null) return new Map();
    const asked = this.#looks.map(({ input, missing }) => {
      const wide = around(input.reporting.rhythm, missing, REACH);
      const [from, to] = [Math.max(wide.from, observed.from), Math.min(wide.to, observed.to)];
      return { input, from, to: Math.max(from, to) };
    });
    const figures = await readPresence(tx, {
      placeIds: this.plan.places,
      inputs: asked.map(({ input: { id, reporting }, from, to }) => ({
        id,
        range: { from: dateOf(around(reporting.rhythm, { from, to }, REACH).from), to: dateOf(to) },
      })),
    });
    return new Map(
      asked.map(({ input: { id, reporting, endOf }, from, to }) => {
        const options = { from: dateOf(from), to: dateOf(to), trees: this.plan.trees, endOf };
        return [id, new Presence(reporting, figures.get(id) ?? [], options)];
      }),
    );
  }

  /** What follows is held against what changed, and neighbouring days are one problem with those stored. */
  #implausibleRange(
    { id, reporting: { rhythm }, mostTimes }: PlannedInput,
    stored: readonly ProblemRow[],
  ): Days | null {
    const { changed } = this.where;
    if (!changed?.inputIds.has(id)) return null;
    const periods = around(rhythm, changed, 0);
    const range =
      mostTimes === null ? periods : { ...periods, to: around(rhythm, periods, PLAUSIBLE_FOR).to };
    const known = stored.filter((it) => it.kind === 'IMPLAUSIBLE');
    for (let isWider = true; isWider;) {
      const touching = known.filter((it) => meets(it, around(rhythm, range, 1)));
      const first = Math.min(range.from, ...touching.map((it) => dayOf(it.from)));
      const last = Math.max(range.to, ...touching.map((it) => dayOf(it.to!)));
      isWider = first < range.from || last > range.to;
      Object.assign(range, { from: first, to: last });
    }
    return range;
  }

  async #implausible(tx: Statements): Promise<Map<number, ImplausibleDay[]>> {
    const held = this.#looks.flatMap(({ input, implausible }): HeldInput[] => {
      const { id: inputId, wholeId, mostTimes, reporting } = input;
      if (implausible === null || (wholeId === null && mostTimes === null)) return [];
      const days = { from: dateOf(implausible.from), to: dateOf(implausible.to) };
      return [{ inputId, wholeId, mostTimes, rhythm: reporting.rhythm, ...days }];
    });
    const placeIds = this.where.changed?.placeIds ?? null;
    const places = placeIds === null ? this.plan.places : this.#placesWith(placeIds);
    const found = new Map<number, ImplausibleDay[]>();
    for (const { inputId, placeId, lineId, day, wholeId } of await implausibleObservations(
      tx,
      places,
      held,
    )) {
      const known = found.get(inputId) ?? [];
      found.set(inputId, known);
      known.push({ place: placeId, line: lineId, day: EPOCH + day, wholeId });
    }
    return found;
  }

  /** The places, and those where something is known to be implausible: elsewhere nothing is. */
  #placesWith(placeIds: readonly number[]): number[] {
    const known = this.#looks.flatMap(comparedIn).filter((it) => it.kind === 'IMPLAUSIBLE');
    const above = new Set(known.map((it) => it.placeId));
    const below = this.plan.places.filter((it) => this.plan.trees.placePath(it).some((id) => above.has(id)));
    return [...new Set([...placeIds, ...below])];
  }
}

/** The stored problems that what is found is held against. */
const comparedIn = ({ stored, missing, implausible }: InputLook): ProblemRow[] =>
  stored.filter((it) => {
    if (it.kind === 'STOPPED') return true;
    const range = it.kind === 'MISSING' ? missing : implausible;
    return range !== null && meets(it, range);
  });

/** Whether what makes a problem is still there: of days whose observations were set aside nothing is found out any more. */
const isStillKnown = ({ kind, from }: ProblemRow, { keptFrom }: Plan): boolean =>
  kind !== 'IMPLAUSIBLE' || from >= keptFrom;

/** A stretch with so many periods of a rhythm before and after it. */
function around(rhythm: Grain, { from, to }: Days, periods: number): Days {
  const first = Math.max(FIRST_DAY, firstDayAt(rhythm, ordinal(rhythm, from) - periods));
  return { from: first, to: Math.min(LAST_DAY, firstDayAt(rhythm, ordinal(rhythm, to) + periods + 1) - 1) };
}

function lastSeenIn(figures: readonly number[]): LastSeen[] {
  const seen: LastSeen[] = [];
  for (let i = 0; i < figures.length; i += 3)
    seen.push({ place: figures[i]!, line: figures[i + 1]!, day: EPOCH + figures[i + 2]! });
  return seen;
}

/**
 * How much of what is expected is there, at every place and slot of a period: the share that figures carry as their coverage. What was
 * observed when is read once a chunk, for all of its periods.
 */
import { countedIn, countsIn, firstDayBefore, Presence } from '../../kpi/coverage.ts';
import { dayNumber, dayOf } from '../../kpi/days.ts';
import { type Period, yearsAround } from '../../kpi/period.ts';
import type { Statements } from '../../store/database.ts';
import { readPresence, SERIES_WIDTH } from '../../store/series.ts';
import type { Plan } from './plan.ts';

/** What was observed and expected of the inputs of a chunk, by their positions. */
export type Presences = ReadonlyMap<number, Presence>;

/** Reads when these inputs (positions) were observed in the periods around some days, and before as far as it matters. One statement. */
export async function presencesIn(
  tx: Statements,
  plan: Plan,
  days: readonly string[],
  inputs: Iterable<number>,
): Promise<Presences> {
  if (days.length === 0) return new Map();
  const stretch = stretchAround(days);
  const asked = [...inputs].map((at) => ({ at, input: plan.inputs[at]! }));
  const figures = await readPresence(tx, {
    placeIds: plan.places,
    inputs: asked.map(({ input: { id, reporting } }) => ({
      id,
      range: { from: firstDayBefore(reporting.rhythm, stretch.from), to: stretch.to },
    })),
  });
  return new Map(
    asked.map(({ at, input: { id, reporting, endOf } }) => {
      const options = { ...stretch, trees: plan.trees, endOf };
      return [at, new Presence(reporting, figures.get(id) ?? [], options)];
    }),
  );
}

/** The years and weeks around some days. */
function stretchAround(days: readonly string[]): { from: string; to: string } {
  const first = days.reduce((a, b) => (a < b ? a : b));
  const last = days.reduce((a, b) => (a > b ? a : b));
  return yearsAround(first, last);
}

/** By slot, for each place: OBSERVED and EXPECTED at 2 × place position. */
type Counts = Map<number, Int32Array>;

/** What was counted of one input. */
interface InputCover {
  presence: Presence;
  /** By the number of the last rhythm-period that counts. */
  counts: Map<number, Counts>;
  /** The same by the day (its number) up to which it counts; null: nothing was expected by then. */
  until: Map<number, Counts | null>;
}

const EPOCH = dayNumber(1970, 1, 1);

/** The coverage of one period. */
export class Cover {
  /** The last day of the period, as a number. */
  readonly end: number;
  readonly #plan: Plan;
  readonly #period: Period;
  /** By input position; undefined where this grain does not ask for it. */
  readonly #inputs: (InputCover | undefined)[] = [];
  /** By slot, for each place the latest day on which it was observed, -1 for none. */
  readonly #latest: (Int32Array | undefined)[] = [];

  constructor(plan: Plan, presences: Presences, period: Period, figures: readonly number[]) {
    this.#plan = plan;
    this.#period = period;
    this.end = dayOf(period.end);
    for (const [at, presence] of presences)
      if (countsIn(period.grain, presence.periods.rhythm))
        this.#inputs[at] = { presence, counts: new Map(), until: new Map() };
    this.#noteLatest(figures);
  }

  /** The latest day (its number) on which a slot was observed at a place; -1 for none. */
  latestAt(slot: number, place: number): number {
    return this.#latest[slot]?.[place] ?? -1;
  }

  /** The share of what was expected of an input, under a slot of it and at a place, by a day (its number) that was observed; 1 where nothing was. */
  shareAt(input: number, slot: number, place: number, until: number): number {
    const cover = this.#inputs[input];
    if (cover === undefined) return 1;
    let counts = cover.until.get(until);
    if (counts === undefined) cover.until.set(until, (counts = this.#countsUntil(input, cover, until)));
    const found = counts?.get(slot);
    if (found === undefined) return 1;
    const expected = found[2 * place + 1]!;
    return expected === 0 ? 1 : found[2 * place]! / expected;
  }

  #countsUntil(input: number, { presence, counts }: InputCover, until: number): Counts | null {
    const { isLast } = this.#plan.inputs[input]!;
    const { from, to } = countedIn(presence.periods, this.#period, until, isLast);
    if (to < from) return null;
    let found = counts.get(to);
    if (found === undefined) counts.set(to, (found = this.#count(input, presence, from, to)));
    return found;
  }

  #noteLatest(figures: readonly number[]): void {
    const plan = this.#plan;
    const width = plan.places.length;
    for (let i = 0; i < figures.length; i += SERIES_WIDTH) {
      const at = plan.inputAt.get(figures[i]!);
      if (at === undefined) continue;
      const day = EPOCH + figures[i + 4]!;
      const above = plan.placesAbove[plan.placeAt.get(figures[i + 1]!)!]!;
      for (const slot of plan.inputs[at]!.takenBy.get(figures[i + 2]!)!) {
        const latest = (this.#latest[slot] ??= new Int32Array(width).fill(-1));
        for (const place of above) if (latest[place]! < day) latest[place] = day;
      }
    }
  }

  #count(input: number, presence: Presence, from: number, to: number): Counts {
    const plan = this.#plan;
    const { takenBy } = plan.inputs[input]!;
    const found: Counts = new Map();
    presence.series.forEach(({ place: placeId, line }, at) => {
      const expected = presence.expectedIn(at, from, to);
      if (expected === 0) return;
      const observed = presence.observedIn(at, from, to);
      const above = plan.placesAbove[plan.placeAt.get(placeId)!]!;
      for (const slot of takenBy.get(line)!) {
        let counts = found.get(slot);
        if (counts === undefined) found.set(slot, (counts = new Int32Array(2 * plan.places.length)));
        for (const place of above) {
          counts[2 * place]! += observed;
          counts[2 * place + 1]! += expected;
        }
      }
    });
    return found;
  }
}

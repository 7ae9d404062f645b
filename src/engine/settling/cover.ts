/**
 * How much of what is expected is there, at every place and slot of a period: the share that figures carry as their coverage. What was
 * observed when is read once a chunk, for all of its periods.
 */
import { countedIn, countsIn, firstDayBefore, Presence } from '../../kpi/coverage.ts';
import { dayNumber, dayOf } from '../../kpi/days.ts';
import { type Period, periodOf } from '../../kpi/period.ts';
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

/** The years and weeks around some days: what figures of them are made of. */
function stretchAround(days: readonly string[]): { from: string; to: string } {
  const first = days.reduce((a, b) => (a < b ? a : b));
  const last = days.reduce((a, b) => (a > b ? a : b));
  const around = (day: string) => [periodOf('YEAR', day), periodOf('WEEK', day)] as const;
  const [from, early] = around(first).map((it) => it.start);
  const [to, late] = around(last).map((it) => it.end);
  return { from: from! < early! ? from! : early!, to: to! > late! ? to! : late! };
}

/** OBSERVED and EXPECTED at 2 × place position. */
type Counts = Int32Array;

const EPOCH = dayNumber(1970, 1, 1);

/** The coverage of one period. */
export class Cover {
  readonly #plan: Plan;
  readonly #presences: Presences;
  readonly #period: Period;
  /** By slot × places + place position: the latest day on which it was observed, -1 for none. */
  readonly #latest = new Map<number, Int32Array>();
  /** By input and the last rhythm-period that counts: by slot what was observed and expected. */
  readonly #counts = new Map<string, Map<number, Counts>>();

  constructor(plan: Plan, presences: Presences, period: Period, figures: readonly number[]) {
    this.#plan = plan;
    this.#presences = presences;
    this.#period = period;
    this.#noteLatest(figures);
  }

  /** The latest day (its number) on which one of the slots was observed at a place; -1 for none. */
  latestAt(slots: readonly number[], place: number): number {
    let latest = -1;
    for (const slot of slots) latest = Math.max(latest, this.#latest.get(slot)?.[place] ?? -1);
    return latest;
  }

  /** The share of what was expected of an input, under a slot of it and at a place, by a day (its number) that was observed; 1 where nothing was. */
  shareAt(input: number, slot: number, place: number, until: number): number {
    const { reporting, isLast } = this.#plan.inputs[input]!;
    const presence = this.#presences.get(input);
    if (presence === undefined || !countsIn(this.#period.grain, reporting.rhythm)) return 1;
    const { from, to } = countedIn(presence.periods, this.#period, until, isLast);
    if (to < from) return 1;
    const key = `${input} ${to}`;
    let counts = this.#counts.get(key);
    if (counts === undefined) {
      counts = this.#count(input, presence, from, to);
      this.#counts.set(key, counts);
    }
    const found = counts.get(slot);
    const expected = found?.[2 * place + 1] ?? 0;
    return expected === 0 ? 1 : found![2 * place]! / expected;
  }

  /** The last day of the period, as a number. */
  get end(): number {
    return dayOf(this.#period.end);
  }

  #noteLatest(figures: readonly number[]): void {
    const plan = this.#plan;
    const width = plan.places.length;
    for (let i = 0; i < figures.length; i += SERIES_WIDTH) {
      const at = plan.inputAt.get(figures[i]!);
      if (at === undefined) continue;
      const day = EPOCH + figures[i + 4]!;
      for (const slot of plan.inputs[at]!.takenBy.get(figures[i + 2]!)!) {
        let latest = this.#latest.get(slot);
        if (latest === undefined) this.#latest.set(slot, (latest = new Int32Array(width).fill(-1)));
        for (const place of plan.placesAbove[plan.placeAt.get(figures[i + 1]!)!]!)
          if (latest[place]! < day) latest[place] = day;
      }
    }
  }

  #count(input: number, presence: Presence, from: number, to: number): Map<number, Counts> {
    const plan = this.#plan;
    const { takenBy } = plan.inputs[input]!;
    const found = new Map<number, Counts>();
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

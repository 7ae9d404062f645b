/**
 * What one client reports at a unit of its own: batch after batch with new values, corrections and withdrawals, the same for
 * the same seed. It knows what every answer has to say and what is true in the end.
 */
import type { BatchLiteral, ObservationLiteral } from '../../src/engine/recording/batchLiteral.ts';
import type { ObservationKeyLiteral } from '../../src/engine/recording/resolve.ts';
import { addDays } from '../../src/kpi/period.ts';

export const OPERATOR = 'test-operator';
/** Weeks, months and a year end among them. */
const FIRST_DAY = '2024-12-16';
const DAYS = 40;

/** Where each input is reported: for all lines together, or line by line. Sums, averages and latest values are among them. */
const SERIES: readonly (readonly [input: string, line: string | null])[] = [
  ['regulatorAppeals', null],
  ['allUserDays', null],
  ['callsOfferedToAgents', 'mobile'],
  ['callsOfferedToAgents', 'broadband'],
  ['callsAnsweredIn15s', 'mobile'],
  ['callsAnsweredIn15s', 'broadband'],
  ['npsPromoters', 'mobile'],
  ['npsDetractors', 'mobile'],
  ['npsResponses', 'mobile'],
  ['complaintsOpen', null],
  ['complaintsOpenOver30Days', null],
];

/** What a recording answers. */
export interface Counts {
  inserted: number;
  replaced: number;
  unchanged: number;
  withdrawn: number;
}

/** A batch and the one answer that is right, however often it was sent. */
export interface Told {
  batch: BatchLiteral & { withdraw: ObservationKeyLiteral[] };
  answer: Counts;
}

export class Story {
  readonly #truth = new Map<string, ObservationLiteral>();
  readonly #random: () => number;
  #told = 0;

  constructor(
    readonly unit: string,
    seed: number,
  ) {
    this.#random = randomFrom(seed);
  }

  /** The next batch; the one before must have been recorded. */
  next(): Told {
    const observations = this.#observations();
    const fresh = new Set(observations.map(nameOf));
    const withdraw = this.#withdrawals().filter((it) => !fresh.has(nameOf(it)));
    const answer = this.#tell(observations, withdraw);
    return { batch: { idempotencyKey: `${this.unit} ${++this.#told}`, observations, withdraw }, answer };
  }

  /** How many batches were told. */
  get told(): number {
    return this.#told;
  }

  /** The values that are true after all that was told. */
  truth(): ObservationLiteral[] {
    return [...this.#truth.values()];
  }

  /** A day's values, of which some were there already, with the same value or another. */
  #observations(): ObservationLiteral[] {
    const date = this.#day();
    return SERIES.map(([input, businessLine]) => ({
      ...{ input, operator: OPERATOR, businessLine, orgUnit: this.unit, date },
      value: 1 + Math.floor(this.#random() * 5),
    }));
  }

  /** Every fourth time what is known of a day. */
  #withdrawals(): ObservationKeyLiteral[] {
    if (this.#random() > 0.25) return [];
    const date = this.#day();
    const known = [...this.#truth.values()].filter((it) => it.date === date);
    return known.map(({ input, operator, businessLine, orgUnit }) => ({
      input,
      operator,
      businessLine,
      orgUnit,
      date,
    }));
  }

  #day(): string {
    return addDays(FIRST_DAY, Math.floor(this.#random() * DAYS));
  }

  #tell(observations: readonly ObservationLiteral[], withdraw: readonly ObservationKeyLiteral[]): Counts {
    for (const it of withdraw) this.#truth.delete(nameOf(it));
    const before = observations.map((it) => this.#truth.get(nameOf(it))?.value);
    for (const it of observations) this.#truth.set(nameOf(it), it);
    const inserted = before.filter((it) => it === undefined).length;
    const unchanged = before.filter((it, at) => it === observations[at]!.value).length;
    return {
      inserted,
      unchanged,
      replaced: observations.length - inserted - unchanged,
      withdrawn: withdraw.length,
    };
  }
}

const nameOf = (it: ObservationKeyLiteral) => [it.input, it.businessLine, it.orgUnit, it.date].join(' ');

/** Numbers from 0 to 1 that look random (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let it = Math.imul(state ^ (state >>> 15), state | 1);
    it ^= it + Math.imul(it ^ (it >>> 7), it | 61);
    return ((it ^ (it >>> 14)) >>> 0) / 2 ** 32;
  };
}

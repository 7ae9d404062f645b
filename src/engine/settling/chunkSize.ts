/** How much a chunk takes, learnt from how long chunks took: it keeps others from its operator, and from an embedded database. */

/** So many series-days at least, whatever they take; at most, because they are held in memory at once. */
const LEAST = 200;
const MOST = 120_000;
/** What a machine of today does in a second; it is corrected by the first chunks. */
const A_SECOND = 15_000;

/** Series-days that a chunk may take, so that it takes about as long as it should. */
export class ChunkSize {
  #limit: number;

  /** `target`: how long a chunk should take, in seconds. */
  constructor(readonly target: number) {
    this.#limit = A_SECOND * target;
  }

  get limit(): number {
    return this.#limit;
  }

  /** A chunk took so long, in seconds. One that was smaller than it might have been says nothing of larger ones, unless it was slow. */
  learn(seconds: number, size: number): void {
    if (size < this.#limit / 2 && seconds < this.target) return;
    const factor = Math.min(2, Math.max(0.5, this.target / Math.max(seconds, 0.001)));
    this.#limit = Math.round(Math.min(MOST, Math.max(LEAST, this.#limit * factor)));
  }
}

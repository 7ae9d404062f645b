/** One clock for all subscribers of a process: it shows the quiet ones that they are alive, and finds those that do not read. */

/** A connection that is looked at now and then; `now` in milliseconds. */
export interface Watched {
  look(now: number): void;
}

/** How often all are looked at, at most, in milliseconds. */
const PERIOD = 1000;

export class KeepAlive {
  readonly #watched = new Set<Watched>();
  readonly #period: number;
  #timer: NodeJS.Timeout | undefined;

  /** Looks several times within the shortest of these times, in milliseconds. */
  constructor(...times: number[]) {
    this.#period = Math.min(PERIOD, ...times.map((it) => it / 4));
  }

  add(watched: Watched): void {
    this.#watched.add(watched);
    this.#timer ??= setInterval(() => this.#look(), this.#period).unref();
  }

  delete(watched: Watched): void {
    this.#watched.delete(watched);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    for (const it of [...this.#watched]) it.look(now);
  }
}

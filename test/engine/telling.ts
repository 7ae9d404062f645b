/** Telling an engine batches of one operator, some of which it has to refuse because trees changed meanwhile. */
import { expect } from 'vitest';
import type { WholeEngine } from '../../src/engine/engine.ts';
import { type ModelObservation, overlap, type Tree } from '../support/model.ts';
import { type Entry, truthOf } from '../support/worlds.ts';
import { batchOf } from './running.ts';

/** The operator that is spoken of. */
export const OPERATOR = 'told';

export interface Trees {
  lines: Tree;
  units: Tree;
}

/** Tells batches, and remembers those that had to be accepted. */
export class Told {
  readonly #accepted: Entry[][] = [];

  constructor(readonly engine: WholeEngine) {}

  get truth(): ModelObservation[] {
    return truthOf(this.#accepted);
  }

  /** Tells a batch; the engine has to refuse it if afterwards something were counted twice. */
  async tell(batch: Entry[], trees: Trees): Promise<void> {
    const clash = overlapping(truthOf([...this.#accepted, batch]), trees);
    const { outcome } = await this.engine.record(batchOf(OPERATOR, batch, `${this.#accepted.length}`));
    expect(outcome).toBe(clash ? 'invalid' : 'recorded');
    if (!clash) this.#accepted.push(batch);
  }
}

/** Whether an input is reported twice for a day. */
export function overlapping(observations: readonly ModelObservation[], { lines, units }: Trees): boolean {
  return observations.some((a, i) =>
    observations
      .slice(i + 1)
      .some((b) => a.input === b.input && a.date === b.date && overlap(lines, units, a, b)),
  );
}

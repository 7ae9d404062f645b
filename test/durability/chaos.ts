/** How much is done to the servers: little in every run, as much as CHAOS_ROUNDS says in a long one. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Recorder, type Target } from './recorder.ts';

/** So many rounds, unless the environment asks for more. */
export const rounds = (usual: number): number => Number(process.env.CHAOS_ROUNDS || usual);

/** How long a test of so many rounds may take, in milliseconds; a busy machine needs 15 seconds to start an embedded server. */
export const patience = (count: number): number => 90_000 + count * 30_000;

const moment = (from: number, to: number): Promise<void> => sleep(from + Math.random() * (to - from));

/** Clients that record at once, each at its own unit; their servers can be changed. */
export class Clients {
  readonly units: string[];
  readonly #recorders: Recorder[];

  constructor(count: number, targetOf: (client: number) => Target) {
    this.units = unitsOf(count);
    this.#recorders = this.units.map((unit, at) => new Recorder(targetOf(at), unit, at + 1));
  }

  /** How many batches there are by now. */
  get told(): number {
    return this.#recorders.reduce((sum, it) => sum + it.told, 0);
  }

  /** What the server answered where it failed. */
  get failures(): string[] {
    return this.#recorders.flatMap((it) => it.cut.failed);
  }

  get unanswered(): number {
    return this.#recorders.reduce((sum, it) => sum + it.cut.unanswered, 0);
  }

  /** Waits until some more batches were told (not longer than five seconds), and then a moment, to be in the midst of one. */
  async progress(): Promise<void> {
    const goal = this.told + 1 + Math.random() * 12;
    for (const until = Date.now() + 5000; Date.now() < until && this.told < goal;) await sleep(5);
    await moment(0, 60);
  }

  /** Waits until so many more batches were told. */
  async more(count: number): Promise<void> {
    const goal = this.told + count;
    while (this.told < goal) await sleep(20);
  }

  /** Ends when everything is acknowledged; what is true then. */
  async stop() {
    return (await Promise.all(this.#recorders.map((it) => it.stop()))).flat();
  }
}

/** The units of so many clients. */
export const unitsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => `unit-${at + 1}`);

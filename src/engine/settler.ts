/**
 * Settles what is out of date, chunk by chunk, operator by operator. Whoever marks something wakes it by the database, so it may run
 * in this thread, in another or in another process: any number of them on one database, and an operator is computed by one at a time.
 */
import { availableParallelism } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Registry } from '../registry/registry.ts';
import type { Database } from '../store/database.ts';
import { oldEditions } from '../store/kpis.ts';
import { tryComputing } from '../store/locks.ts';
import { MARKS_CHANNEL, noteCompleted, operatorsWithMarks } from '../store/marks.ts';
import type { Operator } from '../store/reference.ts';
import type { WorldKeeper } from '../world/keeper.ts';
import { IDLE, Loop } from '../world/loop.ts';
import { retrying } from '../world/retry.ts';
import { StaleWorld } from '../world/stale.ts';
import type { World } from '../world/world.ts';
import { removeOldEditions, switchEditions } from './definitions/editions.ts';
import type { Chunk, Work } from './settling/chunk.ts';
import { ChunkSize } from './settling/chunkSize.ts';
import { computeChunk } from './settling/compute.ts';
import type { OnFailure } from './settling/evaluate.ts';
import { type Plan, planFor } from './settling/plan.ts';

/** What settling needs. */
export interface SettlerOptions {
  db: Database;
  registry: Registry;
  log: Logger;
  keeper: WorldKeeper;
  /** How many series-days a chunk takes; left out, as many as it can in the time it should take. */
  chunkSize?: number;
  /** How many operators are computed at once; left out, as many as there are cores for. */
  sideBySide?: number;
  /** How long figures that were replaced stay for requests under way, in milliseconds. */
  grace?: number;
  /** Told how long each chunk took, in seconds, and what it did. */
  onChunk?: (seconds: number, chunk: Chunk) => void;
}

/** How long to wait where another process computes an operator, in milliseconds. */
const BUSY = 20;
/** Longer than any request is executed. */
const GRACE = 30_000;

/** How long a chunk should take, in seconds: smaller ones read and compute more twice, and an embedded database does nothing else meanwhile. */
const CHUNK = { postgres: 5, pglite: 0.1 };

/** Computing an operator keeps about two cores busy: one here, one in the database. An embedded one takes one transaction at a time. */
const sideBySide = (kind: Database['kind']): number =>
  kind === 'pglite' ? 1 : Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2)));

/** What may be left to do; busy: only what waits for somebody else who computes. */
type Left = 'more' | 'nothing' | 'busy';

/** Computes in this thread. */
export class Settler {
  readonly #options: Required<Omit<SettlerOptions, 'chunkSize'>> & SettlerOptions;
  readonly #sizes: Readonly<Record<Work, ChunkSize>>;
  readonly #failed = new Set<number>();
  /** When editions were first found to be replaced, by id. */
  readonly #replaced = new Map<number, number>();
  readonly #stop = new AbortController();
  readonly #plans = new WeakMap<World, Map<number, Plan>>();
  #wasBehind = false;
  readonly #loop: Loop;

  constructor(options: SettlerOptions) {
    this.#options = { grace: GRACE, onChunk: () => {}, sideBySide: sideBySide(options.db.kind), ...options };
    const target = CHUNK[options.db.kind];
    this.#sizes = { figures: new ChunkSize(target), reports: new ChunkSize(target) };
    this.#loop = new Loop({
      name: 'computing',
      pass: () => this.#look(),
      wokenBy: { db: options.db, channel: MARKS_CHANNEL },
      log: options.log,
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Ends after the chunk that runs. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop.stop();
  }

  /** Settles everything that is pending now; for tests and tools. */
  async drain(): Promise<void> {
    const fail = (error: unknown) => {
      throw error;
    };
    for (let left: Left; (left = await this.#pass(fail)) !== 'nothing';)
      await sleep(left === 'busy' ? BUSY : 0);
  }

  async #look(): Promise<number> {
    const left = await this.#pass((error) => this.#tellFailure(error));
    return left === 'more' ? 0 : IDLE;
  }

  #tellFailure(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#options.log.error({ err: error }, 'computing failed and will be tried again');
  }

  /**
   * One chunk of each operator that has work; what may be left. An operator whose work fails keeps none of the others from
   * theirs.
   */
  async #pass(fail: (error: unknown) => void): Promise<Left> {
    const { db, registry } = this.#options;
    if (await this.#isBehind()) return 'nothing';
    const operatorIds = await operatorsWithMarks(db);
    const done = await this.#steps(operatorIds, fail);
    if (this.#stop.signal.aborted) return 'nothing';
    const resting = operatorIds.length === 0;
    // Also while recordings never end.
    const switching = resting || this.#isBuilding() ? await switchEditions(db, registry) : 'nothing';
    // After the switch, which somebody else may have made: who drains finds nothing left that was replaced.
    if (resting) await this.#removeReplaced();
    if (done > 0 || switching === 'switched') return 'more';
    return switching;
  }

  /** A chunk of each operator, some of them at a time; how many were done. Rejects with the first that `fail` throws, when all have ended. */
  async #steps(operatorIds: readonly number[], fail: (error: unknown) => void): Promise<number> {
    const left = [...operatorIds];
    let done = 0;
    const work = async () => {
      while (left.length > 0 && !this.#stop.signal.aborted)
        await this.#step(left.shift()!).then(() => done++, fail);
    };
    const ended = await Promise.allSettled(Array.from({ length: this.#options.sideBySide }, work));
    for (const it of ended) if (it.status === 'rejected') throw it.reason;
    return done;
  }

  /**
   * Whether a server of a newer release published what this one cannot read: then it records and answers, and leaves it to the
   * others to compute.
   */
  async #isBehind(): Promise<boolean> {
    const { isBehind } = (await retrying(() => this.#options.keeper.moment())).world;
    if (isBehind !== this.#wasBehind && isBehind)
      this.#options.log.warn(
        'a newer server published definitions that this one cannot read: it computes nothing',
      );
    this.#wasBehind = isBehind;
    return isBehind;
  }

  /** Whether readers still see earlier figures than those that are being computed. */
  #isBuilding(): boolean {
    return this.#options.keeper.latest?.kpis.some((it) => it.editionId !== it.computedEditionId) ?? false;
  }

  /** Removes figures that were replaced, once no request that began before can read them any longer. */
  async #removeReplaced(): Promise<void> {
    const old = await oldEditions(this.#options.db);
    // Afterwards: whoever drains and the loop do this at once, and what one has just noted must not lie in the other's future.
    const now = performance.now();
    for (const id of this.#replaced.keys()) if (!old.includes(id)) this.#replaced.delete(id);
    for (const id of old) if (!this.#replaced.has(id)) this.#replaced.set(id, now);
    const due = old.filter((id) => now - this.#replaced.get(id)! >= this.#options.grace);
    if (due.length > 0) await removeOldEditions(this.#options.db, due);
  }

  async #step(operatorId: number): Promise<void> {
    const chunk = await retrying(() => this.#compute(operatorId));
    if (chunk === 'busy') await sleep(BUSY);
  }

  async #compute(operatorId: number): Promise<Chunk | 'busy' | null> {
    const { db, keeper, onChunk, chunkSize } = this.#options;
    const { figures, reports } = this.#sizes;
    const limits = { figures: chunkSize ?? figures.limit, reports: chunkSize ?? reports.limit };
    const { world } = await keeper.moment();
    const operator = world.reference.operatorById.get(operatorId);
    if (!operator) throw new StaleWorld();
    const plan = this.#planFor(world, operator);
    const begin = performance.now();
    const chunk = await db.transaction(async (tx) => {
      if (!(await tryComputing(tx, operatorId))) return 'busy';
      const done = await computeChunk(tx, world, plan, limits, this.#onFailure);
      if (done) await noteCompleted(tx, operatorId);
      return done;
    });
    if (chunk !== 'busy' && chunk) {
      const seconds = (performance.now() - begin) / 1000;
      this.#sizes[chunk.work].learn(seconds, chunk.size);
      onChunk(seconds, chunk);
    }
    return chunk;
  }

  #planFor(world: World, operator: Operator): Plan {
    const plans = this.#plans.get(world) ?? new Map<number, Plan>();
    this.#plans.set(world, plans);
    const plan = plans.get(operator.id) ?? planFor(world, operator);
    plans.set(operator.id, plan);
    return plan;
  }

  readonly #onFailure: OnFailure = ({ kpi, editionId }, error) => {
    if (this.#failed.has(editionId)) return;
    this.#failed.add(editionId);
    this.#options.log.error(
      { err: error, kpi: kpi.definition.code },
      'a KPI cannot be computed; the others go on',
    );
  };
}

/**
 * The engine of one process: records, and settles what is out of date chunk by chunk. Any number of processes may run one on a
 * PostgreSQL; an operator is computed by one of them at a time. The way of a value:
 *
 *     observation   recording/resolve.ts, record.ts       codes → ids, checked, written with its history in one transaction
 *     mark          store/incoming.ts, store/marks.ts     what is out of date since: written with it
 *     plan          settling/plan.ts                      an operator's scopes and the ways of computing its KPIs
 *     dirty         settling/dirty.ts                     marks → periods and scopes to compute, in all grains
 *     cube          settling/cube.ts, store/series.ts     their observations, aggregated over places, lines and days
 *     evaluate      settling/evaluate.ts                  formula, status and score of each cell
 *     measurement   settling/compute.ts                   what changed is written: readers see it
 *     watch         settling/watch.ts, kpi/breach.ts      limits → episodes and events, in the same transaction
 *     edition       definitions/editions.ts               a new definition's figures wait aside, then take the old ones' place
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { addDays } from '../kpi/period.ts';
import type { Registry } from '../registry/registry.ts';
import type { Database } from '../store/database.ts';
import { oldEditions } from '../store/kpis.ts';
import { tryComputing } from '../store/locks.ts';
import { marksLeft, noteCompleted, operatorsWithMarks } from '../store/marks.ts';
import type { Operator } from '../store/reference.ts';
import { type Keeper, WorldKeeper } from '../world/keeper.ts';
import type { Moment } from '../world/moment.ts';
import type { Conflict, Invalid } from '../world/outcome.ts';
import { IDLE, Loop } from '../world/loop.ts';
import { retrying } from '../world/retry.ts';
import { StaleWorld } from '../world/stale.ts';
import type { World } from '../world/world.ts';
import { publishRegistry, removeOldEditions, switchEditions } from './definitions/editions.ts';
import { type BatchLiteral, batchOf, type Recorded } from './recording/batchLiteral.ts';
import { type Batch, type Outcome, recordBatch } from './recording/record.ts';
import { type Chunk, computeChunk } from './settling/compute.ts';
import type { OnFailure } from './settling/evaluate.ts';
import { type Plan, planFor } from './settling/plan.ts';

/** What the engine needs. */
export interface EngineOptions {
  db: Database;
  registry: Registry;
  log: Logger;
  /** Now; the only clock of the engine. */
  now?: () => Date;
  /** About how many series-days a chunk takes; the embedded database is kept busy for less at once. */
  chunkSize?: number;
  /** How long a recording waits for its measurements before it answers without, in milliseconds. */
  patience?: number;
  /** How long figures that were replaced stay for requests under way, in milliseconds. */
  grace?: number;
  /** Told how long each chunk took, in seconds, and what it did. */
  onChunk?: (seconds: number, chunk: Chunk) => void;
}

/** The engine of one process. */
export interface Engine extends Keeper {
  /** Records all of a batch or nothing, and computes what it changes before answering (up to a few seconds). */
  record(batch: BatchLiteral): Promise<Recorded | Invalid | Conflict>;
  /** Records a batch of any size, as streamed by `rows`. */
  recordBatch(batch: Batch): Promise<Outcome>;
  /** The last day that may be recorded: tomorrow, UTC. */
  latestDay(): string;
  /** Settles everything that is pending now; for tests and tools. */
  drain(): Promise<void>;
  /** Ends the loop after the chunk that runs. */
  stop(): Promise<void>;
}

/** How long to wait where another process computes an operator, in milliseconds. */
const BUSY = 20;
/** Longer than any request is executed. */
const GRACE = 30_000;

/** Publishes the registry and starts working. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  await publishRegistry(options.db, options.registry);
  const engine = new RunningEngine(options);
  engine.start();
  return engine;
}

/** What may be left to do; busy: only what waits for somebody else who computes. */
type Left = 'more' | 'nothing' | 'busy';

class RunningEngine implements Engine {
  readonly #options: Required<Pick<EngineOptions, 'now' | 'chunkSize' | 'patience' | 'grace' | 'onChunk'>> &
    EngineOptions;
  readonly #partitions = new Set<string>();
  readonly #failed = new Set<number>();
  /** When editions were first found to be replaced, by id. */
  readonly #replaced = new Map<number, number>();
  readonly #waiting = new Set<{ ids: Set<number>; done: () => void }>();
  readonly #stop = new AbortController();
  readonly #keeper: WorldKeeper;
  readonly #plans = new WeakMap<World, Map<number, Plan>>();
  #wasBehind = false;
  readonly #loop: Loop;

  constructor(options: EngineOptions) {
    const chunkSize = options.db.kind === 'pglite' ? 30_000 : 120_000;
    this.#options = {
      now: () => new Date(),
      chunkSize,
      patience: 8000,
      grace: GRACE,
      onChunk: () => {},
      ...options,
    };
    this.#keeper = new WorldKeeper({ ...options, onChange: () => this.#loop.wake() });
    this.#loop = new Loop({ name: 'computing', pass: () => this.#look(), log: options.log });
  }

  start(): void {
    this.#loop.start();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop.stop();
    for (const waiter of this.#waiting) waiter.done();
  }

  latestDay(): string {
    return addDays(this.#options.now().toISOString().slice(0, 10), 1);
  }

  moment(): Promise<Moment> {
    return this.#keeper.moment();
  }

  change<T>(work: (db: Database, world: World) => Promise<T>): Promise<T> {
    return this.#keeper.change(work);
  }

  async record(literal: BatchLiteral): Promise<Recorded | Invalid | Conflict> {
    const { world } = await retrying(() => this.moment());
    const batch = batchOf(literal, world.reference, this.latestDay());
    return 'outcome' in batch ? batch : batch.answer(await this.recordBatch(batch.batch));
  }

  async recordBatch(batch: Batch): Promise<Outcome> {
    const outcome = await this.change((db, world) => recordBatch(db, world, batch, this.#partitions));
    if (outcome.outcome === 'recorded' && batch.urgent) await this.#settled(outcome.markIds);
    return outcome;
  }

  async drain(): Promise<void> {
    const fail = (error: unknown) => {
      throw error;
    };
    for (let left: Left; (left = await this.#pass(fail)) !== 'nothing';)
      await sleep(left === 'busy' ? BUSY : 0);
  }

  async #look(): Promise<number> {
    const left = await this.#pass((error) => this.#tellFailure(error));
    await this.#checkWaiting();
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
    let done = 0;
    for (const operatorId of operatorIds) {
      if (this.#stop.signal.aborted) return 'nothing';
      await this.#step(operatorId).then(() => done++, fail);
    }
    const resting = operatorIds.length === 0;
    // Also while recordings never end.
    const switching = resting || this.#isBuilding() ? await switchEditions(db, registry) : 'nothing';
    // After the switch, which somebody else may have made: who drains finds nothing left that was replaced.
    if (resting) await this.#removeReplaced();
    if (done > 0 || switching === 'switched') return 'more';
    return switching;
  }

  /**
   * Whether a server of a newer release published what this one cannot read: then it records and answers, and leaves it to the
   * others to compute.
   */
  async #isBehind(): Promise<boolean> {
    const { isBehind } = (await retrying(() => this.moment())).world;
    if (isBehind !== this.#wasBehind && isBehind)
      this.#options.log.warn(
        'a newer server published definitions that this one cannot read: it computes nothing',
      );
    this.#wasBehind = isBehind;
    return isBehind;
  }

  /** Whether readers still see earlier figures than those that are being computed. */
  #isBuilding(): boolean {
    return this.#keeper.latest?.kpis.some((it) => it.editionId !== it.computedEditionId) ?? false;
  }

  /** Removes figures that were replaced, once no request that began before can read them any longer. */
  async #removeReplaced(): Promise<void> {
    const now = performance.now();
    const old = await oldEditions(this.#options.db);
    for (const id of this.#replaced.keys()) if (!old.includes(id)) this.#replaced.delete(id);
    for (const id of old) if (!this.#replaced.has(id)) this.#replaced.set(id, now);
    const due = old.filter((id) => now - this.#replaced.get(id)! >= this.#options.grace);
    if (due.length > 0) await removeOldEditions(this.#options.db, due);
  }

  async #step(operatorId: number): Promise<void> {
    const chunk = await retrying(() => this.#compute(operatorId));
    if (chunk === 'busy') await sleep(BUSY);
    else if (chunk) this.#tellSettled(chunk.marks);
  }

  async #compute(operatorId: number): Promise<Chunk | 'busy' | null> {
    const { db, chunkSize, onChunk } = this.#options;
    const { world } = await this.moment();
    const operator = world.reference.operatorById.get(operatorId);
    if (!operator) throw new StaleWorld();
    const plan = this.#planFor(world, operator);
    const begin = performance.now();
    const chunk = await db.transaction(async (tx) => {
      if (!(await tryComputing(tx, operatorId))) return 'busy';
      const done = await computeChunk(tx, world, plan, chunkSize, this.#onFailure);
      if (done) await noteCompleted(tx, operatorId);
      return done;
    });
    if (chunk !== 'busy' && chunk) onChunk((performance.now() - begin) / 1000, chunk);
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

  /** Waits until the marks are settled, here or by another process, but not longer than patience has it. */
  async #settled(markIds: readonly number[]): Promise<void> {
    if (markIds.length === 0 || this.#stop.signal.aborted) return;
    await new Promise<void>((resolve) => {
      const waiter = { ids: new Set(markIds), done: () => {} };
      const timer = setTimeout(() => waiter.done(), this.#options.patience);
      waiter.done = () => {
        clearTimeout(timer);
        this.#waiting.delete(waiter);
        resolve();
      };
      this.#waiting.add(waiter);
      this.#loop.wake();
    });
  }

  #tellSettled(ids: readonly number[]): void {
    for (const waiter of this.#waiting) {
      for (const id of ids) waiter.ids.delete(id);
      if (waiter.ids.size === 0) waiter.done();
    }
  }

  /** What is waited for may have been settled by another process, or here before anybody waited. */
  async #checkWaiting(): Promise<void> {
    const waited = [...this.#waiting].flatMap((it) => [...it.ids]);
    if (waited.length === 0) return;
    const left = new Set(await marksLeft(this.#options.db, waited));
    this.#tellSettled(waited.filter((id) => !left.has(id)));
  }
}

/**
 * The engine of one process: keeps the world, records, and settles what is out of date chunk by chunk. Any number of
 * processes may run one on a PostgreSQL; an operator is computed by one of them at a time.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { addDays } from '../kpi/period.ts';
import type { Registry } from '../registry/registry.ts';
import type { Database } from '../store/database.ts';
import { oldEditions } from '../store/kpis.ts';
import { seeOneMoment, tryComputing } from '../store/locks.ts';
import { marksLeft, noteCompleted, operatorsWithMarks } from '../store/marks.ts';
import { readMoment } from '../store/observations.ts';
import type { Operator } from '../store/reference.ts';
import { batchOf } from './batchLiteral.ts';
import { checkKpi } from './check.ts';
import { type Chunk, computeChunk, StaleWorld } from './compute.ts';
import { defineReference } from './define.ts';
import { publishRegistry, removeOldEditions, switchEditions } from './editions.ts';
import type { OnFailure } from './evaluate.ts';
import { overrideKpi, removeOverride, setDimensionWeights } from './overrides.ts';
import { type Plan, planFor } from './plan.ts';
import { previewKpi } from './preview.ts';
import { type Batch, type Outcome, recordBatch } from './record.ts';
import { codeOf, registerKpi, type Registration, retireKpi } from './register.ts';
import { patiently } from './retry.ts';
import type { Moment, Services } from './services.ts';
import { loadWorld, type World } from './world.ts';

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

export interface Engine extends Services {
  /** Records a batch of any size, as streamed by `rows`. */
  recordBatch(batch: Batch): Promise<Outcome>;
  /** The last day that may be recorded: tomorrow, UTC. */
  latestDay(): string;
  /** Settles everything that is pending now; for tests and tools. */
  drain(): Promise<void>;
  /** Ends the loop after the chunk that runs. */
  stop(): Promise<void>;
}

/** How often the queue is looked at without being woken: work that another process left behind, in milliseconds. */
const IDLE = 1000;
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
  readonly #skipped = new Set<string>();
  readonly #waiting = new Set<{ ids: Set<number>; done: () => void }>();
  readonly #stop = new AbortController();
  #world: World | undefined;
  #plans = new Map<number, Plan>();
  #wasPuzzled = false;
  #loop: Promise<void> = Promise.resolve();
  #wake = new AbortController();

  constructor(options: EngineOptions) {
    const chunkSize = options.db.kind === 'pglite' ? 30_000 : 120_000;
    this.#options = {
      ...{ now: () => new Date(), chunkSize, patience: 8000, grace: GRACE, onChunk: () => {} },
      ...options,
    };
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    this.#wake.abort();
    await this.#loop;
    for (const waiter of this.#waiting) waiter.done();
  }

  latestDay(): string {
    return addDays(this.#options.now().toISOString().slice(0, 10), 1);
  }

  async moment(): Promise<Moment> {
    const { revision, ...moment } = await readMoment(this.#options.db);
    return { ...moment, world: await this.#worldAt(revision) };
  }

  async record(literal: Parameters<Services['record']>[0]): ReturnType<Services['record']> {
    const { world } = await patiently(() => this.moment());
    const batch = batchOf(literal, world.reference, this.latestDay());
    return 'outcome' in batch ? batch : batch.answer(await this.recordBatch(batch.batch));
  }

  async recordBatch(batch: Batch): Promise<Outcome> {
    const { db } = this.#options;
    const outcome = await this.#inWorld((world) => recordBatch(db, world, batch, this.#partitions));
    this.#wake.abort();
    if (outcome.outcome === 'recorded' && batch.urgent) await this.#settled(outcome.markIds);
    return outcome;
  }

  async defineReference(
    data: Parameters<Services['defineReference']>[0],
  ): ReturnType<Services['defineReference']> {
    const outcome = await this.#inWorld((world) => defineReference(this.#options.db, world, data));
    this.#wake.abort();
    return outcome;
  }

  async checkKpi(literal: unknown): ReturnType<Services['checkKpi']> {
    return checkKpi((await this.moment()).world, literal);
  }

  async previewKpi(
    ...[literal, scope, periods]: Parameters<Services['previewKpi']>
  ): ReturnType<Services['previewKpi']> {
    return previewKpi(this.#options.db, (await this.moment()).world, literal, scope, periods);
  }

  async registerKpi(registration: Registration): ReturnType<Services['registerKpi']> {
    const { db } = this.#options;
    // What somebody else registers between now and the commit is a conflict, not a version to overwrite.
    const known = (await this.moment()).world.kpi(codeOf(registration.literal));
    const expectedVersion = registration.expectedVersion ?? known?.version ?? 0;
    const outcome = await this.#inWorld((world) =>
      registerKpi(db, world, { ...registration, expectedVersion }),
    );
    this.#wake.abort();
    return outcome;
  }

  async overrideKpi(override: Parameters<Services['overrideKpi']>[0]): ReturnType<Services['overrideKpi']> {
    const outcome = await this.#inWorld((world) => overrideKpi(this.#options.db, world, override));
    this.#wake.abort();
    return outcome;
  }

  async removeOverride(
    key: Parameters<Services['removeOverride']>[0],
  ): ReturnType<Services['removeOverride']> {
    const outcome = await this.#inWorld((world) => removeOverride(this.#options.db, world, key));
    this.#wake.abort();
    return outcome;
  }

  async setDimensionWeights(
    ...[operator, weights]: Parameters<Services['setDimensionWeights']>
  ): ReturnType<Services['setDimensionWeights']> {
    return this.#inWorld((world) => setDimensionWeights(this.#options.db, world, operator, weights));
  }

  async retireKpi(code: string): ReturnType<Services['retireKpi']> {
    return this.#inWorld((world) => retireKpi(this.#options.db, world, code));
  }

  async drain(): Promise<void> {
    const fail = (error: unknown) => {
      throw error;
    };
    for (let left: Left; (left = await this.#pass(fail)) !== 'nothing';)
      await sleep(left === 'busy' ? BUSY : 0);
  }

  /** Runs work on the present world; again where the world changed meanwhile or the connection was lost. */
  async #inWorld<T>(work: (world: World) => Promise<T>): Promise<T> {
    return patiently(async () => work((await this.moment()).world));
  }

  async #worldAt(revision: number): Promise<World> {
    if (this.#world?.reference.revision !== revision) {
      this.#world = await this.#options.db.transaction(async (tx) => {
        await seeOneMoment(tx);
        return loadWorld(tx, this.#options.registry);
      });
      this.#plans = new Map();
      this.#tellSkipped(this.#world);
    }
    return this.#world;
  }

  #tellSkipped({ skipped }: World): void {
    for (const { source, path, message } of skipped) {
      const text = `${source} ${path.join('.')}: ${message}`;
      if (!this.#skipped.has(text))
        this.#options.log.error({ source, path, problem: message }, 'a registered definition is left out');
      this.#skipped.add(text);
    }
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      this.#wake = new AbortController();
      if (await this.#look().catch((error: unknown) => this.#tellFailure(error))) continue;
      await sleep(IDLE, undefined, { signal: this.#wake.signal }).catch(() => undefined);
    }
  }

  async #look(): Promise<boolean> {
    const left = await this.#pass((error) => this.#tellFailure(error));
    await this.#checkWaiting();
    return left === 'more';
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
    if (await this.#isPuzzled()) return 'nothing';
    const operatorIds = await operatorsWithMarks(db);
    let done = 0;
    for (const operatorId of operatorIds) {
      if (this.#stop.signal.aborted) return 'nothing';
      await this.#step(operatorId).then(() => done++, fail);
    }
    const resting = operatorIds.length === 0;
    if (resting) await this.#removeReplaced();
    // Also while recordings never end.
    const switching = resting || this.#isBuilding() ? await switchEditions(db, registry) : 'nothing';
    if (done > 0 || switching === 'switched') return 'more';
    return switching;
  }

  /**
   * Whether a server of a newer release published what this one cannot read: then it records and answers, and leaves it to the
   * others to compute.
   */
  async #isPuzzled(): Promise<boolean> {
    const { puzzled } = (await patiently(() => this.moment())).world;
    if (puzzled !== this.#wasPuzzled && puzzled)
      this.#options.log.warn(
        'a newer server published definitions that this one cannot read: it computes nothing',
      );
    this.#wasPuzzled = puzzled;
    return puzzled;
  }

  /** Whether readers still see earlier figures than those that are being computed. */
  #isBuilding(): boolean {
    return this.#world?.kpis.some((it) => it.editionId !== it.computedEditionId) ?? false;
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
    const chunk = await patiently(() => this.#compute(operatorId));
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
    if (world !== this.#world) return planFor(world, operator);
    const plan = this.#plans.get(operator.id) ?? planFor(world, operator);
    this.#plans.set(operator.id, plan);
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
      this.#wake.abort();
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

/**
 * The engine of one process: records, and waits for the figures, which a settler computes, here or elsewhere. Any number of processes
 * may run one on a PostgreSQL. The way of a value:
 *
 *     observation   recording/resolve.ts, record.ts       codes → ids, checked, written with its history in one transaction
 *     mark          store/incoming.ts, store/marks.ts     what is out of date since: written with it
 *     settler       settler.ts                            whoever is woken by marks takes them, chunk by chunk
 *     plan          settling/plan.ts                      an operator's scopes and the ways of computing its KPIs
 *     dirty         settling/dirty.ts                     marks → periods and scopes to compute, in all grains
 *     cube          settling/cube.ts, store/series.ts     their observations, aggregated over places, lines and days
 *     cover         settling/cover.ts, kpi/coverage.ts    how much of what is expected of them is there
 *     evaluate      settling/evaluate.ts                  formula, status and score of each cell
 *     measurement   settling/compute.ts                   what changed is written: readers see it
 *     watch         settling/watch.ts, suspects.ts        what may breach otherwise now: limits → episodes, in the same transaction
 *     event         settling/episodes.ts, kpi/breach.ts   what changed of an episode, to be told
 *     edition       definitions/editions.ts               a new definition's figures wait aside, then take the old ones' place
 */
import type { Logger } from 'pino';
import { addDays } from '../kpi/period.ts';
import type { Registry } from '../registry/registry.ts';
import type { Database } from '../store/database.ts';
import { marksLeft, SETTLED_CHANNEL } from '../store/marks.ts';
import { type Keeper, WorldKeeper } from '../world/keeper.ts';
import { IDLE, Loop } from '../world/loop.ts';
import type { Moment } from '../world/moment.ts';
import type { Conflict, Invalid } from '../world/outcome.ts';
import { retrying } from '../world/retry.ts';
import type { World } from '../world/world.ts';
import { publishRegistry } from './definitions/editions.ts';
import { type BatchLiteral, batchOf, type Recorded } from './recording/batchLiteral.ts';
import { type Batch, type Outcome, recordBatch } from './recording/record.ts';
import { Settler, type SettlerOptions } from './settler.ts';
import { ANYBODY, type User } from './user.ts';

/** What recording needs. */
export interface RecorderOptions {
  db: Database;
  registry: Registry;
  log: Logger;
  /** Now; the only clock of the engine. */
  now?: () => Date;
  /** After how long a recording answers without its measurements, in milliseconds. */
  patience?: number;
}

/** What the engine needs. */
export type EngineOptions = RecorderOptions & Omit<SettlerOptions, 'keeper'>;

/** The engine as those see it who record and change: who computes is not said. */
export interface UsedEngine extends Keeper {
  /** Records all of a batch or nothing, and waits for what it changes to be computed (up to a few seconds). */
  record(batch: BatchLiteral): Promise<Recorded | Invalid | Conflict>;
  /** Records a batch of any size, as streamed by `rows`. */
  recordBatch(batch: Batch): Promise<Outcome>;
  /** The last day that may be recorded: tomorrow, UTC. */
  latestDay(): string;
}

/** The engine of a process; as it stands, anybody's. */
export interface Engine extends UsedEngine {
  /** The engine for somebody: what is outside of what they may change is not there. */
  as(user: User): UsedEngine;
  /** Ends what waits; a settler in this thread ends after the chunk that runs. */
  stop(): Promise<void>;
}

/** An engine that also computes in this thread. */
export interface WholeEngine extends Engine {
  /** Settles everything that is pending now; for tests and tools. */
  drain(): Promise<void>;
}

/** Publishes the registry, and starts recording and computing in this thread. */
export async function startEngine(options: EngineOptions): Promise<WholeEngine> {
  await publishRegistry(options.db, options.registry);
  const keeper = new WorldKeeper(options);
  const recorder = new Recorder(options, keeper);
  const settler = new Settler({ ...options, keeper });
  settler.start();
  return Object.assign(recorder, {
    drain: () => settler.drain(),
    stop: async () => {
      await settler.stop();
      await recorder.end();
    },
  });
}

/** Starts recording only: somebody else computes. */
export function startRecorder(options: RecorderOptions): Engine {
  return new Recorder(options, new WorldKeeper(options));
}

class Recorder implements Engine {
  readonly #options: Required<RecorderOptions>;
  readonly #partitions = new Set<string>();
  readonly #waiting = new Set<{ ids: Set<number>; done: () => void }>();
  readonly #keeper: WorldKeeper;
  readonly #loop: Loop;
  #ended = false;

  constructor(options: RecorderOptions, keeper: WorldKeeper) {
    this.#options = { now: () => new Date(), patience: 8000, ...options };
    this.#keeper = keeper;
    this.#loop = new Loop({
      name: 'waiting for figures',
      pass: () => this.#checkWaiting(),
      wokenBy: { db: options.db, channel: SETTLED_CHANNEL },
      log: options.log,
    });
    this.#loop.start();
  }

  stop(): Promise<void> {
    return this.end();
  }

  async end(): Promise<void> {
    this.#ended = true;
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

  as(user: User): UsedEngine {
    return {
      moment: async () => {
        const moment = await this.moment();
        return { ...moment, world: user.seen(moment.world) };
      },
      change: (work) => this.change((db, world) => work(db, user.seen(world))),
      record: (batch) => this.#record(batch, user),
      recordBatch: (batch) => this.#recordBatch(batch, user),
      latestDay: () => this.latestDay(),
    };
  }

  record(batch: BatchLiteral): Promise<Recorded | Invalid | Conflict> {
    return this.#record(batch, ANYBODY);
  }

  recordBatch(batch: Batch): Promise<Outcome> {
    return this.#recordBatch(batch, ANYBODY);
  }

  async #record(literal: BatchLiteral, user: User): Promise<Recorded | Invalid | Conflict> {
    const { world } = await retrying(() => this.moment());
    const batch = batchOf(literal, user.seen(world).reference, this.latestDay());
    return 'outcome' in batch ? batch : batch.answer(await this.#recordBatch(batch.batch, user));
  }

  async #recordBatch(batch: Batch, user: User): Promise<Outcome> {
    const patient = performance.now() + this.#options.patience;
    const outcome = await this.change((db, world) => {
      // Rows name what is there for the user; whether they can stand beside others' is seen in the whole.
      const rows = () => batch.rows(user.seen(world).reference);
      return recordBatch(db, world, { ...batch, rows, principal: user.principal }, this.#partitions);
    });
    if (outcome.outcome === 'recorded' && batch.urgent) await this.#settled(outcome.markIds, patient);
    return outcome;
  }

  /** Waits until the marks are settled, wherever that is, but not beyond an instant: who sent it waits since before it was recorded. */
  async #settled(markIds: readonly number[], until: number): Promise<void> {
    if (markIds.length === 0 || this.#ended) return;
    await new Promise<void>((resolve) => {
      const waiter = { ids: new Set(markIds), done: () => {} };
      const timer = setTimeout(() => waiter.done(), until - performance.now());
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

  /** Asks the database, whoever settles: it may have been done before anybody waited. */
  async #checkWaiting(): Promise<number> {
    const waited = [...this.#waiting].flatMap((it) => [...it.ids]);
    if (waited.length === 0) return IDLE;
    const left = new Set(await marksLeft(this.#options.db, waited));
    this.#tellSettled(waited.filter((id) => !left.has(id)));
    return IDLE;
  }
}

/**
 * The webhooks of one process: events go from the feed into a queue of each webhook, and every queue is worked off by itself, so
 * that a bad endpoint harms no other. Any number of processes may run this on a PostgreSQL; they share the queues.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Viewer } from '../../access/viewer.ts';
import type { Database } from '../../store/database.ts';
import { DELIVERIES_CHANNEL, dueWebhooks, forgetFinished, wakeDeliveries } from '../../store/deliveries.ts';
import { nextSilenceEnd } from '../../store/silences.ts';
import { disableOrphans, forgetLeases } from '../../store/webhooks.ts';
import { IDLE, Loop } from '../../world/loop.ts';
import type { Known } from '../criteria.ts';
import type { Delivery } from '../delivery.ts';
import { EVENT_KINDS, type EventKinds } from '../kinds/kinds.ts';
import type { Names } from '../kinds/notice.ts';
import { Administration } from './administration.ts';
import { gateFor, type Resolve } from './endpoint.ts';
import { type QueueOptions, workOff } from './endpointQueue.ts';
import { enqueueAll } from './enqueue.ts';
import { formatsFor } from './formats.ts';
import { type Send, sender } from './send.ts';
import { createSilence, endSilenceNow, type SilenceLiteral } from './silences.ts';
import { settleSilences } from './silencing.ts';

/** What the webhooks of a process need. */
export interface WebhookOptions {
  db: Database;
  delivery: Pick<Delivery, 'feed' | 'sequenceAfter'>;
  /** The world's reference data and KPIs at this moment. */
  known: () => Promise<Known>;
  names: Names;
  /** The kinds of events that can be told; those of this release where it is left out. */
  kinds?: EventKinds;
  /** Hosts that webhooks may lead to although they are not on the public internet, or speak plain HTTP. */
  allowedHosts: readonly string[];
  log: Pick<Logger, 'error' | 'warn' | 'info'>;
  onMessage?: QueueOptions['onMessage'];
  now?: () => Date;
  random?: () => number;
  resolve?: Resolve;
  send?: Send;
}

/** How long a message that is under way may take when the process is to end, in milliseconds. */
const LAST_MESSAGE = 5000;
/** How long finished deliveries can be looked at and sent again, in milliseconds. */
const KEPT = 30 * 24 * 3_600_000;
const HOUSEKEEPING = 3_600_000;
/** How often it is looked whose token has ended, in milliseconds. */
const ORPHANS = 20_000;

/** What sets webhooks up, and prepares deliveries; nothing is sent before `start` or `settle`, so another thread or process may do it. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  return new Webhooks({
    now: () => new Date(),
    random: Math.random,
    send: sender(),
    onMessage: () => {},
    worker: randomUUID(),
    kinds: EVENT_KINDS,
    ...options,
    gate: gateFor(options.allowedHosts, options.resolve),
    formats: formatsFor(options.names.source),
  });
}

/** Starts delivering. */
export async function startWebhooks(options: WebhookOptions): Promise<Webhooks> {
  const webhooks = createWebhooks(options);
  // The embedded database has one process at a time: whoever held a lease has ended.
  if (options.db.kind === 'pglite') await forgetLeases(options.db);
  webhooks.start();
  return webhooks;
}

type Options = QueueOptions & Pick<WebhookOptions, 'delivery' | 'log'>;

/** The webhooks of one process. */
export class Webhooks {
  /** Setting webhooks up, and what else people do with them. */
  readonly administration: Administration;
  readonly #stop = new AbortController();
  readonly #abandon = new AbortController();
  readonly #working = new Map<number, Promise<boolean>>();
  readonly #loop: Loop;
  #following: Promise<void> = Promise.resolve();
  #tidied = 0;
  #looked = 0;

  constructor(readonly options: Options) {
    const sequenceAfter = (cursor: string | undefined) => options.delivery.sequenceAfter(cursor, true);
    this.#loop = new Loop({
      name: 'delivering',
      pass: () => this.#look(),
      wokenBy: { db: options.db, channel: DELIVERIES_CHANNEL },
      log: options.log,
    });
    this.administration = new Administration({ ...options, sequenceAfter, wake: this.#wakeAll });
  }

  /** Holds back deliveries of some breaches until a time. */
  createSilence(literal: SilenceLiteral, viewer: Viewer): ReturnType<typeof createSilence> {
    return createSilence({ ...this.options, wake: this.#wakeAll }, literal, viewer);
  }

  /** Ends a silence before its time. */
  endSilence(id: number): ReturnType<typeof endSilenceNow> {
    return endSilenceNow({ ...this.options, wake: this.#wakeAll }, id);
  }

  start(): void {
    this.#loop.start();
    this.#following = this.#follow();
  }

  /** Has the queues looked at by whoever delivers. A wake-up that is lost only delays it. */
  readonly #wakeAll = (): void =>
    void wakeDeliveries(this.options.db).catch((error: unknown) =>
      this.options.log.warn({ err: error }, 'who delivers could not be woken, and will look by itself'),
    );

  /** Sends everything that is due at this moment; for tests and tools. */
  async settle(): Promise<void> {
    let sent: boolean[];
    do {
      await this.#pass();
      sent = await Promise.all(this.#working.values());
    } while (sent.some(Boolean));
  }

  /** Starts no more messages; what is under way has a few seconds to be answered, and is sent again another time if it is not. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const timer = setTimeout(() => this.#abandon.abort(), LAST_MESSAGE);
    await Promise.all([this.#loop.stop(), this.#following]);
    await Promise.all(this.#working.values());
    clearTimeout(timer);
  }

  async #look(): Promise<number> {
    const nextAt = await this.#pass();
    return nextAt ? Math.max(1, Math.min(IDLE, nextAt.getTime() - this.options.now().getTime())) : IDLE;
  }

  /** Events wake the queues; nothing else is taken from the feed here, because each webhook has its own place in it. */
  async #follow(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const { feed } = this.options.delivery;
        for await (const _events of feed.follow(await feed.head(), signal)) this.#loop.wake();
      } catch (error) {
        if (!signal.aborted) this.#report(error);
        await sleep(IDLE, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Fills the queues and starts on those that nobody works on; answers when to look again at the latest. */
  async #pass(): Promise<Date | null> {
    const { db, delivery, known, kinds, now, worker } = this.options;
    await this.#disableOrphans();
    await enqueueAll({ db, known, kinds, feed: delivery.feed }, now());
    await settleSilences(db, known, now());
    await this.#tidy();
    const { due, nextAt } = await dueWebhooks(db, { worker, kinds: Object.keys(kinds), now: now() });
    for (const id of due) this.#begin(id);
    return earlier(nextAt, await nextSilenceEnd(db, now()));
  }

  /** Looked at now and then: whoever's token ended is told for so long at most. */
  async #disableOrphans(): Promise<void> {
    const now = this.options.now();
    if (now.getTime() - this.#looked < ORPHANS) return;
    this.#looked = now.getTime();
    await disableOrphans(this.options.db, now);
  }

  #begin(id: number): void {
    if (this.#stop.signal.aborted || this.#working.has(id)) return;
    const work = workOff(this.options, id, this.#stop.signal, this.#abandon.signal)
      .catch((error: unknown) => this.#report(error) !== null)
      .finally(() => this.#working.delete(id));
    this.#working.set(id, work);
    // A delivery that is due may still have to wait for an earlier event of its breach: where nothing was sent, looking again at once
    // would find the same.
    void work.then((sent) => sent && this.#loop.wake());
  }

  async #tidy(): Promise<void> {
    const now = this.options.now().getTime();
    if (now - this.#tidied < HOUSEKEEPING) return;
    this.#tidied = now;
    await forgetFinished(this.options.db, new Date(now - KEPT));
  }

  #report(error: unknown): null {
    if (!this.#abandon.signal.aborted)
      this.options.log.error({ err: error }, 'delivering failed and will be tried again');
    return null;
  }
}

const earlier = (a: Date | null, b: Date | null): Date | null => (a && b ? (a < b ? a : b) : (a ?? b));

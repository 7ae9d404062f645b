/**
 * Delivery: the sequencer that gives committed events their places (every server runs one, one works at a time) and the feed, which
 * every thread that tells of events has for itself. It knows nothing of transports; who delivers stands above it and follows the feed.
 */
import type { Logger } from 'pino';
import { acknowledge, type Acknowledged } from '../store/breaches.ts';
import type { Database } from '../store/database.ts';
import { EVENTS_CHANNEL } from '../store/events.ts';
import { feedBounds, feedOrigin, numberEvents, unnumberedEvents } from '../store/feed.ts';
import { IDLE, Loop } from '../world/loop.ts';
import { cursorOf, sequenceAfter } from './cursor.ts';
import type { Feed } from './feed.ts';
import { Tail } from './tail.ts';

/** What delivery needs. */
export interface DeliveryOptions {
  db: Database;
  log: Logger;
  /** How many days events are replayed for. */
  days?: number;
  /** Whether events get their places here; false where another thread or process does it. */
  ordering?: boolean;
}

/** The feed of this process and what belongs to it. */
export interface Delivery {
  feed: Feed;
  /** The name of the database, in cursors and in ids of breaches; the same as long as it lives. */
  origin(): Promise<string>;
  /** The cursor of a place in the order. */
  cursor(sequence: number): Promise<string>;
  /**
   * The sequence to go on after: undefined stands for now, '' for the oldest event kept. With `replay` false a cursor of
   * any age is good, as for a list. Throws BadCursor.
   */
  sequenceAfter(cursor: string | undefined, replay: boolean): Promise<number>;
  /** Acknowledges an open breach; its event follows at once. */
  acknowledge(breachId: number, given: { by: string | null; note: string | null }): Promise<Acknowledged>;
  /** How long the oldest committed event has been waiting for its place, in seconds; 0 where none is. */
  lag(): Promise<number>;
  start(): void;
  /** Ends followers and loops. */
  stop(): Promise<void>;
}

/** Events are replayed for so many days by default. */
const DAYS = 30;
/** Events a transaction numbers. */
const BATCH = 10_000;

/** Delivery that does not run yet: without `start` nothing is numbered and nobody who follows is woken. */
export function createDelivery({ db, log, days = DAYS, ordering = true }: DeliveryOptions): Delivery {
  let named: Promise<string> | undefined;
  const origin = () => (named ??= feedOrigin(db).catch(forgetting));
  const forgetting = (error: unknown) => {
    named = undefined;
    throw error;
  };
  const tail = new Tail(db, log);
  const sequencer = ordering ? createSequencer(db, log, tail.wake) : null;
  return {
    feed: tail,
    origin,
    cursor: async (sequence) => cursorOf(await origin(), sequence),
    sequenceAfter: async (cursor, replay) => {
      const bounds = await feedBounds(db, days);
      return cursor === undefined ? bounds.head : sequenceAfter(cursor, bounds, replay);
    },
    acknowledge: (breachId, given) => acknowledge(db, breachId, given),
    lag: async () => {
      const { oldestAt } = await unnumberedEvents(db);
      return oldestAt ? Math.max(0, Date.now() - oldestAt.getTime()) / 1000 : 0;
    },
    start: () => {
      tail.start();
      sequencer?.start();
    },
    stop: async () => {
      await sequencer?.stop();
      await tail.stop();
    },
  };
}

/** Delivery that runs. */
export function startDelivery(options: DeliveryOptions): Delivery {
  const delivery = createDelivery(options);
  delivery.start();
  return delivery;
}

function createSequencer(db: Database, log: Logger, numbered: () => void): Loop {
  const pass = async () => {
    const count = await numberEvents(db, BATCH);
    if (count > 0) numbered();
    return count === BATCH ? 0 : IDLE;
  };
  return new Loop({ name: 'ordering events', pass, wokenBy: { db, channel: EVENTS_CHANNEL }, log });
}

/** What the feed has to stand: writers that roll back and dawdle, subscribers that are cut and come back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import type { Subscriber } from './clients.ts';
import { changeBreach, type Ids, openBreach, until } from './world.ts';

export const WRITERS = 16;
/** Of each writer. */
export const TRANSACTIONS = 250;

class RolledBack extends Error {}

/** One of ten is rolled back, three of ten take their time before they commit. */
export async function write(
  db: Database,
  ids: Ids,
  kpiId: number,
  transactions = TRANSACTIONS,
): Promise<void> {
  const breach = await db.transaction((tx) => openBreach(tx, ids, { placeId: ids.root, kpiId }));
  for (let n = 1; n < transactions; n++) {
    const work = db.transaction(async (tx) => {
      await changeBreach(tx, breach.id, n % 2 ? 'ESCALATED' : 'DEESCALATED');
      if (Math.random() < 0.3) await sleep(Math.random() * 40);
      if (Math.random() < 0.1) throw new RolledBack();
    });
    await work.catch((error: unknown) => {
      if (!(error instanceof RolledBack)) throw error;
    });
  }
}

/** Connects a subscriber to one server or the other, cuts it at random, and at last lets it see the rest. */
export async function follow(
  subscriber: Subscriber,
  servers: { url: string }[],
  cuts: number,
  isDone: () => boolean,
): Promise<void> {
  for (let cut = 0; cut < cuts; cut++) {
    const connected = subscriber.connect(servers[cut % servers.length]!.url);
    await sleep(20 + Math.random() * 200);
    subscriber.cut();
    await connected;
  }
  const connected = subscriber.connect(servers[0]!.url);
  await until(isDone, 'everything was seen', 120_000);
  subscriber.cut();
  await connected;
}

/** Every event once, in order. */
export function expectAll({ received }: Subscriber, total: number): void {
  expect(received.sequences).toEqual(Array.from({ length: total }, (_, n) => n + 1));
  expect(new Set(received.ids).size).toBe(total);
}

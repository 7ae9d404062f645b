/** From the feed into the queues: each webhook has a place in the order of events, moved by the statement that queues them. */
import type { Statements } from '../../store/database.ts';
import { enqueue } from '../../store/deliveries.ts';
import { asSeen } from '../../store/eventList.ts';
import { seenThrough } from '../../store/sight.ts';
import { type WebhookRow, webhooksBehind } from '../../store/webhooks.ts';
import type { BreachFilter, Known } from '../criteria.ts';
import type { Feed } from '../feed.ts';
import type { EventKinds } from '../kinds/kinds.ts';
import { knownTo } from '../owner.ts';

/** Events that are read at once. */
const BATCH = 500;

/** What queueing needs. */
export interface EnqueueOptions {
  db: Statements;
  feed: Pick<Feed, 'head' | 'read'>;
  known: () => Promise<Known>;
  kinds: EventKinds;
}

/** Queues what every active webhook has not seen yet, up to the head of the feed. Several servers may do it at once. */
export async function enqueueAll(options: EnqueueOptions, now: Date): Promise<void> {
  const { db, feed, kinds } = options;
  const find = async () => webhooksBehind(db, await feed.head(), Object.keys(kinds));
  let behind = await find();
  while (behind.length > 0) {
    const cursor = Math.min(...behind.map((it) => it.cursor));
    const moved = await enqueueFrom(
      options,
      behind.filter((it) => it.cursor === cursor),
      now,
    );
    if (!moved) return;
    behind = await find();
  }
}

type Behind = Pick<WebhookRow, 'id' | 'cursor' | 'kinds' | 'filter' | 'grants'>;

/** Webhooks that stand at the same place share what is read. False where nothing follows that place. */
async function enqueueFrom(
  { db, feed, known, kinds }: EnqueueOptions,
  webhooks: readonly Behind[],
  now: Date,
): Promise<boolean> {
  const from = webhooks[0]!.cursor;
  const events = await feed.read(from, BATCH);
  const to = events.at(-1)?.sequence;
  if (to === undefined) return false;
  const world = await known();
  for (const { id: webhookId, kinds: asked, filter, grants } of webhooks) {
    const seen = knownTo({ grants }, world);
    const judges = new Map(asked.map((kind) => [kind, kinds[kind]!.passes(filter as BreachFilter, seen)]));
    const told = await asSeen(seenThrough(db, seen.reference.sight), events);
    const wanted = told.filter((event) => judges.get(event.kind)?.(event) ?? false);
    await enqueue(db, { webhookId, from, to, now, events: wanted });
  }
  return true;
}

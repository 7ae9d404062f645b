/**
 * Works off what is due to one webhook, one message at a time, while the lease says that nobody else does. A message is sent
 * first and noted afterwards: what dies in between is sent again under the same id.
 */
import type { Database } from '../../store/database.ts';
import {
  dropSilenced,
  type Due,
  dueDeliveries,
  letGo,
  noteAttempt,
  tryAgainNow,
} from '../../store/deliveries.ts';
import { hold } from '../../store/silences.ts';
import { seenThrough } from '../../store/sight.ts';
import { lease, noteEndpoint, release, type WebhookRow } from '../../store/webhooks.ts';
import type { Known } from '../criteria.ts';
import type { Told } from '../kinds/kind.ts';
import type { EventKinds } from '../kinds/kinds.ts';
import type { Names } from '../kinds/notice.ts';
import { knownTo } from '../owner.ts';
import { type Attempt, attempt, attemptNotes, endpointNote, hasRecovered, targetOf } from './attempt.ts';
import type { Gate } from './endpoint.ts';
import type { Format } from './format.ts';
import type { FormatName, Formats } from './formats.ts';
import { type Send, TIMEOUT } from './send.ts';
import { silencesNow } from './silencing.ts';

/** What working off queues needs. */
export interface QueueOptions {
  db: Database;
  known: () => Promise<Known>;
  names: Names;
  kinds: EventKinds;
  formats: Formats;
  gate: Gate;
  send: Send;
  /** The only clock of deliveries. */
  now: () => Date;
  /** From 0 to 1, for jitter. */
  random: () => number;
  /** Names this process in leases. */
  worker: string;
  /** Told what came of every message, and for how many events it stood. */
  onMessage: (format: FormatName, result: 'delivered' | 'failed', events: number) => void;
}

/** How long one message may take, with some room for the statements around it. */
const LEASE = TIMEOUT + 5000;

/**
 * Sends until nothing is due any more; answers whether there was anything to do. `stop` lets a message that is under way
 * end, `abandon` does not.
 */
export async function workOff(
  options: QueueOptions,
  webhookId: number,
  stop: AbortSignal,
  abandon: AbortSignal,
): Promise<boolean> {
  const { db, worker } = options;
  let turns = 0;
  try {
    while (!stop.aborted && (await turn(options, webhookId, abandon))) turns++;
    return turns > 0;
  } finally {
    await release(db, webhookId, worker);
  }
}

/** One message; whether another may follow. */
async function turn(options: QueueOptions, id: number, signal: AbortSignal): Promise<boolean> {
  const { db, worker, formats, gate, send } = options;
  const now = options.now();
  const webhook = await lease(db, { id, worker, milliseconds: LEASE, now });
  if (!webhook) return false;
  const format = formats[webhook.format as FormatName];
  const due = await dueDeliveries(db, id, now, format.group);
  if (due.length === 0) return false;
  const told = await withoutSilenced(options, webhook, due, now);
  if (told.length === 0) return true;
  const notices = told.map(({ notice }) => notice);
  const message = format.message(notices, targetOf(webhook, now), now);
  const result = await attempt(send, { format, message, gate, now, signal });
  await note(
    options,
    webhook,
    format,
    told.map((it) => it.due),
    result,
  );
  const outcome = result.verdict.accepted ? 'delivered' : 'failed';
  options.onMessage(webhook.format as FormatName, outcome, told.length);
  return true;
}

/** Keeps what came of a message: of the deliveries and of the endpoint together. */
async function note(
  { db, now, random }: QueueOptions,
  webhook: WebhookRow,
  format: Format,
  due: readonly Due[],
  result: Attempt,
): Promise<void> {
  const at = now();
  const notes = attemptNotes(due, result, at, random);
  await db.transaction(async (tx) => {
    for (const it of notes) await noteAttempt(tx, it);
    await noteEndpoint(tx, endpointNote(webhook, format, result, at));
    if (hasRecovered(webhook, result, at)) await tryAgainNow(tx, webhook.id, at);
  });
}

/** Holds back what is silenced, and drops what no longer means anything; none of it is told now. */
async function withoutSilenced(
  options: QueueOptions,
  webhook: WebhookRow,
  due: readonly Due[],
  now: Date,
): Promise<(Told & { due: Due })[]> {
  const { db, known } = options;
  const tellable = await toldOf(options, webhook, due);
  const silenceOf = await silencesNow(db, known, now);
  const told: (Told & { due: Due })[] = [];
  const held = new Map<number, number[]>();
  const pointless: number[] = [];
  const unopened = new Set<string>();
  const freed = new Set<number>();
  for (const it of due) {
    const found = tellable.get(it.eventId);
    const subject = `${it.kind} ${it.subjectId}`;
    const silence = found?.breach ? silenceOf(found.breach) : null;
    if (silence !== null) add(held, silence, it.id);
    // Nobody waits for the end of what was never told; an event that is gone cannot be told either.
    else if (!found || (!it.opens && (it.untold || unopened.has(subject)))) {
      pointless.push(it.id);
      unopened.add(subject);
    } else if (it.held) freed.add(it.subjectId);
    else told.push({ ...found, due: it });
  }
  for (const [silence, ids] of held) await hold(db, ids, silence);
  if (pointless.length > 0) await dropSilenced(db, pointless, now);
  // What was held back of a breach that is not silenced any more goes first, so that its order is kept.
  if (freed.size > 0)
    await letGo(
      db,
      [...freed].map((breachId) => ({ webhookId: webhook.id, breachId })),
      now,
    );
  return told;
}

function add<Key>(groups: Map<Key, number[]>, key: Key, id: number): void {
  groups.set(key, [...(groups.get(key) ?? []), id]);
}

/** What is told of some deliveries, by event, as far as the webhook's owner sees it; a statement for each kind among them. */
async function toldOf(
  { db, known, kinds, names }: QueueOptions,
  webhook: WebhookRow,
  due: readonly Due[],
): Promise<Map<number, Told>> {
  const { sight } = knownTo(webhook, await known()).reference;
  const seen = seenThrough(db, sight);
  const idsByKind = new Map<string, number[]>();
  for (const { kind, eventId } of due) add(idsByKind, kind, eventId);
  const found = new Map<number, Told>();
  for (const [kind, eventIds] of idsByKind)
    for (const it of await kinds[kind]!.told(seen, eventIds, names)) found.set(it.eventId, it);
  return found;
}

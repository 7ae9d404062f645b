/** Deliveries as rows: the queue of each webhook, in the order of events, and what became of every attempt. */
import { sql, type SQL } from 'drizzle-orm';
import { bigints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import type { EventRow } from './events.ts';
import { instant } from './parameters.ts';
import { breach, delivery, event, webhook } from './schema.ts';
import type { DeliveryState } from './words.ts';

/** Notified when somebody changed what is to be sent. */
export const DELIVERIES_CHANNEL = 'kpi_matrix_deliveries';

/** Wakes whoever delivers, in any thread or process. */
export const wakeDeliveries = (db: Statements) => db.rows(sql`select pg_notify(${DELIVERIES_CHANNEL}, '')`);

const DELIVERY = columns(
  delivery,
  [
    'id',
    'webhookId',
    'eventId',
    'kind',
    'subjectId',
    'sequence',
    'state',
    'attempts',
    'nextAttemptAt',
    'lastAttemptAt',
    'lastStatus',
    'lastError',
    'lastAnswer',
    'silenceId',
    'createdAt',
    'finishedAt',
  ],
  'd',
);
/** One event on its way to one webhook. */
export type DeliveryRow = RowOf<typeof DELIVERY>;

/** An event that a webhook is to be told. */
export type Wanted = Pick<EventRow, 'id' | 'kind' | 'subjectId' | 'sequence'>;

/**
 * Queues events for a webhook and moves its cursor, in one statement: either all of it happens or nothing. Nothing where the
 * cursor is not at `from` any more: another server did it.
 */
export const enqueue = (
  db: Statements,
  {
    webhookId,
    from,
    to,
    now,
    events,
  }: { webhookId: number; from: number; to: number; now: Date; events: readonly Wanted[] },
) =>
  db.rows(sql`
    with moved as (update ${webhook} set cursor = ${to} where id = ${webhookId} and cursor = ${from} and state = 'ACTIVE'
      returning id)
    insert into ${delivery} (webhook_id, event_id, kind, subject_id, sequence, next_attempt_at, created_at)
    select moved.id, e.id, e.kind, e.subject_id, e.sequence, ${instant(now)}, ${instant(now)}
    from moved, unnest(${bigints(events.map((it) => it.id))}, ${texts(events.map((it) => it.kind))},
      ${bigints(events.map((it) => it.subjectId))}, ${bigints(events.map((it) => it.sequence))}) as e(id, kind, subject_id, sequence)
    on conflict do nothing`);

/** The webhooks with something of these kinds to send now that nobody else is sending to, and when the next one will have. */
export async function dueWebhooks(
  db: Statements,
  { worker, kinds, now }: { worker: string; kinds: readonly string[]; now: Date },
): Promise<{ due: number[]; nextAt: Date | null }> {
  const rows = await db.rows<{ id: number; at: Date }>(sql`
    select w.id, greatest(w.free_at, first.at, case when w.leased_by <> ${worker} and w.leased_until > clock_timestamp()
      then ${instant(now)} + (w.leased_until - clock_timestamp()) end) as at
    from ${webhook} w cross join lateral (select min(next_attempt_at) as at from ${delivery}
      where webhook_id = w.id and state = 'PENDING') first
    where w.state = 'ACTIVE' and w.kinds <@ ${texts(kinds)} and first.at is not null order by 2`);
  const later = rows.find(({ at }) => at > now);
  return { due: rows.filter(({ at }) => at <= now).map(({ id }) => id), nextAt: later?.at ?? null };
}

/** A delivery to be made now. */
export interface Due {
  id: number;
  eventId: number;
  kind: string;
  subjectId: number;
  attempts: number;
  /** Whether it begins an episode: then it means something whatever was told before. */
  opens: boolean;
  /** Whether a silence holds back deliveries of this breach to this webhook. */
  held: boolean;
  /** Whether all there was to tell since the breach's last opening was dropped for a silence. */
  untold: boolean;
}

/** Whether two deliveries are of one webhook and of the same breach, or what else events happen to. */
const together = (a: SQL, b: SQL): SQL =>
  sql`${a}.webhook_id = ${b}.webhook_id and ${a}.subject_id = ${b}.subject_id and ${a}.kind = ${b}.kind`;

/** The place of the last opening of the same, before another place, among the deliveries to its webhook; 0 for none. */
const lastOpening = (of: SQL, before: SQL): SQL => sql`coalesce((
  select max(o.sequence) from ${delivery} o join ${event} opening on opening.id = o.event_id and opening.type = 'OPENED'
  where ${together(sql`o`, of)} and o.sequence < ${before}), 0)`;

/** The first deliveries that are due, in order; of a breach (or whatever else) none while an earlier one has to wait. */
export const dueDeliveries = (db: Statements, webhookId: number, now: Date, limit: number) =>
  db.rows<Due>(sql`
    select d.id, d.event_id as "eventId", d.kind, d.subject_id as "subjectId", d.attempts,
      exists (select from ${event} e where e.id = d.event_id and e.type = 'OPENED') as opens,
      exists (select from ${delivery} h where ${together(sql`h`, sql`d`)} and h.state = 'HELD') as held,
      coalesce((select bool_and(p.state = 'SILENCED') from ${delivery} p where ${together(sql`p`, sql`d`)}
        and p.sequence < d.sequence and p.sequence >= ${lastOpening(sql`d`, sql`d.sequence`)}), false) as untold
    from ${delivery} d
    where d.webhook_id = ${webhookId} and d.state = 'PENDING' and d.next_attempt_at <= ${instant(now)}
      and not exists (select from ${delivery} e where ${together(sql`e`, sql`d`)}
        and e.sequence < d.sequence and e.state = 'PENDING' and e.next_attempt_at > ${instant(now)})
    order by d.sequence limit ${limit}`);

/** What became of an attempt. */
export interface AttemptNote {
  ids: readonly number[];
  now: Date;
  state: 'PENDING' | 'DELIVERED' | 'DEAD';
  /** When to try again; null where that is over. */
  nextAttemptAt: Date | null;
  status: number | null;
  error: string | null;
  answer: string | null;
}

/** Keeps what became of an attempt. A delivery that somebody else finished meanwhile stays as it is. */
export const noteAttempt = (tx: Statements, it: AttemptNote) =>
  tx.rows(sql`
    update ${delivery} set state = ${it.state}, attempts = attempts + 1, last_attempt_at = ${instant(it.now)},
      next_attempt_at = coalesce(${instant(it.nextAttemptAt)}, next_attempt_at), last_status = ${it.status}::int,
      last_error = ${it.error}, last_answer = ${it.answer},
      finished_at = case when ${it.state} = 'PENDING' then null else ${instant(it.now)} end
    where id = any(${bigints(it.ids)}) and state = 'PENDING'`);

/** An endpoint that was down is well again: what it failed is tried now rather than hours later. */
export const tryAgainNow = (tx: Statements, webhookId: number, now: Date) =>
  tx.rows(sql`
    update ${delivery} set next_attempt_at = ${instant(now)}
    where webhook_id = ${webhookId} and state = 'PENDING' and attempts > 0 and next_attempt_at > ${instant(now)}`);

/** Drops deliveries that a silence made pointless. */
export const dropSilenced = (db: Statements, ids: readonly number[], now: Date) =>
  db.rows(sql`
    update ${delivery} set state = 'SILENCED', finished_at = ${instant(now)}
    where id = any(${bigints(ids)}) and state = 'PENDING'`);

/** Sends finished deliveries again; of some states, created in a stretch of time. Answers how many. */
export async function replay(
  db: Statements,
  {
    webhookId,
    states,
    from,
    to,
    now,
  }: { webhookId: number; states: readonly DeliveryState[]; from: Date | null; to: Date | null; now: Date },
): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`
    with again as (
      update ${delivery} set state = 'PENDING', attempts = 0, next_attempt_at = ${instant(now)}, finished_at = null
      where webhook_id = ${webhookId} and state = any(${texts(states)}) and finished_at is not null
        and created_at >= coalesce(${instant(from)}, created_at) and created_at <= coalesce(${instant(to)}, created_at)
      returning id)
    select count(*)::int as count from again`);
  return row!.count;
}

/** A page of a webhook's deliveries, newest first, before the one with this place in the order. */
export const deliveryPage = (
  db: Statements,
  {
    webhookId,
    states,
    before,
    limit,
  }: { webhookId: number; states: readonly string[] | null; before: number | null; limit: number },
) =>
  db.rows<DeliveryRow>(sql`
    select ${DELIVERY} from ${delivery} d where d.webhook_id = ${webhookId}
      and (${states === null} or d.state = any(${texts(states ?? [])}))
      and (${before}::bigint is null or d.sequence < ${before}::bigint)
    order by d.sequence desc limit ${limit}`);

/** How many deliveries wait, by state: for those who watch the server. */
export const queueLengths = (db: Statements) =>
  db.rows<{ state: 'PENDING' | 'HELD' | 'DEAD'; count: number }>(sql`
    select state, count(*)::int as count from ${delivery} where state in ('PENDING', 'HELD', 'DEAD') group by state`);

/** Forgets finished deliveries from before a time. */
export const forgetFinished = (db: Statements, before: Date) =>
  db.rows(sql`delete from ${delivery} where finished_at < ${instant(before)}`);

/** A webhook that was not told of a breach because of a silence, with what of the breach filters ask for. */
export interface HeldPair {
  webhookId: number;
  breachId: number;
}

/** What a silence holds back, a row for each webhook and breach. */
export const heldBy = (tx: Statements, silenceId: number) =>
  tx.rows<HeldPair>(sql`
    select distinct webhook_id as "webhookId", subject_id as "breachId" from ${delivery}
    where silence_id = ${silenceId} and state = 'HELD' order by 1, 2`);

const pairs = (held: readonly HeldPair[]): SQL => sql`(select *, 'BREACH' as kind from
  unnest(${bigints(held.map((it) => it.webhookId))}, ${bigints(held.map((it) => it.breachId))}) as held(webhook_id, subject_id)) as pair`;

/** Puts what is held back under another silence. */
export const holdOn = (tx: Statements, held: readonly HeldPair[], silenceId: number) =>
  tx.rows(sql`
    update ${delivery} d set silence_id = ${silenceId} from ${pairs(held)}
    where ${together(sql`d`, sql`pair`)} and d.state = 'HELD'`);

/**
 * Ends the holding back. Of a breach that is open now everything since its last opening is sent. Of one that is over, only its
 * end, and only where the webhook was told of the breach before; the rest is dropped.
 */
export const letGo = (tx: Statements, held: readonly HeldPair[], now: Date) =>
  tx.rows(sql`
    with kept as (
      select d.id, d.webhook_id, d.kind, d.subject_id, d.sequence, b.resolved,
        max(d.sequence) filter (where e.type = 'OPENED') over of_pair as last_opened,
        max(d.sequence) filter (where e.type = 'RESOLVED') over of_pair as last_resolved,
        min(d.sequence) over of_pair as first_held
      from ${pairs(held)} join ${delivery} d on ${together(sql`d`, sql`pair`)}
        join ${event} e on e.id = d.event_id join ${breach} b on b.id = d.subject_id
      where d.state = 'HELD' window of_pair as (partition by d.webhook_id, d.subject_id)),
    judged as (
      select kept.id, case when not kept.resolved then kept.sequence >= coalesce(kept.last_opened, 0)
        else kept.sequence = kept.last_resolved
          and exists (select from ${delivery} p where ${together(sql`p`, sql`kept`)}
            and p.sequence < kept.first_held and p.state <> 'SILENCED'
            and p.sequence >= ${lastOpening(sql`kept`, sql`kept.first_held`)})
          and (select e.type <> 'RESOLVED' from ${delivery} p join ${event} e on e.id = p.event_id
            where ${together(sql`p`, sql`kept`)} and p.sequence < kept.first_held
            order by p.sequence desc limit 1) end as is_told
      from kept)
    update ${delivery} d set state = case when is_told then 'PENDING' else 'SILENCED' end,
      next_attempt_at = ${instant(now)}, finished_at = case when is_told then null else ${instant(now)} end
    from judged where judged.id = d.id`);

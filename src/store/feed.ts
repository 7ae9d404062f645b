/**
 * The feed as rows: events are numbered after the commit that wrote them, and read by their place in the order.
 *
 * Writers insert events without a place, because identity values become visible out of commit order. A sequencer, one at
 * a time over all servers, numbers what is committed; whoever reads by the number misses nothing.
 */
import { type SQL, sql } from 'drizzle-orm';
import { BREACH, derived } from './breachEvents.ts';
import { columns } from './columns.ts';
import type { Statements } from './database.ts';
import type { EventRow } from './events.ts';
import { event, feed } from './schema.ts';
import { andSeen, type Seen, seenThrough } from './sight.ts';

/** The sequencer notifies this channel when events have their places. */
export const FEED_CHANNEL = 'kpi_matrix_feed';

/**
 * Gives up to `limit` committed events the next places, in the order of their ids; answers how many. 0 also where another
 * server does it at this moment. One statement, which may begin before another server's commit: the locks it takes, the head first,
 * make it look again at what that one has numbered (under READ COMMITTED a locked row is judged by its latest version).
 */
export async function numberEvents(db: Statements, limit: number): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`
    with head as materialized (
        select last_sequence from ${feed} where id = 1 and exists (select from ${event} where sequence is null)
        for update skip locked),
      unnumbered as materialized (
        select found.id, head.last_sequence from head cross join lateral (
          select id from ${event} where sequence is null and head.last_sequence is not null order by id limit ${limit} for update) as found),
      numbered as (
        update ${event} e set sequence = fresh.sequence
        from (select id, last_sequence + row_number() over (order by id) as sequence from unnumbered) as fresh
        where e.id = fresh.id returning e.sequence),
      moved as (
        update ${feed} set last_sequence = (select max(sequence) from numbered)
        where id = 1 and exists (select from numbered))
    select count(*)::int as count, case when count(*) > 0 then pg_notify(${FEED_CHANNEL}, '')::text end from numbered`);
  return row?.count ?? 0;
}

/** How many events wait for their place, and since when the oldest. */
export async function unnumberedEvents(db: Statements): Promise<{ count: number; oldestAt: Date | null }> {
  const [row] = await db.rows<{ count: number; oldestAt: Date | null }>(sql`
    select count(*)::int as count, min(at) as "oldestAt" from ${event} where sequence is null`);
  return row ?? { count: 0, oldestAt: null };
}

/** Where the feed begins and ends. */
export interface FeedBounds {
  /** Names this database. */
  origin: string;
  /** The latest place that was given; 0 before the first. */
  head: number;
  /** The place before the oldest event that is replayed. */
  floor: number;
}

/** The bounds of the feed, of which events are replayed for so many days. */
export async function feedBounds(db: Statements, days: number): Promise<FeedBounds> {
  const [row] = await db.rows<FeedBounds>(sql`
    select origin, last_sequence as head, coalesce((
      select sequence from ${event} where at < clock_timestamp() - make_interval(days => ${days}) and sequence is not null
      order by at desc, sequence desc limit 1), 0) as floor
    from ${feed} where id = 1`);
  return row!;
}

/** The name of this database, in cursors and ids. */
export async function feedOrigin(db: Statements): Promise<string> {
  const [row] = await db.rows<{ origin: string }>(sql`select origin from ${feed} where id = 1`);
  return row!.origin;
}

/** Up to `limit` events of every kind after a place in the order. */
export const eventsAfter = (db: Statements, after: number, limit: number): Promise<EventRow[]> =>
  eventsWhere(seenThrough(db), sql`e.sequence > ${after}`, limit);

const ENVELOPE = columns(
  event,
  ['id', 'sequence', 'kind', 'subjectId', 'type', 'operatorId', 'placeId', 'lineId', 'at'],
  'e',
);

/** The events that are seen under a condition on `e`, in their order; what their kind derives is part of their payload. */
export const eventsWhere = <Event extends EventRow>(
  db: Seen,
  condition: SQL,
  limit: number | null = null,
): Promise<Event[]> =>
  db.rows<Event>(sql`
    select ${ENVELOPE},
      case e.kind when ${sql.raw(`'${BREACH}'`)} then e.payload || ${derived(db.sight)} else e.payload end as payload
    from ${event} e where e.sequence is not null and ${condition}${andSeen(db.sight, sql`e`)} order by e.sequence limit ${limit}`);

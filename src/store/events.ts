/**
 * Events as rows: numbered after the commit that wrote them, and read by their place in the order.
 *
 * Writers insert events without a place, because identity values become visible out of commit order. A sequencer, one at
 * a time over all servers, numbers what is committed; whoever reads by the number misses nothing.
 */
import { type SQL, sql } from 'drizzle-orm';
import { severityById } from '../kpi/status.ts';
import { bigints } from './arrays.ts';
import type { Database, Statements } from './database.ts';
import { breach, businessLine, event, feed, place } from './schema.ts';

/** Writers notify this channel when they commit events. */
export const EVENTS_CHANNEL = 'kpi_matrix_events';
/** The sequencer notifies this one when events have their places. */
export const FEED_CHANNEL = 'kpi_matrix_feed';

/** An event with its place in the order, and what of its breach never changes. */
export interface EventRow {
  id: number;
  /** Its place in the total order, from 1 without gaps. */
  sequence: number;
  type: 'OPENED' | 'ESCALATED' | 'DEESCALATED' | 'ACKNOWLEDGED' | 'RESOLVED';
  /** Null for ACKNOWLEDGED. */
  reason: 'OBSERVED' | 'CORRECTED' | 'REDEFINED' | null;
  severity: 'WARNING' | 'CRITICAL';
  value: number | null;
  /** First day of the period that it stands for, of the breach's grain. */
  start: string;
  note: string | null;
  by: string | null;
  at: Date;
  /** The state of the breach after this event. */
  state: 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED';
  /**
   * Whether a wider scope of the same KPI was breaching too: what `widestOnly` leaves out. An episode that opened on its
   * own stays so to its end, so that nobody who was told of its beginning waits for its end.
   */
  within: boolean;
  breach: EventBreach;
}

/** What of a breach is known without looking it up. */
export interface EventBreach {
  id: number;
  kpiId: number;
  operatorId: number;
  placeId: number;
  /** 0: all lines. */
  lineId: number;
  /** Index into GRAINS. */
  grain: number;
}

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

/** Up to `limit` events after a place in the order. */
export const eventsAfter = (db: Statements, after: number, limit: number): Promise<EventRow[]> =>
  eventsWhere(db, sql`e.sequence > ${after}`, sql`order by e.sequence limit ${limit}`);

/** The events of these breaches that have their place, in order. */
export const eventsOfBreaches = (db: Statements, breachIds: readonly number[]): Promise<EventRow[]> =>
  eventsWhere(
    db,
    sql`e.breach_id = any(${bigints(breachIds)}) and e.sequence is not null`,
    sql`order by e.sequence`,
  );

/** Events with these ids that have their place, in order. */
export const eventsAt = (db: Statements, ids: readonly number[]): Promise<EventRow[]> =>
  eventsWhere(db, sql`e.id = any(${bigints(ids)}) and e.sequence is not null`, sql`order by e.sequence`);

interface FlatRow extends Omit<EventRow, 'breach' | 'severity'>, Omit<EventBreach, 'id'> {
  breachId: number;
  severity: number;
}

/** Events under a condition on `e` (the event), `b` (its breach), `s` (state) and, where it says so, WITHIN. */
export async function eventsWhere(db: Statements, condition: SQL, order: SQL): Promise<EventRow[]> {
  const rows = await db.rows<FlatRow>(sql`
    select e.id, e.sequence, e.type, e.reason, e.severity, e.value, e.start, e.note, e.by, e.at, s.state, ${WITHIN} as within,
      b.id as "breachId", b.kpi_id as "kpiId", b.operator_id as "operatorId", b.place_id as "placeId", b.line_id as "lineId", b.grain
    from ${event} e join ${breach} b on b.id = e.breach_id
      cross join lateral (select ${STATE} as state) as s
    where ${condition} ${order}`);
  return rows.map(toEvent);
}

function toEvent({
  breachId,
  kpiId,
  operatorId,
  placeId,
  lineId,
  grain,
  severity,
  ...row
}: FlatRow): EventRow {
  return {
    ...row,
    severity: severityById(severity),
    breach: { id: breachId, kpiId, operatorId, placeId, lineId, grain },
  };
}

/** The state after the event: what was escalated may have been acknowledged before. */
const STATE = sql`case e.type when 'OPENED' then 'OPEN' when 'ACKNOWLEDGED' then 'ACKNOWLEDGED' when 'RESOLVED' then 'RESOLVED' else
  case (select t.type from ${event} t where t.breach_id = e.breach_id and t.id < e.id
      and t.type in ('OPENED', 'ACKNOWLEDGED', 'RESOLVED') order by t.id desc limit 1)
    when 'ACKNOWLEDGED' then 'ACKNOWLEDGED' else 'OPEN' end end`;

/** The places at and above the breach `b`, and its lines, with the steps to them; the pair of both 0 is its own scope. */
const WIDER = sql`
  with recursive places as (
      select p.id, p.parent_id, 0 as steps from ${place} p where p.id = b.place_id
      union all select p.id, p.parent_id, steps + 1 from ${place} p join places on p.id = places.parent_id),
    some_lines as (
      select l.id, l.parent_id, 0 as steps from ${businessLine} l where l.id = b.line_id
      union all select l.id, l.parent_id, steps + 1 from ${businessLine} l join some_lines on l.id = some_lines.parent_id),
    lines as (select id, steps from some_lines union all select 0, (select count(*)::int from some_lines))
  select places.id as place_id, lines.id as line_id, places.steps + lines.steps as steps, lines.steps as line_steps
  from places cross join lines where places.steps + lines.steps > 0`;

/** Whether a breach of the same KPI at a wider scope was open just before or just after the commit of the event `at`. */
const breachingWider = (at: SQL) => sql`exists (
  select from (${WIDER}) as wider
  join ${breach} w on w.place_id = wider.place_id and w.line_id = wider.line_id and w.kpi_id = b.kpi_id
    and (w.resolved_at is null or w.resolved_at >= ${at}.at)
  cross join lateral (
    select t.type, t.at from ${event} t where t.breach_id = w.id and t.type in ('OPENED', 'RESOLVED')
      and (t.at = ${at}.at or t.sequence < ${at}.sequence)
    order by t.id desc limit 1) as latest
  where latest.type = 'OPENED' or latest.at = ${at}.at)`;

/** See EventRow.within. */
export const WITHIN = sql`(${breachingWider(sql`e`)} and (e.type = 'OPENED' or coalesce((
  select ${breachingWider(sql`opening`)} from ${event} opening
  where opening.breach_id = e.breach_id and opening.type = 'OPENED' and opening.id <= e.id
  order by opening.id desc limit 1), true)))`;

/** Of each breach that is open the id of the open breach of its KPI at the nearest wider scope; of two as near that of the same line. */
export async function openWithin(db: Statements, breachIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db.rows<{ id: number; within: number }>(sql`
    select b.id, nearest.id as within from ${breach} b cross join lateral (
      select w.id from (${WIDER}) as wider
      join ${breach} w on w.place_id = wider.place_id and w.line_id = wider.line_id and w.kpi_id = b.kpi_id and not w.resolved
      order by wider.steps, wider.line_steps limit 1) as nearest
    where b.id = any(${bigints(breachIds)}) and not b.resolved`);
  return new Map(rows.map((row) => [row.id, row.within]));
}

/** Whether the breach `b` and one of its KPI at a wider scope are open now. */
export const WITHIN_NOW = sql`(not b.resolved and exists (
  select from (${WIDER}) as wider
  join ${breach} w on w.place_id = wider.place_id and w.line_id = wider.line_id and w.kpi_id = b.kpi_id and not w.resolved))`;

/** What an acknowledgement came to; who was first where there was one before. */
export type Acknowledged =
  { outcome: 'acknowledged' | 'unknown' | 'resolved' } | { outcome: 'already'; by: string | null; at: Date };

/** Acknowledges an open breach, with its event, or changes nothing. */
export async function acknowledge(
  db: Database,
  id: number,
  { by, note }: { by: string | null; note: string | null },
): Promise<Acknowledged> {
  return db.transaction(async (tx) => {
    const [found] = await tx.rows<{ resolved: boolean; at: Date | null; by: string | null }>(sql`
      select resolved, acknowledged_at as at, acknowledged_by as by from ${breach} where id = ${id} for update`);
    if (!found) return { outcome: 'unknown' };
    if (found.resolved) return { outcome: 'resolved' };
    if (found.at) return { outcome: 'already', by: found.by, at: found.at };
    await tx.rows(sql`
      with done as (
        update ${breach} set acknowledged_at = transaction_timestamp(), acknowledged_by = ${by} where id = ${id}
        returning id, severity, value, last_start)
      insert into ${event} (breach_id, type, severity, value, start, note, by, at)
      select id, 'ACKNOWLEDGED', severity, value, last_start, ${note}, ${by}, transaction_timestamp() from done`);
    await tx.rows(sql`select pg_notify(${EVENTS_CHANNEL}, '')`);
    return { outcome: 'acknowledged' };
  });
}

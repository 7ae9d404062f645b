/**
 * Events of breaches: what their kind says, and what of it follows from other rows when they are read, and so is not stored: the
 * state of the breach after an event, and whether a wider scope was breaching too.
 */
import { type SQL, sql } from 'drizzle-orm';
import { GRAINS } from '../kpi/vocabulary.ts';
import { bigints } from './arrays.ts';
import type { EventRow, NewEvent } from './events.ts';
import { breach, businessLine, event, place } from './schema.ts';
import { andSeen, type Seen, type Sight } from './sight.ts';
import { lengthOf, numberOf } from './words.ts';

/** The kind of these events. */
export const BREACH = 'BREACH';

/** One change of a breach. */
export interface BreachEvent extends EventRow {
  kind: typeof BREACH;
  operatorId: number;
  placeId: number;
  lineId: number;
  type: 'OPENED' | 'ESCALATED' | 'DEESCALATED' | 'ACKNOWLEDGED' | 'RESOLVED';
  payload: BreachPayload & DerivedPayload;
}

/** What is stored of a change of a breach. */
export interface BreachPayload {
  kpiId: number;
  /** The number of the grain. */
  grain: number;
  /** Null for ACKNOWLEDGED. */
  reason: 'OBSERVED' | 'CORRECTED' | 'REDEFINED' | null;
  severity: 'WARNING' | 'CRITICAL';
  value: number | null;
  /** First day of the period that it stands for, of the breach's grain. */
  start: string;
  note: string | null;
  by: string | null;
  /** Which share of what is expected the measurement is made of; left out: all of it. */
  coverage?: number;
  /** How often the finest of its inputs is reported (the number of the grain), and how often in the period: what the share is of. */
  rhythm?: number;
  periods?: number;
}

interface DerivedPayload {
  /** The state of the breach after this event. */
  state: 'OPEN' | 'ACKNOWLEDGED' | 'RESOLVED';
  /**
   * Whether a wider scope of the same KPI was breaching too: what `widestOnly` leaves out. An episode that opened on its
   * own stays so to its end, so that nobody who was told of its beginning waits for its end.
   */
  within: boolean;
  /**
   * Whether it tells of the past: its period had ended more than 31 days before (quarters and years: 120), and that of the beginning of
   * its episode too, so that whoever was told of a beginning is told of the end.
   */
  history: boolean;
}

/** What of a breach never changes. */
export interface EventBreach {
  id: number;
  kpiId: number;
  operatorId: number;
  placeId: number;
  /** 0: all lines. */
  lineId: number;
  /** The number of the grain. */
  grain: number;
}

/** The breach of an event, as far as the event knows it. */
export const breachOf = ({ subjectId, operatorId, placeId, lineId, payload }: BreachEvent): EventBreach => ({
  id: subjectId,
  kpiId: payload.kpiId,
  operatorId,
  placeId,
  lineId,
  grain: payload.grain,
});

/** Whether an event is of a breach. */
export const isBreachEvent = (event: EventRow): event is BreachEvent => event.kind === BREACH;

/** A change of a breach to publish. */
export const breachEvent = (
  { id, operatorId, placeId, lineId, kpiId, grain }: EventBreach,
  type: BreachEvent['type'],
  said: Omit<BreachPayload, 'kpiId' | 'grain'>,
): NewEvent => ({
  kind: BREACH,
  subjectId: id,
  type,
  operatorId,
  placeId,
  lineId,
  payload: { kpiId, grain, ...said } satisfies BreachPayload,
});

/** The state of its breach after the event `e`: what was escalated may have been acknowledged before. */
export const STATE = sql`case e.type when 'OPENED' then 'OPEN' when 'ACKNOWLEDGED' then 'ACKNOWLEDGED' when 'RESOLVED' then 'RESOLVED' else
  case (select t.type from ${event} t where t.subject_id = e.subject_id and t.kind = 'BREACH' and t.id < e.id
      and t.type in ('OPENED', 'ACKNOWLEDGED', 'RESOLVED') order by t.id desc limit 1)
    when 'ACKNOWLEDGED' then 'ACKNOWLEDGED' else 'OPEN' end end`;

/** The KPI of the event of a breach. */
export const kpiOfEvent = (of: SQL): SQL => sql`(${of}.payload->>'kpiId')::int`;

/** The places at and above a breach or event, and its lines, with the steps to them, as far as they are seen; its own scope is none of them. */
const widerThan = (of: SQL, sight: Sight) => sql`
  with recursive places as (
      select p.id, p.parent_id, 0 as steps from ${place} p where p.id = ${of}.place_id
      union all select p.id, p.parent_id, steps + 1 from ${place} p join places on p.id = places.parent_id),
    some_lines as (
      select l.id, l.parent_id, 0 as steps from ${businessLine} l where l.id = ${of}.line_id
      union all select l.id, l.parent_id, steps + 1 from ${businessLine} l join some_lines on l.id = some_lines.parent_id),
    lines as (select id, steps from some_lines union all select 0, (select count(*)::int from some_lines))
  select * from (
    select places.id as place_id, lines.id as line_id, places.steps + lines.steps as steps, lines.steps as line_steps
    from places cross join lines) as above
  where steps > 0${andSeen(sight, sql`above`)}`;

/**
 * Breaches of a KPI at the scopes `wider`. The offset keeps the look-up as it is written, one in the index a scope: the planner takes
 * the handful of scopes for thousands and would walk through all breaches of the KPI.
 */
const breachesAt = (kpiId: SQL, open: SQL): SQL => sql`cross join lateral (
    select found.* from ${breach} found where found.place_id = wider.place_id and found.line_id = wider.line_id
      and found.kpi_id = ${kpiId} and ${open} offset 0)`;

/** Whether a breach of the same KPI at a wider scope was open just before or just after the commit of the event `at`. */
const breachingWider = (sight: Sight) => (at: SQL) => sql`exists (
  select from (${widerThan(at, sight)}) as wider
  ${breachesAt(kpiOfEvent(at), sql`(found.resolved_at is null or found.resolved_at >= ${at}.at)`)} as w
  cross join lateral (
    select t.type, t.at from ${event} t where t.subject_id = w.id and t.kind = 'BREACH' and t.type in ('OPENED', 'RESOLVED')
      and (t.at = ${at}.at or t.sequence < ${at}.sequence)
    order by t.id desc limit 1) as latest
  where latest.type = 'OPENED' or latest.at = ${at}.at)`;

/** What holds of the last event under a condition on `opening` with which a breach opened; null where there is none. */
function atOpening(holds: (of: SQL) => SQL, condition: SQL): SQL {
  return sql`(select ${holds(sql`opening`)} from ${event} opening
    where ${condition} and opening.kind = 'BREACH' and opening.type = 'OPENED' order by opening.id desc limit 1)`;
}

/** Whether something holds of the event `e` and held when its episode opened: whoever was told of a beginning is told of the end. */
function asItBegan(holds: (of: SQL) => SQL): SQL {
  const opening = atOpening(holds, sql`opening.subject_id = e.subject_id and opening.id <= e.id`);
  return sql`(${holds(sql`e`)} and (e.type = 'OPENED' or coalesce(${opening}, true)))`;
}

/** Whether the event `e` is within what is seen; see BreachEvent. */
export const within = (sight: Sight): SQL => asItBegan(breachingWider(sight));

/** How long after the end of its period an event is news, in days: of quarters and years, and of shorter periods. */
const [NEWS_OF_QUARTERS, NEWS] = [120, 31];

/** Whether the period that an event of a breach tells of had ended long before. */
const isOfThePast = (of: SQL): SQL => {
  const end = GRAINS.map(
    (grain) => sql`when ${numberOf(grain)} then (${of}.payload->>'start')::date + ${lengthOf(grain)}`,
  );
  const grain = sql`(${of}.payload->>'grain')::int`;
  return sql`(${of}.at at time zone 'UTC' >= (case ${grain} ${sql.join(end, sql` `)} end)
    + make_interval(days => case when ${grain} >= ${numberOf('QUARTER')} then ${sql.raw(`${NEWS_OF_QUARTERS}`)} else ${sql.raw(`${NEWS}`)} end))`;
};

/** Whether the event `e` is history; see BreachEvent. */
export const HISTORY = asItBegan(isOfThePast);

/** Whether the breach `b` began as history. */
export const BEGAN_AS_HISTORY = sql`coalesce(${atOpening(isOfThePast, sql`opening.subject_id = b.id`)}, false)`;

/** What of the event `e` of a breach is not stored, as JSON, as far as it is seen. */
export const derived = (sight: Sight): SQL =>
  sql`jsonb_build_object('state', ${STATE}, 'within', ${within(sight)}, 'history', ${HISTORY})`;

/** Of each breach that is open the id of the open breach of its KPI at the nearest wider scope; of two as near that of the same line. */
export async function openWithin(db: Seen, breachIds: readonly number[]): Promise<Map<number, number>> {
  const rows = await db.rows<{ id: number; within: number }>(sql`
    select b.id, nearest.id as within from ${breach} b cross join lateral (
      select w.id from (${widerThan(sql`b`, db.sight)}) as wider
      ${breachesAt(sql`b.kpi_id`, sql`not found.resolved`)} as w
      order by wider.steps, wider.line_steps limit 1) as nearest
    where b.id = any(${bigints(breachIds)}) and not b.resolved`);
  return new Map(rows.map((row) => [row.id, row.within]));
}

/** Whether the breach `b` and one of its KPI at a wider scope that is seen are open now. */
export const withinNow = (sight: Sight): SQL => sql`(not b.resolved and exists (
  select from (${widerThan(sql`b`, sight)}) as wider ${breachesAt(sql`b.kpi_id`, sql`not found.resolved`)} as w))`;

/**
 * Events as rows: one change of anything that somebody may be told of, whatever its kind. They are written by the
 * transaction that causes them, and read in their order (feed.ts). What a kind alone says is its payload.
 */
import { sql } from 'drizzle-orm';
import { bigints, ints, texts } from './arrays.ts';
import type { Statements } from './database.ts';
import { event } from './schema.ts';

/** Writers notify this channel when they commit events. */
export const EVENTS_CHANNEL = 'kpi_matrix_events';

/** An event with its place in the order. */
export interface EventRow {
  id: number;
  /** Its place in the total order, from 1 without gaps. */
  sequence: number;
  kind: string;
  /** What it happened to: the id of a breach, where the kind is BREACH. */
  subjectId: number;
  /** What happened, in a word of its kind. */
  type: string;
  /** Where it happened; null for what concerns no single operator, unit or line. Line 0: all lines. */
  operatorId: number | null;
  placeId: number | null;
  lineId: number | null;
  at: Date;
  /** What its kind says. */
  payload: object;
}

/** An event to publish. */
export type NewEvent = Omit<EventRow, 'id' | 'sequence' | 'at'>;

/** Publishes events with the commit of the transaction, in this order; at its time. */
export async function writeEvents(tx: Statements, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.rows(sql`
    insert into ${event} (kind, subject_id, type, operator_id, place_id, line_id, payload, at)
    select kind, subject_id, type, operator_id, place_id, line_id, payload::jsonb, transaction_timestamp()
    from unnest(${texts(events.map((it) => it.kind))}, ${bigints(events.map((it) => it.subjectId))},
      ${texts(events.map((it) => it.type))}, ${ints(events.map((it) => it.operatorId))},
      ${ints(events.map((it) => it.placeId))}, ${ints(events.map((it) => it.lineId))},
      ${texts(events.map((it) => JSON.stringify(it.payload)))})
      with ordinality as e(kind, subject_id, type, operator_id, place_id, line_id, payload, n) order by n`);
  await tx.rows(sql`select pg_notify(${EVENTS_CHANNEL}, '')`);
}

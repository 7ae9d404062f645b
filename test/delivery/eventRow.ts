/** Events of breaches as tests write them by hand. */
import { type SQL, sql } from 'drizzle-orm';

/** The columns of an event, in the order of `eventRow`. */
export const EVENT_COLUMNS = sql`(kind, subject_id, type, operator_id, place_id, line_id, payload, at)`;

/** What to select for an event of the breach `b`, at its severity; `value` and `start` are of the period it stands for. */
export const eventRow = (type: string, value: SQL | number, start: SQL | string): SQL => sql`
  'BREACH', b.id, ${type}::text, b.operator_id, b.place_id, b.line_id, jsonb_build_object('kpiId', b.kpi_id, 'grain', b.grain,
    'reason', 'OBSERVED', 'severity', (array['WARNING', 'CRITICAL'])[b.severity], 'value', ${value}::float8, 'start', ${start}::date,
    'note', null, 'by', null), transaction_timestamp()`;

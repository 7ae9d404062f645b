/** Events of breaches with everything that is told of them: the breach as it stands now, and the names of its KPI and scope. */
import { sql } from 'drizzle-orm';
import type { LimitSide } from '../kpi/vocabulary.ts';
import { bigints } from './arrays.ts';
import { type BreachEvent, derived } from './breachEvents.ts';
import { breach, businessLine, event, kpi, kpiVersion, operator, place } from './schema.ts';
import { andSeen, type Seen } from './sight.ts';

/** An event of a breach with all that is told of it. */
export interface NoticeRow extends Pick<BreachEvent, 'sequence' | 'type' | 'at' | 'payload'> {
  eventId: number;
  breachId: number;
  operatorId: number;
  placeId: number;
  /** 0: all lines. */
  lineId: number;
  state: BreachEvent['payload']['state'];
  retracted: boolean;
  breachSeverity: number;
  breachValue: number;
  limitSide: LimitSide;
  limitValue: number;
  firstStart: string;
  lastStart: string;
  openedAt: Date;
  acknowledgedAt: Date | null;
  acknowledgedBy: string | null;
  resolvedAt: Date | null;
  kpi: string;
  kpiEn: string;
  kpiZh: string;
  unit: string;
  operator: string;
  operatorEn: string;
  operatorZh: string;
  line: string | null;
  lineEn: string | null;
  lineZh: string | null;
  orgUnit: string | null;
  orgUnitEn: string | null;
  orgUnitZh: string | null;
}

const STATE = sql`case when b.resolved then 'RESOLVED' when b.acknowledged_at is null then 'OPEN' else 'ACKNOWLEDGED' end`;

/** The rows of some events, in their order. KPIs that were retired have their last name. */
export const breachNotices = (db: Seen, eventIds: readonly number[]) =>
  db.rows<NoticeRow>(sql`
    select e.id as "eventId", e.sequence, e.type, e.at, e.payload || ${derived(db.sight)} as payload, b.id as "breachId",
      b.operator_id as "operatorId", b.place_id as "placeId", b.line_id as "lineId", ${STATE} as state, b.retracted,
      b.severity as "breachSeverity", b.value as "breachValue", b.limit_side as "limitSide", b.limit_value as "limitValue",
      b.first_start as "firstStart", b.last_start as "lastStart", b.opened_at as "openedAt",
      b.acknowledged_at as "acknowledgedAt", b.acknowledged_by as "acknowledgedBy", b.resolved_at as "resolvedAt",
      k.code as kpi, v.definition->'name'->>'en' as "kpiEn", v.definition->'name'->>'zh' as "kpiZh",
      v.definition->>'unit' as unit, o.code as operator, o.name_en as "operatorEn", o.name_zh as "operatorZh",
      l.code as line, l.name_en as "lineEn", l.name_zh as "lineZh",
      p.code as "orgUnit", p.name_en as "orgUnitEn", p.name_zh as "orgUnitZh"
    from ${event} e join ${breach} b on b.id = e.subject_id join ${kpi} k on k.id = b.kpi_id
      join lateral (select definition from ${kpiVersion} where kpi_id = k.id order by version desc limit 1) v on true
      join ${operator} o on o.id = b.operator_id join ${place} p on p.id = b.place_id
      left join ${businessLine} l on l.id = b.line_id
    where e.kind = 'BREACH' and e.id = any(${bigints(eventIds)})${andSeen(db.sight, sql`e`)} order by e.sequence`);

/** Breaches counted by what they have in common: how many opened, are open and resolved, and how long that took. */
import { sql, type SQL } from 'drizzle-orm';
import type { BusinessProcess, Dimension } from '../kpi/vocabulary.ts';
import { ints, texts } from './arrays.ts';
import { all, type BreachCriteria, breachConditions } from './breachList.ts';
import { breach, businessLine, operator, place } from './schema.ts';
import type { Seen } from './sight.ts';
import { severityWord, truncation } from './words.ts';

/** The calendar day in UTC with which the day, week or month begins in which a breach opened. */
const openedIn = (grain: 'DAY' | 'WEEK' | 'MONTH'): SQL =>
  sql`date_trunc(${truncation(grain)}, b.opened_at at time zone 'UTC')::date::text`;

/** What breaches are counted by, as a text over a breach `b`, its KPI and what it stands at. */
const GROUPS = {
  KPI: sql`kpi.code`,
  PROCESS: sql`kpi.process`,
  DIMENSION: sql`kpi.dimension`,
  OPERATOR: sql`o.code`,
  ORG_UNIT: sql`p.code`,
  BUSINESS_LINE: sql`l.code`,
  SEVERITY: severityWord(sql`b.severity`),
  DAY: openedIn('DAY'),
  WEEK: openedIn('WEEK'),
  MONTH: openedIn('MONTH'),
} as const;
/** The name of what breaches are counted by. */
export type BreachGroup = keyof typeof GROUPS;
/** Their names, in the order in which they are told. */
export const BREACH_GROUPS = Object.keys(GROUPS) as BreachGroup[];

/** A group: its codes, words or first days in the order asked for; durations in hours, null where none resolved. */
export interface BreachCountRow {
  groups: (string | null)[];
  opened: number;
  open: number;
  resolved: number;
  meanHours: number | null;
  medianHours: number | null;
}

/** What a KPI is counted as; breaches of others are left out. */
export interface CountedKpi {
  id: number;
  code: string;
  process: BusinessProcess;
  dimension: Dimension;
}

/**
 * Counts the breaches that were open at some moment from the day `from` to the day `to` (in UTC, inclusive), at most so many groups, in any
 * order. One statement.
 */
export function countBreachesBy(
  db: Seen,
  {
    by,
    kpis,
    criteria,
  }: { by: readonly BreachGroup[]; kpis: readonly CountedKpi[]; criteria: BreachCriteria },
  { from, to }: { from: string; to: string },
  limit: number,
): Promise<BreachCountRow[]> {
  const begin = sql`(${from}::date::timestamp at time zone 'UTC')`;
  const end = sql`((${to}::date + 1)::timestamp at time zone 'UTC')`;
  const isResolved = sql`b.resolved_at < ${end}`;
  const hours = sql`(extract(epoch from b.resolved_at - b.opened_at) / 3600)::double precision`;
  const groups = sql.join(
    by.map((it) => GROUPS[it]),
    sql`, `,
  );
  return db.rows<BreachCountRow>(sql`
    select json_build_array(${groups}) as groups,
      (count(*) filter (where b.opened_at >= ${begin}))::int as opened,
      (count(*) filter (where b.resolved_at is null or b.resolved_at >= ${end}))::int as open,
      (count(*) filter (where ${isResolved}))::int as resolved,
      avg(${hours}) filter (where ${isResolved}) as "meanHours",
      percentile_cont(0.5) within group (order by ${hours}) filter (where ${isResolved}) as "medianHours"
    from ${breach} b
    join unnest(${ints(kpis.map((it) => it.id))}, ${texts(kpis.map((it) => it.code))}, ${texts(kpis.map((it) => it.process))},
      ${texts(kpis.map((it) => it.dimension))}) as kpi(id, code, process, dimension) on kpi.id = b.kpi_id
    join ${place} p on p.id = b.place_id join ${operator} o on o.id = b.operator_id left join ${businessLine} l on l.id = b.line_id
    where b.opened_at < ${end} and (b.resolved_at is null or b.resolved_at >= ${begin}) and ${all(breachConditions(criteria, db.sight))}
    group by ${groups} limit ${limit}`);
}

/** Overrides as rows: at most one a KPI, place, line and day. */
import { sql } from 'drizzle-orm';
import type { Dimension } from '../kpi/vocabulary.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { kpiOverride, operator } from './schema.ts';

const OVERRIDE = columns(kpiOverride, [
  'kpiId',
  'placeId',
  'lineId',
  'from',
  'limits',
  'consecutive',
  'scoring',
  'weight',
  'createdAt',
  'createdBy',
  'why',
]);

/** An override as it is stored. */
export type OverrideRow = RowOf<typeof OVERRIDE>;

/** Every override, in the order of its key. */
export const overrideRows = (db: Statements) =>
  db.rows<OverrideRow>(
    sql`select ${OVERRIDE} from ${kpiOverride} order by kpi_id, place_id, line_id, from_day`,
  );

/** Adds an override, or replaces that of its KPI, place, line and day. */
export async function putOverride(tx: Statements, it: Omit<OverrideRow, 'createdAt'>): Promise<void> {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  await tx.rows(sql`
    insert into ${kpiOverride} (kpi_id, place_id, line_id, from_day, limits, consecutive, scoring, weight, created_by, why, created_at)
    values (${it.kpiId}, ${it.placeId}, ${it.lineId}, ${it.from}::date, ${json(it.limits)}::text::jsonb, ${it.consecutive}::int,
      ${json(it.scoring)}::text::jsonb, ${it.weight}::double precision, ${it.createdBy}::text, ${it.why}::text, clock_timestamp())
    on conflict (kpi_id, place_id, line_id, from_day) do update set limits = excluded.limits, consecutive = excluded.consecutive,
      scoring = excluded.scoring, weight = excluded.weight, created_by = excluded.created_by, why = excluded.why,
      created_at = excluded.created_at`);
}

/** Removes an override; nothing where there is none. */
export const deleteOverride = (
  tx: Statements,
  it: Pick<OverrideRow, 'kpiId' | 'placeId' | 'lineId' | 'from'>,
) =>
  tx.rows(sql`delete from ${kpiOverride} where kpi_id = ${it.kpiId} and place_id = ${it.placeId}
    and line_id = ${it.lineId} and from_day = ${it.from}::date`);

/** What each dimension counts in an operator's index; null for the product's own weights. */
export const putDimensionWeights = (
  tx: Statements,
  operatorId: number,
  weights: Readonly<Record<Dimension, number>> | null,
) =>
  tx.rows(
    sql`update ${operator} set dimension_weights = ${weights && JSON.stringify(weights)}::text::jsonb where id = ${operatorId}`,
  );

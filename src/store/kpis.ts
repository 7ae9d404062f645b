/** KPIs as rows: every version of their definitions, and the editions that measurements belong to. */
import { sql } from 'drizzle-orm';
import type { KpiDefinition } from '../kpi/definition.ts';
import { isFiner } from '../kpi/grain.ts';
import { type Grain, GRAINS, type Origin } from '../kpi/vocabulary.ts';
import { ints, texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import {
  businessLine,
  kpi,
  kpiEdition,
  kpiVersion,
  mark,
  measurement,
  observation,
  place,
} from './schema.ts';
import { truncation } from './words.ts';

const KPI = columns(kpi, ['id', 'code', 'origin', 'retiredAt']);
/** A KPI without its definitions. */
export type KpiRow = RowOf<typeof KPI>;

const VERSION = columns(kpiVersion, ['kpiId', 'version', 'resultHash', 'otherHash', 'earlierLimits']);
/** A definition that a KPI had, without the definition itself. */
export type VersionRow = RowOf<typeof VERSION>;

const EDITION = columns(kpiEdition, ['id', 'kpiId', 'resultHash', 'lineageHash', 'state']);
/** An edition; BUILDING: its history is being computed, CURRENT: readers see it, OLD: it waits to be removed. */
export type EditionRow = RowOf<typeof EDITION>;

/** Every KPI that ever was, retired ones too, in any order. */
export const kpiRows = (db: Statements) => db.rows<KpiRow>(sql`select ${KPI} from ${kpi}`);

/** All versions, oldest first. */
export const versionRows = (db: Statements) =>
  db.rows<VersionRow>(sql`select ${VERSION} from ${kpiVersion} order by kpi_id, version`);

/** Every edition, oldest first. */
export const editionRows = (db: Statements) =>
  db.rows<EditionRow>(sql`select ${EDITION} from ${kpiEdition} order by id`);

/** The newest definitions of the KPIs that no plugin is asked for: registered ones, and those that are retired. */
export const storedDefinitions = (db: Statements) =>
  db.rows<{ code: string; origin: Origin; retired: boolean; definition: unknown }>(sql`
    select distinct on (k.id) k.code, k.origin, k.retired_at is not null as retired, v.definition
    from ${kpi} k join ${kpiVersion} v on v.kpi_id = k.id
    where k.origin = 'REGISTERED' or k.retired_at is not null order by k.id, v.version desc`);

/** The definitions of some versions; no statement where none is asked for. */
export async function definitionsOf(
  db: Statements,
  versions: readonly { kpiId: number; version: number }[],
): Promise<{ kpiId: number; definition: KpiDefinition }[]> {
  if (versions.length === 0) return [];
  return db.rows(sql`
    select kpi_id as "kpiId", definition from ${kpiVersion} join unnest(${ints(versions.map((it) => it.kpiId))},
      ${ints(versions.map((it) => it.version))}) as wanted(kpi_id, version) using (kpi_id, version)`);
}

const WHOLE_VERSION = columns(kpiVersion, [
  'kpiId',
  'version',
  'resultHash',
  'otherHash',
  'definition',
  'createdAt',
  'createdBy',
]);

/** Every version of a KPI, newest first, with its definition. */
export const versionsOf = (db: Statements, kpiId: number) =>
  db.rows<RowOf<typeof WHOLE_VERSION>>(sql`
    select ${WHOLE_VERSION} from ${kpiVersion} where kpi_id = ${kpiId} order by version desc`);

/** Adds KPIs and returns their ids by code; those that exist take the origin and are retired no longer. */
export async function putKpis(
  tx: Statements,
  kpis: readonly { code: string; origin: Origin }[],
): Promise<Map<string, number>> {
  const rows = await tx.rows<{ id: number; code: string }>(sql`
    insert into ${kpi} (code, origin)
    select * from unnest(${texts(kpis.map((it) => it.code))}, ${texts(kpis.map((it) => it.origin))})
    on conflict (code) do update set origin = excluded.origin, retired_at = null returning id, code`);
  return new Map(rows.map((row) => [row.code, row.id]));
}

/** Retires KPIs now; their versions and editions stay. */
export const retireKpis = (tx: Statements, ids: readonly number[]) =>
  tx.rows(sql`update ${kpi} set retired_at = clock_timestamp() where id = any(${ints(ids)})`);

/** A version to add, with its definition. */
export type NewVersion = VersionRow & {
  definition: KpiDefinition;
  /** Where the minimum sample's input stands among the KPI's inputs, from 1; null for a KPI without one. */
  samplePosition: number | null;
  createdBy?: string | null;
};

/** Adds versions; rejects where a KPI has one of that number. */
export const addVersions = (tx: Statements, versions: readonly NewVersion[]) =>
  tx.rows(sql`
    insert into ${kpiVersion} (kpi_id, version, definition, result_hash, other_hash, created_by, earlier_limits,
      sample_position)
    select * from unnest(${ints(versions.map((it) => it.kpiId))}, ${ints(versions.map((it) => it.version))},
      ${texts(versions.map((it) => JSON.stringify(it.definition)))}::jsonb[],
      ${texts(versions.map((it) => it.resultHash))}, ${texts(versions.map((it) => it.otherHash))},
      ${texts(versions.map((it) => it.createdBy ?? null))},
      ${texts(versions.map((it) => it.earlierLimits && JSON.stringify(it.earlierLimits)))}::jsonb[],
      ${ints(versions.map((it) => it.samplePosition))})`);

/** Keeps the newest version's texts, unit, sources and examples as they are now; they make no new version. */
export const refreshDefinitions = (tx: Statements, versions: readonly NewVersion[]) =>
  tx.rows(sql`
    update ${kpiVersion} v set definition = fresh.definition, sample_position = fresh.sample_position
    from unnest(${ints(versions.map((it) => it.kpiId))}, ${ints(versions.map((it) => it.version))},
      ${texts(versions.map((it) => JSON.stringify(it.definition)))}::jsonb[], ${ints(versions.map((it) => it.samplePosition))})
      as fresh(kpi_id, version, definition, sample_position)
    where v.kpi_id = fresh.kpi_id and v.version = fresh.version
      and (v.definition <> fresh.definition or v.sample_position is distinct from fresh.sample_position)`);

/** Adds editions; returns their ids in the order given. */
export async function addEditions(
  tx: Statements,
  editions: readonly Omit<EditionRow, 'id'>[],
): Promise<number[]> {
  const rows = await tx.rows<{ id: number; kpiId: number }>(sql`
    insert into ${kpiEdition} (kpi_id, result_hash, lineage_hash, state)
    select * from unnest(${ints(editions.map((it) => it.kpiId))}, ${texts(editions.map((it) => it.resultHash))},
      ${texts(editions.map((it) => it.lineageHash))}, ${texts(editions.map((it) => it.state))})
    returning id, kpi_id as "kpiId"`);
  const idOf = new Map(rows.map((row) => [row.kpiId, row.id]));
  return editions.map((it) => idOf.get(it.kpiId)!);
}

/** Moves editions into a state, whatever theirs is. */
export const setEditionState = (tx: Statements, ids: readonly number[], state: EditionRow['state']) =>
  tx.rows(sql`update ${kpiEdition} set state = ${state} where id = any(${ints(ids)})`);

/** Notes that these cannot be computed everywhere, as long as their code is what it is. */
export const noteFailed = (tx: Statements, ids: readonly number[]) =>
  tx.rows(sql`update ${kpiEdition} set failed = true where id = any(${ints(ids)}) and not failed`);

/** The editions that could not be computed everywhere, which are taken not to have failed from now on. */
export const takeFailed = (tx: Statements) =>
  tx.rows<{ kpiId: number }>(sql`
    update ${kpiEdition} set failed = false where failed and state <> 'OLD' returning kpi_id as "kpiId"`);

/** Removes an edition's measurements at these places. */
export const removeEditionAt = (tx: Statements, editionIds: readonly number[], placeIds: readonly number[]) =>
  tx.rows(sql`delete from ${measurement}
    where place_id = any(${ints(placeIds)}) and edition_id = any(${ints(editionIds)})`);

/** Removes editions; their measurements have to be gone. */
export const removeEditions = (tx: Statements, ids: readonly number[]) =>
  tx.rows(sql`delete from ${kpiEdition} where id = any(${ints(ids)})`);

/** The editions being built of which nothing is pending. */
export const buildingWithoutMarks = (tx: Statements) =>
  tx.rows<{ id: number; kpiId: number }>(sql`
    select id, kpi_id as "kpiId" from ${kpiEdition} e where state = 'BUILDING'
      and not exists (select from ${mark} m where e.id = any(m.edition_ids))`);

/** The editions whose measurements are to be removed. */
export async function oldEditions(db: Statements): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(sql`select id from ${kpiEdition} where state = 'OLD'`);
  return rows.map((row) => row.id);
}

/** Observations that make measurements: of these inputs, on these lines (null: any), seen at scopes with these lines (null: any). */
export interface CellSource {
  inputIds: readonly number[];
  lineIds: readonly number[] | null;
  scopeLineIds: readonly number[] | null;
}

/** How many scopes and periods, from a cadence up, have at least one observation of the sources. */
export async function countCells(
  db: Statements,
  sources: readonly CellSource[],
  cadence: Grain,
): Promise<number> {
  const grains = GRAINS.filter((it) => !isFiner(it, cadence));
  const buckets = grains.map(
    (grain) => sql`(${grain}, date_trunc(${truncation(grain)}, o.date::timestamp)::date)`,
  );
  const [row] = await db.rows<{ cells: number }>(sql`
    with recursive place_above as (
        select id, id as above from ${place} union all
        select a.id, p.parent_id from place_above a join ${place} p on p.id = a.above where p.parent_id is not null),
      line_above as (
        select id, id as above from ${businessLine} union all
        select a.id, l.parent_id from line_above a join ${businessLine} l on l.id = a.above where l.parent_id is not null),
      scope_line as (select id, above from line_above union all select id, 0 from ${businessLine} union all select 0, 0)
    select count(*)::int as cells from (
      select distinct p.above, o.scope_line, bucket.grain, bucket.start
      from (${sql.join(sources.map(daysOf), sql` union `)}) as o
      join place_above p on p.id = o.place_id
      cross join lateral (values ${sql.join(buckets, sql`, `)}) as bucket(grain, start)) as cell`);
  return row?.cells ?? 0;
}

const daysOf = ({ inputIds, lineIds, scopeLineIds }: CellSource) => sql`
  select o.place_id, l.above as scope_line, o.date from ${observation} o join scope_line l on l.id = o.line_id
  where o.input_id = any(${ints(inputIds)}) ${lineIds ? sql`and o.line_id = any(${ints(lineIds)})` : sql``}
    ${scopeLineIds ? sql`and l.above = any(${ints([0, ...scopeLineIds])})` : sql``}`;

/**
 * Setting old data aside: observations, and the measurements of days and weeks, of the time before a day. Their partitions become tables
 * of their own, named `retired_…`; measurements of coarser grains stay where they are read.
 */
import { sql } from 'drizzle-orm';
import { grainId } from '../kpi/grain.ts';
import { ints } from './arrays.ts';
import type { Statements } from './database.ts';
import { raiseRevision } from './reference.ts';
import { breach, kpiEdition, measurement, observationHistory, observedDay, revision } from './schema.ts';

/** A partition that lies before a day. */
export interface OldPartition {
  table: 'observation' | 'measurement';
  name: string;
  /** First day, null for a partition without a beginning; and the day after the last one. */
  from: string | null;
  to: string;
  bytes: number;
}

/** The comment of a partition that holds only what stays. */
const GATHERED = 'what stays of measurements that were retired';

/** The partitions of facts whose time ends before a day and in which anything ever was, the oldest first. */
export const partitionsBefore = (db: Statements, day: string) =>
  db.rows<OldPartition>(sql`
    select * from (
      select parent.relname as table, child.relname as name, pg_total_relation_size(child.oid)::bigint as bytes,
        substring(pg_get_expr(child.relpartbound, child.oid) from 'FROM [(]''([^'']+)''')::date::text as "from",
        substring(pg_get_expr(child.relpartbound, child.oid) from 'TO [(]''([^'']+)''')::date::text as "to"
      from pg_inherits join pg_class child on child.oid = inhrelid join pg_class parent on parent.oid = inhparent
      where parent.oid in ('observation'::regclass, 'measurement'::regclass)
        and obj_description(child.oid, 'pg_class') is distinct from ${GATHERED}) as partition
    where "to" <= ${day} and pg_relation_size(name::regclass) > 0 order by "to", name`);

/** From now on nothing before this day changes: part of a transaction that holds the lock of reference data. */
export async function setKeptFrom(tx: Statements, day: string): Promise<void> {
  await tx.rows(sql`update ${revision} set kept_from = ${day}::date`);
  await raiseRevision(tx);
  // The latest day of an operator says which of its periods are over, also where nothing came since.
  await tx.rows(sql`
    delete from ${observedDay} d where date < ${day}::date and exists (
      select from ${observedDay} later where later.operator_id = d.operator_id and later.date > d.date and later.observations > 0)`);
  await tx.rows(sql`delete from ${observationHistory} where date < ${day}::date`);
}

/** The name under which what stays of a partition of measurements is gathered, before it takes the partition's place. */
const gathered = (name: string): string => `kept_of_${name}`;

/**
 * Gathers what stays of a partition of measurements: months, quarters and years; the week that reaches the day; and what a breach is made
 * of that is not over on it, which is followed on. Nothing of it changes meanwhile, because `setKeptFrom` was committed.
 */
export async function gatherKept(
  tx: Statements,
  { name, from, to }: OldPartition,
  day: string,
): Promise<void> {
  const kept = sql.identifier(gathered(name));
  const bound = from === null ? `start < '${to}'` : `start >= '${from}' and start < '${to}'`;
  await tx.rows(sql`drop table if exists ${kept}`);
  // With the check attaching looks at no row.
  await tx.rows(sql`create table ${kept} (like ${measurement} including all, check (${sql.raw(bound)}))`);
  await tx.rows(sql`comment on table ${kept} is ${sql.raw(`'${GATHERED}'`)}`);
  await tx.rows(sql`
    insert into ${kept} select m.* from ${sql.identifier(name)} m
    where m.grain >= ${grainId('MONTH')} or (m.grain = ${grainId('WEEK')} and m.start > ${day}::date - 7)
      or exists (select from ${breach} b join ${kpiEdition} e on e.kpi_id = b.kpi_id
        where e.id = m.edition_id and b.place_id = m.place_id and b.line_id = m.line_id and b.grain = m.grain and not b.retracted
          and (b.resolved_start is null or b.resolved_start >= ${day}::date) and m.start >= b.first_start)`);
}

/**
 * Sets partitions aside, and puts what was gathered of measurements in their place. Readers wait for a moment. The revision is raised
 * once more: what was answered since the day was set may hold figures that are gone now.
 */
export async function setAside(tx: Statements, partitions: readonly OldPartition[]): Promise<void> {
  // Behind a reader that takes long all readers that come would wait too: whoever retires gives way, and tries again.
  await tx.rows(sql`set local lock_timeout = '2s'`);
  // Before the tables, as whoever changes definitions has it.
  await raiseRevision(tx);
  for (const { table, name, from, to } of partitions) {
    const steps = [
      `alter table ${table} detach partition ${name}`,
      `alter table ${name} rename to ${retiredName(name)}`,
    ];
    if (table === 'measurement') {
      const begin = from === null ? 'minvalue' : `'${from}'`;
      steps.push(
        `alter table ${gathered(name)} rename to ${name}`,
        `alter table ${table} attach partition ${name} for values from (${begin}) to ('${to}')`,
      );
    }
    for (const step of steps) await tx.rows(sql.raw(step));
  }
}

/** The name of a partition that was set aside. */
export const retiredName = (name: string): string => `retired_${name}`;

/** Removes what was set aside. */
export async function dropRetired(tx: Statements, partitions: readonly OldPartition[]): Promise<void> {
  for (const { name } of partitions) await tx.rows(sql.raw(`drop table ${retiredName(name)}`));
}

/** What is before the first day that is kept cannot be computed again, so it goes on standing for the KPI when its edition changes. */
export async function carryRetired(
  tx: Statements,
  editions: readonly { from: number; to: number }[],
  keptFrom: string,
): Promise<void> {
  if (editions.length === 0) return;
  await tx.rows(sql`
    update ${measurement} m set edition_id = carried.later
    from unnest(${ints(editions.map((it) => it.from))}, ${ints(editions.map((it) => it.to))}) as carried(earlier, later)
    where m.edition_id = carried.earlier and m.start < ${keptFrom}::date`);
}

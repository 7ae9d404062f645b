/** What has to hold in a database after the clients are done, whatever happened to the servers meanwhile. */
import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import type { ObservationLiteral } from '../../src/engine/recording/batchLiteral.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import type { Database, Statements } from '../../src/store/database.ts';
import type { Watching } from '../../src/store/reference.ts';
import { define, differences, startTestEngine, stored } from '../engine/running.ts';
import { freshPglite } from '../support/database.ts';
import { OPERATOR } from './story.ts';

/**
 * Batches of which only a part is there, as one snapshot sees it: what a batch says it wrote must be there as observations or
 * as history, what it withdrew as history, and the days must count what is observed. Empty if all is whole.
 */
export async function tornParts(db: Database): Promise<object[]> {
  return db.transaction(async (tx) => {
    // A statement of its own is planned before it takes its snapshot: it may see a batch without seeing the partition that was
    // attached for it in between. Here the snapshot is taken first.
    await tx.rows(sql`set transaction isolation level repeatable read`);
    await tx.rows(sql`select from batch limit 1`);
    return partsOfBatches(tx);
  });
}

const partsOfBatches = (tx: Statements) =>
  tx.rows<object>(sql`
    with written as (
        select batch_id, count(*) as n from (
          select batch_id from observation union all select batch_id from observation_history where value is not null) as it
        group by 1),
      withdrawn as (select batch_id, count(*) as n from observation_history where value is null group by 1),
      days as (
        select p.operator_id, o.date, count(*) as n from observation o join place p on p.id = o.place_id group by 1, 2)
    select 'batch' as what, coalesce(b.key, 'none') as which from batch b
      full join written w on w.batch_id = b.id full join withdrawn g on g.batch_id = b.id
      where b.id is null or b.inserted + b.replaced <> coalesce(w.n, 0) or b.withdrawn <> coalesce(g.n, 0)
    union all
    select 'day', coalesce(d.date, o.date)::text from observed_day o full join days d using (operator_id, date)
      where coalesce(o.observations, 0) <> coalesce(d.n, 0)`);

/** Holds the database against what the clients know: every batch once, every value as told, every measurement as computed anew. */
export async function expectTruth(
  db: Database,
  truth: readonly ObservationLiteral[],
  batches: number,
  units: readonly string[],
): Promise<void> {
  expect(await tornParts(db)).toEqual([]);
  expect(await db.rows(sql`select count(*)::int as n from batch`)).toEqual([{ n: batches }]);
  expect(await db.rows(sql`select count(*)::int as n from mark where reported_ids is null`)).toEqual([
    { n: 0 },
  ]);
  expect(await observed(db)).toEqual(truth.map(inWords).sort());
  const [watching] = await db.rows<Watching>(
    sql`select wait_days as "waitDays", minimum_coverage as "minimumCoverage" from operator`,
  );
  const fresh = await recordedAtOnce(truth, units, watching!);
  const found = await stored(db);
  expect(fresh.get(OPERATOR)!.size).toBeGreaterThan(100);
  expect(differences(fresh.get(OPERATOR)!, found.get(OPERATOR))).toEqual([]);
  expect([...found.keys()]).toEqual([OPERATOR]);
}

async function observed(db: Database): Promise<string[]> {
  const rows = await db.rows<ObservationLiteral>(sql`
    select i.key as input, l.code as "businessLine", p.code as "orgUnit", o.date, o.value from observation o
    join input i on i.id = o.input_id join place p on p.id = o.place_id left join business_line l on l.id = o.line_id`);
  return rows.map(inWords).sort();
}

const inWords = (it: ObservationLiteral) =>
  [it.input, it.businessLine, it.orgUnit, it.date, it.value].join(' ');

const BATCH = 10_000;

/** The measurements of an empty database in which the same was recorded in one go, by an operator that waits as long. */
async function recordedAtOnce(
  truth: readonly ObservationLiteral[],
  units: readonly string[],
  watching: Watching,
) {
  const db = await freshPglite();
  const registry = await loadRegistry({ folder: new URL('../../plugins/', import.meta.url) });
  const engine = await startTestEngine(db, registry);
  await define(engine, new Map(), [OPERATOR], new Map(units.map((it) => [it, null])), watching);
  for (let at = 0; at < truth.length; at += BATCH) {
    const recorded = await engine.record({
      idempotencyKey: `${at}`,
      observations: truth.slice(at, at + BATCH),
    });
    expect(recorded.outcome).toBe('recorded');
  }
  await engine.drain();
  const measurements = await stored(db);
  await engine.stop();
  await db.close();
  return measurements;
}

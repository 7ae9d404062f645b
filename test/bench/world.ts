/**
 * The world that is measured in: an operator with units, the catalogue's inputs reported daily at every unit, and
 * measurements stored for months; and its twin, the same figures under other ids. All of it is made from a seed by SQL.
 */
import { sql, type SQL } from 'drizzle-orm';
import { pino } from 'pino';
import { defineReference } from '../../src/engine/definitions/define.ts';
import { setWatching } from '../../src/engine/definitions/reporting.ts';
import { startEngine } from '../../src/engine/engine.ts';
import { addDays, daysBetween, periodOf } from '../../src/kpi/period.ts';
import { GRAINS } from '../../src/kpi/vocabulary.ts';
import type { Registry } from '../../src/registry/registry.ts';
import { sampleObservations } from '../../src/sample/observations.ts';
import { OWN_OPERATOR } from '../../src/sample/reference.ts';
import { days, doubles, ints } from '../../src/store/arrays.ts';
import type { Database } from '../../src/store/database.ts';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { ensurePartitions } from '../../src/store/partitions.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import type { Operator } from '../../src/store/reference.ts';
import { loadWorld, type World } from '../../src/world/world.ts';
import type { PostgresServer } from '../support/postgresServer.ts';
import { partsOf } from './parts.ts';
import { benchRegistry } from './registry.ts';
import type { Size } from './size.ts';

/** The last day with observations, a Sunday in the middle of a month. */
export const LAST_DAY = '2025-09-14';

/** A place of measurements that exist: a KPI's edition at a scope line, from a grain on. */
interface CellRow {
  editionId: number;
  lineId: number;
  cadence: number;
}

/** What reporting looks like: each input and line (0: none) with what a unit reports on a day, about. */
export interface Reported {
  inputId: number;
  lineId: number;
  value: number;
  /** Of how many inputs, one of the other, it counts a part: it varies below them, so that no part is more than its whole. */
  depth: number;
}

export interface BenchWorld {
  db: Database;
  url: string;
  /** A copy of it with fewer measurements, the same periods of the beginning. */
  smallUrl: string;
  registry: Registry;
  world: World;
  ours: Operator;
  twin: Operator;
  /** Rows of `measurement`, in the small database and in this one. */
  stored: { small: number; large: number };
  /** First day of the first quarter of which measurements are stored. */
  firstQuarter: string;
}

/** Makes a database; `template` is one that nobody is connected to. */
export async function createDatabase(
  server: PostgresServer,
  name: string,
  template = 'template0',
): Promise<string> {
  const admin = openPostgres(server.url('postgres'), 1);
  await admin.rows(sql.raw(`create database ${name} template ${template}`));
  await admin.close();
  return server.url(name);
}

/** Removes a database, whoever is connected. */
export async function dropDatabase(server: PostgresServer, name: string): Promise<void> {
  const admin = openPostgres(server.url('postgres'), 1);
  await admin.rows(sql.raw(`drop database ${name} with (force)`));
  await admin.close();
}

/** Migrates an empty database and defines operators with units. */
export async function defineOperators(
  url: string,
  operators: readonly string[],
  units: number,
): Promise<Registry> {
  const db = openPostgres(url);
  await db.migrate(migrationsFolder());
  const registry = await benchRegistry();
  const engine = await startEngine({ db, registry, log: pino({ level: 'warn' }) });
  const name = { en: 'Bench', zh: 'Bench' };
  const codes = Array.from({ length: units }, (_, at) => `district-${String(at + 1).padStart(2, '0')}`);
  const answer = await defineReference(engine, {
    operators: operators.map((code) => ({ code, name })),
    orgUnits: operators.flatMap((operator) => codes.map((code) => ({ code, operator, name }))),
  });
  // What is written by hand waits for nothing.
  for (const operator of operators)
    await setWatching(engine, operator, { waitDays: 0, minimumCoverage: null });
  await engine.stop();
  await db.close();
  if (answer.outcome !== 'defined') throw new Error(JSON.stringify(answer));
  return registry;
}

/** What the sample's operator reports, on the average of its districts and days. */
export function reportedIn({ reference }: World): Reported[] {
  const sums = new Map<string, { inputId: number; lineId: number; sum: number; days: number }>();
  for (const batch of sampleObservations({ lastDay: LAST_DAY })) {
    for (const { operator, input, businessLine, date, value } of batch) {
      if (operator !== OWN_OPERATOR || daysBetween(date, LAST_DAY) > 45) continue;
      const lineId = businessLine === null ? 0 : reference.lines.get(businessLine)!.id;
      const known = sums.get(`${input} ${lineId}`) ?? {
        inputId: reference.inputs.get(input)!.id,
        lineId,
        sum: 0,
        days: 0,
      };
      sums.set(`${input} ${lineId}`, { ...known, sum: known.sum + value, days: known.days + 1 });
    }
  }
  const depthOf = (key: string | undefined): number => {
    const whole = key && reference.inputs.get(key)!.definition.partOf;
    return whole ? 1 + depthOf(whole) : 0;
  };
  return [...sums.values()].map(({ inputId, lineId, sum, days: count }) => ({
    inputId,
    lineId,
    value: sum / count,
    depth: depthOf(reference.inputById.get(inputId)!.definition.key),
  }));
}

/** Makes the world; says what it does, because it takes minutes. */
export async function buildWorld(
  server: PostgresServer,
  size: Size,
  say: (text: string) => void,
): Promise<BenchWorld> {
  const url = await createDatabase(server, 'world');
  const registry = await defineOperators(url, ['bench', 'twin'], size.units);
  const db = openPostgres(url);
  const world = await loadWorld(db, registry);
  const { operators } = world.reference;
  const [ours, twin] = [operators.get('bench')!, operators.get('twin')!];
  const cells = await describe(db, world, [ours, twin]);
  const history = historyOf(cells, ours.places.length * 2, size.large);
  await makePartitions(db, history[0]!.start);
  say('observations');
  await observe(db, periodOf('MONTH', LAST_DAY).start, LAST_DAY);
  await foldMonths(db);
  say('measurements');
  const beginning = beginningOf(history, size.small);
  const small = await store(db, history.slice(0, beginning));
  await settle(db);
  await db.close();
  const smallUrl = await createDatabase(server, 'world_small', 'world');
  const again = openPostgres(url);
  const large = small + (await store(again, history.slice(beginning)));
  await settle(again);
  const firstQuarter = history.find((it) => it.grain === GRAINS.indexOf('QUARTER'))!.start;
  return { db: again, url, smallUrl, registry, world, ours, twin, stored: { small, large }, firstQuarter };
}

/** Writes what statements of the bench need to know: `bench_place`, `bench_reported`, `bench_part`, `bench_kpi`, `bench_cell`. */
export async function describe(
  db: Database,
  world: World,
  operators: Operator[],
  reported: readonly Reported[] = reportedIn(world),
): Promise<CellRow[]> {
  const linesOf = new Map<number, number[]>();
  for (const { inputId, lineId } of reported) linesOf.set(inputId, [...(linesOf.get(inputId) ?? []), lineId]);
  const parts = partsOf(world, linesOf);
  const cadenceOf = (id: number) => GRAINS.indexOf(world.edition(id)!.known.kpi.definition.cadence);
  const places = operators.flatMap((it) => it.places.map(({ id }, at) => ({ id, at, operatorId: it.id })));
  const cells = [...new Map(parts.map((it) => [`${it.editionId} ${it.scopeLine}`, it])).values()].map(
    (it) => ({
      ...{ editionId: it.editionId, lineId: it.scopeLine, cadence: cadenceOf(it.editionId) },
    }),
  );
  const table = (name: string, columns: Record<string, readonly number[]>) =>
    db.rows(sql`create table ${sql.identifier(name)} as select * from unnest(${sql.join(Object.values(columns).map(ints), sql`, `)})
      as t(${sql.raw(Object.keys(columns).join())})`);
  const of = <T>(items: readonly T[], ...picks: ((item: T) => number)[]) =>
    picks.map((pick) => items.map(pick));
  const [ids, ats, owners] = of(
    places,
    (it) => it.id,
    (it) => it.at,
    (it) => it.operatorId,
  );
  await table('bench_place', { id: ids!, at: ats!, operator_id: owners! });
  const [edition, line, position, input, taken, cadence] = of(
    parts,
    (it) => it.editionId,
    (it) => it.scopeLine,
    (it) => it.position,
    (it) => it.inputId,
    (it) => it.lineId,
    (it) => cadenceOf(it.editionId),
  );
  await table('bench_part', {
    edition_id: edition!,
    scope_line: line!,
    position: position!,
    input_id: input!,
    line_id: taken!,
    cadence: cadence!,
  });
  await table('bench_kpi', {
    edition_id: world.kpis.map((it) => it.editionId),
    inputs: world.kpis.map((it) => it.kpi.inputs.length),
  });
  await table('bench_cell', {
    edition_id: cells.map((it) => it.editionId),
    line_id: cells.map((it) => it.lineId),
    cadence: cells.map((it) => it.cadence),
  });
  await db.rows(sql`create table bench_reported as select * from unnest(${ints(reported.map((it) => it.inputId))},
    ${ints(reported.map((it) => it.lineId))}, ${doubles(reported.map((it) => it.value))},
    ${ints(reported.map((it) => it.depth))}) as t(input_id, line_id, value, depth)`);
  await db.rows(sql`create function noise(what bigint, at bigint) returns double precision language sql immutable
    return (hashint8extended(what, at) & 1048575) / 1048575.0`);
  await db.rows(sql.raw('analyze'));
  return cells;
}

interface HistoryPeriod {
  grain: number;
  start: string;
  rows: number;
}

/** The periods up to the last day with about as many rows as wanted, from the beginning of a quarter on, in time order. */
function historyOf(cells: readonly CellRow[], places: number, wanted: number): HistoryPeriod[] {
  const rowsOf = GRAINS.map((_, grain) => places * cells.filter((it) => it.cadence <= grain).length);
  const periods: HistoryPeriod[] = [];
  let rows = 0;
  for (let day = LAST_DAY; ; day = addDays(day, -1)) {
    const begun = GRAINS.flatMap((name, grain) =>
      periodOf(name, day).start === day ? [{ grain, start: day, rows: rowsOf[grain]! }] : [],
    );
    periods.unshift(...begun);
    rows += begun.reduce((sum, it) => sum + it.rows, 0);
    // The year may have begun before; its row is there as well.
    if (rows >= wanted && periodOf('QUARTER', day).start === day) return withYear(periods, rowsOf[4]!);
  }
}

function withYear(periods: HistoryPeriod[], rows: number): HistoryPeriod[] {
  const { start } = periodOf('YEAR', periods[0]!.start);
  return start === periods[0]!.start
    ? periods
    : [{ grain: 4, start, rows }, ...periods].sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** How many of the first periods hold so many rows. */
function beginningOf(history: readonly HistoryPeriod[], wanted: number): number {
  let rows = 0;
  return history.findIndex((it) => (rows += it.rows) >= wanted) + 1;
}

async function makePartitions(db: Database, from: string): Promise<void> {
  const months = new Set<string>();
  for (let day = from; day <= addDays(LAST_DAY, 31); day = addDays(day, 1)) months.add(day.slice(0, 7));
  await db.transaction((tx) => ensurePartitions(tx, new Set(), months));
}

/** Every unit reports every input on each of the days. */
export async function observe(db: Database, from: string, to: string): Promise<void> {
  await report(db, from, to, sql`true`);
  await db.rows(sql`
    insert into observed_day (operator_id, date, observations)
    select p.operator_id, o.date, count(*) from observation o join bench_place p on p.id = o.place_id
    where o.date between ${from} and ${to} group by 1, 2`);
}

/** Every unit reports these inputs on each of the days before `until`; month by month, so that no statement is large. */
export async function observeYear(
  db: Database,
  from: string,
  until: string,
  inputIds: readonly number[],
): Promise<void> {
  for (let day = from; day < until;) {
    const next = addDays(periodOf('MONTH', day).end, 1);
    const last = addDays(next < until ? next : until, -1);
    await report(db, day, last, sql`r.input_id = any(${ints(inputIds)})`);
    day = next;
  }
}

const report = (db: Database, from: string, to: string, which: SQL) =>
  db.rows(sql`
    insert into observation (place_id, input_id, date, line_id, value, batch_id)
    select p.id, r.input_id, d::date, r.line_id,
      floor(100 * r.value * (0.5 + noise(p.at, 1)) * (1.02 - 0.02 * (r.depth + noise(p.at * 100000 + r.input_id * 100 + r.line_id, d::date - date '2000-01-01')))) / 100, 0
    from generate_series(${from}::timestamp, ${to}::timestamp, '1 day') as d cross join bench_reported r cross join bench_place p
    where p.at > 0 and ${which} order by d, r.input_id, p.id`);

/** The months of the year, the present one from its days, those before as if they had been observed. */
async function foldMonths(db: Database): Promise<void> {
  const { start } = periodOf('MONTH', LAST_DAY);
  await db.rows(sql`
    insert into series select distinct p.operator_id, r.input_id, p.id, r.line_id from bench_place p cross join bench_reported r where p.at > 0`);
  await db.rows(sql`
    insert into observation_month (place_id, input_id, month, line_id, value, days, last_day, present)
    select o.place_id, o.input_id, m::date, o.line_id, case when i.time_aggregation = 'LAST' then o.last else o.sum * 2 end,
      30, (m + interval '1 month - 1 day')::date, ((1::bigint << date_part('day', m + interval '1 month - 1 day')::int) - 1)::int
    from (select place_id, input_id, line_id, sum(value) as sum, (array_agg(value order by date desc))[1] as last from observation group by 1, 2, 3) o
      join input i on i.id = o.input_id
      cross join generate_series(date_trunc('year', ${start}::timestamp), ${start}::timestamp - interval '1 month', '1 month') as m`);
  await db.rows(sql`
    insert into observation_month (place_id, input_id, month, line_id, value, days, last_day, present)
    select place_id, input_id, ${start}::date, line_id, case when max(i.time_aggregation) = 'LAST' then (array_agg(value order by date desc))[1] else sum(value) end,
      count(*), max(date), bit_or(1 << date_part('day', date)::int - 1) from observation o join input i on i.id = o.input_id group by 1, 2, 4`);
}

const PERIODS_A_STATEMENT = 7;

/** Stores measurements of the periods in the order of time, as they would have come; one in thirty stands beyond a limit for a month. */
async function store(db: Database, periods: readonly HistoryPeriod[]): Promise<number> {
  for (let at = 0; at < periods.length; at += PERIODS_A_STATEMENT) {
    const some = periods.slice(at, at + PERIODS_A_STATEMENT);
    await db.rows(sql`
      insert into measurement (place_id, line_id, grain, start, edition_id, status, value, score, computed_at, inputs)
      select p.id, c.line_id, t.grain, t.start, c.edition_id,
        (noise(p.at * 100000 + c.edition_id * 100 + c.line_id, extract(year from t.start)::int * 12 + extract(month from t.start)::int) < 0.03)::int,
        100 * v, 100 * v, now(), array_fill(1000 * v, array[k.inputs])
      from unnest(${ints(some.map((it) => it.grain))}, ${days(some.map((it) => it.start))}) as t(grain, start)
        cross join bench_place p join bench_cell c on c.cadence <= t.grain join bench_kpi k using (edition_id)
        cross join lateral noise(p.at * 100000 + c.edition_id * 100 + c.line_id, t.start - date '2000-01-01') as v
      order by t.start, p.id, c.edition_id`);
  }
  return periods.reduce((sum, it) => sum + it.rows, 0);
}

/** What an idle hour does: statistics and visibility. */
export async function settle(db: Database): Promise<void> {
  await db.rows(sql`update operator set watched_until = ${LAST_DAY}::date where watched_until is null`);
  await db.rows(sql.raw('vacuum analyze'));
  await db.rows(sql.raw('checkpoint'));
}

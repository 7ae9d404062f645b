/** Stored measurements: read by scope and period, by key or page by page; written by the engine alone. */
import { sql, type SQL } from 'drizzle-orm';
import { grainId } from '../kpi/grain.ts';
import type { Grain } from '../kpi/vocabulary.ts';
import { Column, days, ints, numberArray } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { measurement } from './schema.ts';
import { andSeen, type Seen } from './sight.ts';

const KEY = columns(measurement, ['placeId', 'lineId', 'grain', 'start', 'editionId']);
const FIGURES = columns(measurement, ['status', 'value', 'score', 'computedAt', 'coverage', 'coverageAtEnd']);

/** Where a measurement stands: place, line (0: all), grain (its number), first day of the period, edition. */
export type MeasurementKey = RowOf<typeof KEY>;

/** One row without the inputs; `status` is the number of the status. */
export type MeasurementRow = MeasurementKey & RowOf<typeof FIGURES>;

/** What a measurement says, in stored numbers: with the values of the KPI's inputs in their order. */
export type MeasuredFigures = Pick<MeasurementRow, 'status' | 'value' | 'score'> & {
  inputs: readonly (number | null)[];
  coverage: number;
  coverageAtEnd: number;
};

/** All that is expected is there: what most measurements say, and what costs no space. */
const orAll = (coverage: number): number | null => (coverage === 1 ? null : coverage);

/** Measurements on their way into the table, as the columns of a statement. */
export class MeasurementColumns {
  size = 0;
  readonly placeId = new Column();
  readonly lineId = new Column();
  readonly grain = new Column();
  readonly start = new Column();
  readonly editionId = new Column();
  readonly status = new Column();
  readonly value = new Column();
  readonly score = new Column();
  readonly inputs = new Column();
  readonly coverage = new Column();
  readonly coverageAtEnd = new Column();

  add(key: MeasurementKey, figures: MeasuredFigures): void {
    const { status, value, score, inputs, coverage, coverageAtEnd } = figures;
    this.size++;
    this.placeId.add(key.placeId);
    this.lineId.add(key.lineId);
    this.grain.add(key.grain);
    this.start.add(key.start);
    this.editionId.add(key.editionId);
    this.status.add(status);
    this.value.add(value);
    this.score.add(score);
    // An array of arrays of different lengths is one of texts.
    this.inputs.add(`"${numberArray(inputs)}"`);
    this.coverage.add(orAll(coverage));
    this.coverageAtEnd.add(orAll(coverageAtEnd));
  }
}

/** A scope in a period: what a matrix shows. The grain is its number, the start the period's first day. */
export interface ScopePeriod {
  placeId: number;
  lineId: number;
  grain: number;
  start: string;
}

/**
 * Every measurement of some scopes in some periods, in their order: one index scan each, which `start = any(…)` alone is not in a plan
 * for any parameters: that one may walk through all periods of the grain. Beside the equality it keeps partitions of other
 * years from being opened. The rows of a period arrive as one text, because reading a matrix is mostly the making of row objects.
 * What is not seen has none.
 */
export async function measurementsOfScopes(
  db: Seen,
  asked: readonly ScopePeriod[],
): Promise<MeasurementRow[][]> {
  const found = asked.map((): MeasurementRow[] => []);
  if (!asked.some((it) => db.sight.sees(it.placeId, it.lineId))) return found;
  const column = (pick: (it: ScopePeriod) => number) => ints(asked.map(pick));
  const starts = days(asked.map((it) => it.start));
  const rows = await db.rows<{ n: number; figures: string }>(sql`
    select asked.n::int as n, figures
    from unnest(${column((it) => it.placeId)}, ${column((it) => it.lineId)}, ${column((it) => it.grain)}, ${starts})
      with ordinality as asked(place, line, grain, first_day, n) cross join lateral (
      select string_agg(concat('[', edition_id, ',', status, ',', coalesce(value::text, 'null'), ',',
        coalesce(score::text, 'null'), ',', date_part('epoch', computed_at) * 1000, ',', coalesce(coverage::text, 'null'), ',',
        coalesce(coverage_at_end::text, 'null'), ']'), ',') as figures
      from ${measurement} m
      where m.place_id = asked.place and m.line_id = asked.line and m.grain = asked.grain and m.start = asked.first_day
        and m.start = any(${starts})) as found
    where figures is not null`);
  for (const { n, figures } of rows) {
    const at = asked[n - 1]!;
    if (!db.sight.sees(at.placeId, at.lineId)) continue;
    found[n - 1] = (JSON.parse(`[${figures}]`) as StoredFigures[]).map((it) => rowOf(at, it));
  }
  return found;
}

/** Every measurement of a scope in periods of one grain. One statement. */
export async function measurementsOfScope(
  db: Seen,
  place: { placeId: number; lineId: number },
  grain: number,
  starts: readonly string[],
): Promise<MeasurementRow[]> {
  const found = await measurementsOfScopes(
    db,
    starts.map((start) => ({ ...place, grain, start })),
  );
  return found.flat();
}

function rowOf(
  { placeId, lineId, grain, start }: ScopePeriod,
  [editionId, status, value, score, computedAt, coverage, coverageAtEnd]: StoredFigures,
): MeasurementRow {
  return {
    placeId,
    lineId,
    grain,
    start,
    editionId,
    status,
    value,
    score,
    computedAt: new Date(Math.round(computedAt)),
    coverage,
    coverageAtEnd,
  };
}

type StoredFigures = [number, number, number | null, number | null, number, number | null, number | null];

/** The measurements that exist of the given ones, in any order. */
export const measurementsAt = (db: Seen, keys: readonly MeasurementKey[]) =>
  db.rows<MeasurementRow>(sql`select ${KEY}, ${FIGURES} from ${measurement} join ${keyTable(seenAmong(db, keys))} using
    (place_id, line_id, grain, start, edition_id)`);

/** The measurements of one KPI at one scope in neighbouring periods of one grain (at least one), in time order. */
export const measurementSeries = (
  db: Statements,
  { placeId, lineId, editionId }: MeasurementSeries,
  periods: readonly { grain: Grain; start: string }[],
) =>
  db.rows<MeasurementRow>(sql`
    select ${KEY}, ${FIGURES} from ${measurement} where place_id = ${placeId} and line_id = ${lineId}
      and grain = ${grainId(periods[0]!.grain)} and edition_id = ${editionId}
      and start between ${periods[0]!.start}::date and ${periods.at(-1)!.start}::date order by start`);

/** The input values of the measurements that exist of the given ones, in any order. As JSON: postgres.js reads NULL in arrays as NaN. */
export const inputsAt = (db: Seen, keys: readonly MeasurementKey[]) =>
  db.rows<MeasurementKey & { inputs: (number | null)[] }>(sql`
    select ${KEY}, array_to_json(inputs) as inputs
    from ${measurement} join ${keyTable(seenAmong(db, keys))} using (place_id, line_id, grain, start, edition_id)`);

/** Those of them that are seen. */
const seenAmong = <Key extends { placeId: number; lineId: number }>(
  { sight }: Seen,
  keys: readonly Key[],
): Key[] => keys.filter((it) => sight.sees(it.placeId, it.lineId));

function keyTable(keys: readonly MeasurementKey[]): SQL {
  const column = (pick: (key: MeasurementKey) => number) => ints(keys.map(pick));
  return sql`unnest(${column((it) => it.placeId)}, ${column((it) => it.lineId)}, ${column((it) => it.grain)},
    ${days(keys.map((it) => it.start))}, ${column((it) => it.editionId)})
    as key(place_id, line_id, grain, start, edition_id)`;
}

/** A KPI at a scope. */
export interface MeasurementSeries {
  editionId: number;
  placeId: number;
  lineId: number;
}

/** A measurement of several scopes, and the number of its scope among them, which counts from 1. */
export type ScopedMeasurement = MeasurementRow & { scope: number };

/**
 * The first measurements of some scopes, each from a day on, at most `limit`, in the order of the scopes, then of periods, then of editions. Each
 * scope is one range of the key, however few of the editions and periods are stored there. The lists are read once, not a row: as
 * parameters by themselves they would be parsed for each.
 */
export const measurementsAlong = (
  db: Seen,
  along: {
    scopes: readonly { placeId: number; lineId: number; from: string }[];
    to: string;
    grain: number;
    editionIds: readonly number[];
    statuses: readonly number[] | null;
    limit: number;
  },
) => {
  const column = (pick: (it: { placeId: number; lineId: number }) => number) => ints(along.scopes.map(pick));
  const among = (values: readonly number[]) => sql`any((select ${ints(values)})::int[])`;
  const ofStatus = along.statuses ? sql`and m.status = ${among(along.statuses)}` : sql``;
  return db.rows<ScopedMeasurement>(sql`
    select n::int as scope, ${KEY}, ${FIGURES}
    from unnest(${column((it) => it.placeId)}, ${column((it) => it.lineId)}, ${days(along.scopes.map((it) => it.from))})
      with ordinality as scope(place_id, line_id, first_day, n)
    cross join lateral (
      select m.start, m.edition_id, m.status, m.value, m.score, m.computed_at, m.coverage, m.coverage_at_end, m.grain
      from ${measurement} m where m.place_id = scope.place_id and m.line_id = scope.line_id and m.grain = ${along.grain}
        and m.start between scope.first_day and ${along.to}::date
        and m.edition_id = ${among(along.editionIds)} ${ofStatus}
      order by m.start, m.edition_id limit ${along.limit}) as found
    where true${andSeen(db.sight, sql`scope`)}
    order by n, start, edition_id limit ${along.limit}`);
};

/**
 * What is stored in one period, as one list of numbers, because there can be a hundred thousand: for each measurement PLACE,
 * LINE, EDITION, STATUS, VALUE, SCORE, COVERAGE, COVERAGE_AT_END, then how many inputs, and their values.
 */
export interface StoredPeriod {
  grain: number;
  start: string;
  figures: (number | null)[];
}

/**
 * For more editions than this the editions of a place and line are read one after the other, as they lie, and not looked up each
 * by itself: that goes down the index once for every place, line and edition.
 */
const FEW_EDITIONS = 16;

/** Whether an edition is one of these. */
export const isAmong = (edition: SQL, editionIds: readonly number[]): SQL =>
  // An expression is no condition of the index.
  sql`${editionIds.length > FEW_EDITIONS ? sql`${edition} + 0` : edition} = any(${ints(editionIds)})`;

/** Every measurement of these places in these periods and editions, with inputs, for comparison with new figures. */
export async function measurementsIn(
  tx: Statements,
  cells: { placeIds: number[]; lineIds: number[]; grains: number[]; starts: string[]; editionIds: number[] },
): Promise<StoredPeriod[]> {
  const found = await tx.rows<{ grain: number; start: string; figures: string }>(sql`
    select grain, start, string_agg(concat_ws(',', place_id, line_id, edition_id, status, coalesce(value::text, 'null'),
      coalesce(score::text, 'null'), coalesce(coverage, 1), coalesce(coverage_at_end, 1), cardinality(inputs), nullif(array_to_string(inputs, ',', 'null'), '')), ',') as figures
    from unnest(${ints(cells.grains)}, ${days(cells.starts)}) as period(grain, start) join ${measurement} using (grain, start)
    where place_id = any(${ints(cells.placeIds)}) and line_id = any(${ints(cells.lineIds)})
      and ${isAmong(sql`edition_id`, cells.editionIds)}
    group by grain, start`);
  return found.map(({ grain, start, figures }) => ({
    grain,
    start,
    figures: JSON.parse(`[${figures}]`) as number[],
  }));
}

/** Inserts or replaces, in the order of the key; the caller is the only one computing the operator. */
export const writeMeasurements = (tx: Statements, rows: MeasurementColumns) =>
  tx.rows(sql`
    insert into ${measurement}
      (place_id, line_id, grain, start, edition_id, status, value, score, inputs, coverage, coverage_at_end, computed_at)
    select place_id, line_id, grain, start, edition_id, status, value, score, inputs::double precision[], coverage,
      coverage_at_end, transaction_timestamp()
    from unnest(${rows.placeId.array}::int[], ${rows.lineId.array}::int[], ${rows.grain.array}::int[], ${rows.start.array}::date[],
      ${rows.editionId.array}::int[], ${rows.status.array}::int[], ${rows.value.array}::double precision[],
      ${rows.score.array}::double precision[], ${rows.inputs.array}::text[], ${rows.coverage.array}::double precision[],
      ${rows.coverageAtEnd.array}::double precision[])
      as fresh(place_id, line_id, grain, start, edition_id, status, value, score, inputs, coverage, coverage_at_end)
    order by place_id, line_id, grain, start, edition_id
    on conflict (place_id, line_id, grain, start, edition_id) do update set status = excluded.status,
      value = excluded.value, score = excluded.score, inputs = excluded.inputs, coverage = excluded.coverage,
      coverage_at_end = excluded.coverage_at_end, computed_at = excluded.computed_at`);

/** Removes measurements by their keys. */
export const removeMeasurements = (tx: Statements, keys: readonly MeasurementKey[]) =>
  tx.rows(sql`delete from ${measurement} m using ${keyTable(keys)} where m.place_id = key.place_id
    and m.line_id = key.line_id and m.grain = key.grain and m.start = key.start and m.edition_id = key.edition_id`);

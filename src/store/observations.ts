/** Recorded values as they are asked for: page by page, each with what it replaced. */
import { sql } from 'drizzle-orm';
import { booleans, days, ints } from './arrays.ts';
import type { Statements } from './database.ts';
import {
  batch,
  observation,
  observationHistory,
  observationMonth,
  observedDay,
  operator,
  revision,
  series,
} from './schema.ts';
import { andSeen, type Seen } from './sight.ts';

/** What changes from request to request: the revision of reference data, and how far each operator is observed and computed. */
export interface MomentRow {
  revision: number;
  /** Changes with every commit of reference data, definitions or measurements, and with what the latest days are. */
  stamp: string;
  /** By operator id; an operator without observations is missing. */
  lastDays: ReadonlyMap<number, string>;
}

/** Reads the moment. One statement. When work was completed is part of the stamp: a database that was restored counts on from where it was. */
export async function readMoment(db: Statements): Promise<MomentRow> {
  const [row] = await db.rows<{
    reference: number;
    operators: [id: number, last: string | null, done: number, at: number | null][];
  }>(sql`
    select reference, (select coalesce(json_agg(json_build_array(o.id, (
        select max(d.date) from ${observedDay} d where d.operator_id = o.id and d.observations > 0),
        o.completions, extract(epoch from o.completed_at)) order by o.id), '[]')
      from ${operator} o) as operators
    from ${revision}`);
  const { reference, operators } = row ?? { reference: 0, operators: [] };
  const observed = operators.flatMap(([id, last]) => (last === null ? [] : [[id, last] as const]));
  return { revision: reference, stamp: JSON.stringify([reference, operators]), lastDays: new Map(observed) };
}

/** How far back an operator's observations reach, and of which inputs there were ever any. */
export interface Reach {
  operatorId: number;
  /** Null where there are none; also of what was set aside, of which the months are kept. */
  firstDay: string | null;
  inputIds: number[];
}

/** The reach of some operators. The inputs are found by skipping through the key of `series`, which can be long. */
export const reachOf = (db: Statements, operatorIds: readonly number[]) =>
  db.rows<Reach>(sql`
    with recursive reported(operator_id, input_id) as (
      select id, (select min(input_id) from ${series} where operator_id = o.id)
        from unnest(${ints(operatorIds)}) as o(id)
      union all
      select r.operator_id, (select min(s.input_id) from ${series} s
          where s.operator_id = r.operator_id and s.input_id > r.input_id)
        from reported r where r.input_id is not null)
    select operator_id as "operatorId", coalesce(array_agg(input_id) filter (where input_id is not null), '{}') as "inputIds",
      least((select min(d.date) from ${observedDay} d where d.operator_id = reported.operator_id and d.observations > 0),
        (select min(${firstDayKept}) from ${revision} r join ${series} s
          on s.operator_id = reported.operator_id and r.kept_from > '0001-01-01')) as "firstDay"
    from reported group by operator_id`);

/** The first day that was observed of a series `s`, by its first month. */
const firstDayKept = sql`(
  select m.month + coalesce(log(2, nullif(m.present & -m.present, 0)), 0)::int from ${observationMonth} m
  where m.place_id = s.place_id and m.input_id = s.input_id and m.line_id = s.line_id order by m.month limit 1)`;

/** Where an observation stands. */
export interface ObservationKey {
  inputId: number;
  placeId: number;
  lineId: number;
  date: string;
}

/** A value that is true now. */
export interface ObservationRow extends ObservationKey {
  value: number;
  recordedAt: Date;
  source: string | null;
}

/** A state that is no longer true; null stands for "was withdrawn". */
export interface RevisionRow extends ObservationKey {
  value: number | null;
  recordedAt: Date;
  source: string | null;
}

/**
 * The first observations, at most `limit`, in the order of the given inputs, then positions, then days. `positions` are
 * (place, line) pairs in order; of those that are `isOwn` only what `principal` recorded is told, of the others what is seen. `after` leaves out what comes up to a day at a place in that order; numbers count from 1,
 * and position 0 stands before all.
 */
export const observationPage = (
  db: Seen,
  page: {
    operatorIds: readonly number[];
    inputIds: readonly number[];
    positions: readonly { placeId: number; lineId: number; isOwn: boolean }[];
    principal: string;
    from: string;
    to: string;
    after: { input: number; position: number; date: string } | null;
    limit: number;
  },
) => {
  const after = page.after ?? { input: 0, position: 0, date: page.from };
  // Only series that were ever reported are looked at, one after the other until the page is full.
  return db.rows<ObservationRow>(sql`
    select input_id as "inputId", place_id as "placeId", line_id as "lineId", date, value,
      b.recorded_at as "recordedAt", b.source
    from (
      select i, p, known.input_id, known.place_id, known.line_id, found.*
      from (
        select i, p, input_id, place_id, line_id, is_own
        from unnest(${ints(page.inputIds)}) with ordinality as wanted_input(input_id, i)
        join ${series} using (input_id)
        join unnest(${ints(page.positions.map((it) => it.placeId))}, ${ints(page.positions.map((it) => it.lineId))},
            ${booleans(page.positions.map((it) => it.isOwn))})
          with ordinality as wanted_position(place_id, line_id, is_own, p) using (place_id, line_id)
        where operator_id = any(${ints(page.operatorIds)}) and (i, p) >= (${after.input}, ${after.position})
          and (is_own or (true${andSeen(db.sight, sql`${series}`)}))
        order by i, p) as known
      cross join lateral (
        select o.date, o.value, o.batch_id from ${observation} o
        where o.input_id = known.input_id and o.place_id = known.place_id and o.line_id = known.line_id
          and o.date between ${page.from}::date and ${page.to}::date
          and (i, p, o.date) > (${after.input}, ${after.position}, ${after.date}::date)
          and (not is_own or exists (select from ${batch} own where own.id = o.batch_id and own.principal = ${page.principal}))
        order by o.date limit ${page.limit}) as found
      order by i, p, date limit ${page.limit}) as page
    join ${batch} b on b.id = batch_id
    order by i, p, date`);
};

/** What was true before at these keys, newest first; a batch that withdraws and records at one key records last. */
export const revisionsOf = (db: Seen, keys: readonly ObservationKey[]) =>
  db.rows<RevisionRow>(sql`
    select h.input_id as "inputId", h.place_id as "placeId", h.line_id as "lineId", h.date, h.value,
      b.recorded_at as "recordedAt", b.source
    from unnest(${ints(keys.map((it) => it.inputId))}, ${ints(keys.map((it) => it.placeId))},
      ${ints(keys.map((it) => it.lineId))}, ${days(keys.map((it) => it.date))}) as key(input_id, place_id, line_id, date)
    join ${observationHistory} h using (place_id, input_id, date, line_id)
    join ${batch} b on b.id = h.batch_id
    where true${andSeen(db.sight, sql`key`)}
    order by b.recorded_at desc, h.batch_id desc, h.value nulls last`);

/** Recorded values as they are asked for: page by page, each with what it replaced. */
import { sql } from 'drizzle-orm';
import { days, ints } from './arrays.ts';
import type { Statements } from './database.ts';
import { batch, observation, observationHistory, observedDay, operator, revision } from './schema.ts';

/** What changes from request to request: the revision of reference data, and each operator's latest observed day. */
export interface Moment {
  revision: number;
  /** By operator id; an operator without observations is missing. */
  lastDays: ReadonlyMap<number, string>;
}

export async function readMoment(db: Statements): Promise<Moment> {
  const [row] = await db.rows<{ reference: number; last: Record<string, string> | null }>(sql`
    select reference, (select json_object_agg(o.id, (
      select max(d.date) from ${observedDay} d where d.operator_id = o.id and d.observations > 0)) from ${operator} o) as last
    from ${revision}`);
  const known = Object.entries(row?.last ?? {}).filter(([, day]) => day !== null);
  return { revision: row?.reference ?? 0, lastDays: new Map(known.map(([id, day]) => [Number(id), day])) };
}

/** Where an observation stands. */
export interface ObservationKey {
  inputId: number;
  placeId: number;
  lineId: number;
  date: string;
}

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
 * The first observations, at most `limit`, in the order of the given inputs, then places, then lines, then days.
 * `positions` are (place, line) pairs in order; `after` is the last observation of the page before.
 */
export const observationPage = (
  db: Statements,
  page: {
    inputIds: readonly number[];
    positions: readonly { placeId: number; lineId: number }[];
    from: string;
    to: string;
    after: { input: number; position: number; date: string } | null;
    limit: number;
  },
) => {
  const { after } = page;
  return db.rows<ObservationRow>(sql`
    select found.input_id as "inputId", found.place_id as "placeId", found.line_id as "lineId", found.date, found.value,
      b.recorded_at as "recordedAt", b.source
    from unnest(${ints(page.inputIds)}) with ordinality as i(input_id, i)
    cross join unnest(${ints(page.positions.map((it) => it.placeId))}, ${ints(page.positions.map((it) => it.lineId))})
      with ordinality as p(place_id, line_id, p)
    cross join lateral (
      select o.* from ${observation} o where o.input_id = i.input_id and o.place_id = p.place_id
        and o.line_id = p.line_id and o.date between ${page.from}::date and ${page.to}::date
        ${after ? sql`and (i.i, p.p, o.date) > (${after.input}, ${after.position}, ${after.date}::date)` : sql``}
      order by o.date limit ${page.limit}) as found
    join ${batch} b on b.id = found.batch_id
    order by i.i, p.p, found.date limit ${page.limit}`);
};

/** What was true before at these keys, newest first. */
export const revisionsOf = (db: Statements, keys: readonly ObservationKey[]) =>
  db.rows<RevisionRow>(sql`
    select h.input_id as "inputId", h.place_id as "placeId", h.line_id as "lineId", h.date, h.value,
      b.recorded_at as "recordedAt", b.source
    from unnest(${ints(keys.map((it) => it.inputId))}, ${ints(keys.map((it) => it.placeId))},
      ${ints(keys.map((it) => it.lineId))}, ${days(keys.map((it) => it.date))}) as key(input_id, place_id, line_id, date)
    join ${observationHistory} h using (place_id, input_id, date, line_id)
    join ${batch} b on b.id = h.batch_id
    order by h.batch_id desc, h.value nulls first`);

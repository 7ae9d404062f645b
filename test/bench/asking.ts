/** What dashboards ask of the store, beside the same asked by hand: many matrices at once, and lists by a figure. */
import { sql } from 'drizzle-orm';
import { addDays, periodOf } from '../../src/kpi/period.ts';
import { ints } from '../../src/store/arrays.ts';
import { countMeasurements, measurementsByFigure } from '../../src/store/measurementList.ts';
import { measurementsOfScopes } from '../../src/store/measurements.ts';
import { seenThrough } from '../../src/store/sight.ts';
import { line, secondsOf, sideBySide } from './measure.ts';
import type { Size } from './size.ts';
import { type BenchWorld, LAST_DAY, settle } from './world.ts';

const QUARTER = 3;
const PLACES = 14;
const PAGE = 50;
/** Few, by turns often: what else the machine does changes within a second. */
const READS = 10;
const TURNS = 10;

/** Milliseconds of one read, ours and by hand. */
export async function asking({ db, ours, world }: BenchWorld, { rounds }: Size): Promise<string[]> {
  await settle(db);
  const seen = seenThrough(db);
  const { start } = periodOf('QUARTER', LAST_DAY);
  const before = periodOf('QUARTER', addDays(start, -1)).start;
  const placeIds = ours.places.slice(0, PLACES).map((it) => it.id);
  const editionIds = world.kpis.map((it) => it.editionId);
  const set = {
    kpis: editionIds.map((editionId) => ({ editionId, lineIds: [0] })),
    scopes: placeIds.map((placeId) => ({ placeId, lineId: 0 })),
    ...{ grain: QUARTER, periods: [{ start, before }], statuses: null },
  };
  const order = { ascending: false, after: null };
  const there = sql`place_id = any(${ints(placeIds)}) and line_id = 0 and grain = ${QUARTER} and start = ${start}::date`;
  const compared = (mine: () => Promise<unknown>, byHand: () => Promise<unknown>) =>
    sideBySide(rounds * TURNS, milliseconds(mine), milliseconds(byHand));
  return [
    line(
      `matrices of ${PLACES} places in one statement / the same rows by hand`,
      await compared(
        () =>
          measurementsOfScopes(
            seen,
            placeIds.map((placeId) => ({ placeId, lineId: 0, grain: QUARTER, start })),
          ),
        () =>
          db.rows(sql`select edition_id, status, value, score, computed_at from measurement where ${there}`),
      ),
      'at most 1.2',
      'ms',
    ),
    line(
      `the ${PAGE} highest of ${PLACES} places and all KPIs / by hand`,
      await compared(
        () => measurementsByFigure(seen, set, { by: 'VALUE', ...order }, PAGE),
        () =>
          db.rows(sql`select * from measurement where ${there} and edition_id = any(${ints(editionIds)})
            order by value desc nulls last, edition_id, place_id limit ${PAGE}`),
      ),
      'at most 2',
      'ms',
    ),
    line(
      'what changed most of them / by hand',
      await compared(
        () => measurementsByFigure(seen, set, { by: 'CHANGE', ...order }, PAGE),
        () =>
          db.rows(sql`select m.* from measurement m join measurement b using (place_id, line_id, grain, edition_id)
            where m.place_id = any(${ints(placeIds)}) and m.line_id = 0 and m.grain = ${QUARTER} and m.start = ${start}::date
              and b.start = ${before}::date and m.edition_id = any(${ints(editionIds)})
            order by m.value - b.value desc nulls last, m.edition_id, m.place_id limit ${PAGE}`),
      ),
      'at most 2',
      'ms',
    ),
    line(
      'how many they are / by hand',
      await compared(
        () => countMeasurements(seen, set),
        () =>
          db.rows(
            sql`select count(*) from measurement where ${there} and edition_id = any(${ints(editionIds)})`,
          ),
      ),
      'at most 2',
      'ms',
    ),
  ];
}

const milliseconds = (read: () => Promise<unknown>) => async (): Promise<number> => {
  const taken = await secondsOf(async () => {
    for (let at = 0; at < READS; at++) await read();
  });
  return (1000 * taken) / READS;
};

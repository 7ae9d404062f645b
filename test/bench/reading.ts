/** Reading a matrix from the store: buffers, and how it grows with what is stored. */
import { periodOf } from '../../src/kpi/period.ts';
import type { Database } from '../../src/store/database.ts';
import { measurementPage } from '../../src/store/measurementList.ts';
import { measurementsOfScope } from '../../src/store/measurements.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { seenThrough } from '../../src/store/sight.ts';
import { figure, line, median, row, secondsOf, sideBySide } from './measure.ts';
import type { Size } from './size.ts';
import { buffersOf } from './statements.ts';
import { type BenchWorld, LAST_DAY, settle } from './world.ts';

const QUARTER = 3;
/** Few, by turns often: what else the machine does changes within a second. */
const READS = 50;
const TURNS = 20;

/** Buffers of one matrix and of fourteen, after a vacuum. */
export async function buffers(bench: BenchWorld): Promise<string[]> {
  const { db, ours, world } = bench;
  await settle(db);
  const { start } = periodOf('QUARTER', LAST_DAY);
  const [one, wide] = [[ours.root!], ours.places.slice(0, 14)];
  const matrices = (places: typeof wide) =>
    buffersOf(db, async (on) => {
      for (const { id } of places)
        await measurementsOfScope(seenThrough(on), { placeId: id, lineId: 0 }, QUARTER, [start]);
    });
  const list = await buffersOf(db, (on) =>
    measurementPage(seenThrough(on), {
      series: world.kpis.flatMap(({ editionId }) =>
        wide.map(({ id }) => ({ editionId, placeId: id, lineId: 0 })),
      ),
      ...{ grain: QUARTER, starts: [start], statuses: null, after: null, limit: 10_000 },
    }),
  );
  return [
    row('buffers of a matrix', figure(await matrices(one)), 'at most 20', 'after a vacuum'),
    row(
      'buffers of 14 places, as matrices',
      figure(await matrices(wide)),
      'at most 120',
      `${wide.length} places`,
    ),
    row('buffers of 14 places, as a list', figure(list), '', 'one page of all KPIs at them'),
  ];
}

/** Matrix reads through the driver in the large database and in the small one: the same period, which is in both. */
export async function reading(bench: BenchWorld, { rounds }: Size): Promise<string[]> {
  const small = openPostgres(bench.smallUrl);
  await settle(bench.db);
  await settle(small);
  const reads = (db: Database) => () => secondsOfRead(db, bench);
  for (const db of [small, bench.db]) await reads(db)();
  const compared = await sideBySide(rounds * TURNS, reads(bench.db), reads(small));
  const read = { ours: await buffersAt(bench.db, bench), theirs: await buffersAt(small, bench) };
  await small.close();
  const { stored } = bench;
  return [
    line('a matrix read, large / small database', compared, 'at most 1.2', 'ms'),
    row(
      'its buffers',
      `${read.ours}`,
      '',
      `${read.theirs} in the small one; ${figure(stored.large)} and ${figure(stored.small)} measurements`,
    ),
  ];
}

const readAt = ({ ours, firstQuarter }: BenchWorld, at: number) =>
  [{ placeId: ours.places[at % ours.places.length]!.id, lineId: 0 }, QUARTER, [firstQuarter]] as const;

const buffersAt = (db: Database, bench: BenchWorld) =>
  buffersOf(db, (on) => measurementsOfScope(seenThrough(on), ...readAt(bench, 0)));

/** The median of many reads, in milliseconds. */
async function secondsOfRead(db: Database, bench: BenchWorld): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < READS; at++)
    times.push(1000 * (await secondsOf(() => measurementsOfScope(seenThrough(db), ...readAt(bench, at)))));
  return median(times);
}

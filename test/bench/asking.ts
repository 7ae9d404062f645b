/** What dashboards ask, beside the same asked by hand: many matrices at once, lists by a figure, windows, breaches counted. */
import { sql } from 'drizzle-orm';
import { windowFigures } from '../../src/analysis/windows.ts';
import { addDays, periodOf } from '../../src/kpi/period.ts';
import { days, ints, texts } from '../../src/store/arrays.ts';
import { countBreachesBy } from '../../src/store/breachCounts.ts';
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
export async function asking(bench: BenchWorld, { rounds }: Size): Promise<string[]> {
  const { db, ours, world } = bench;
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
    ...(await windows(bench, compared)),
    ...(await counts(bench, compared)),
  ];
}

type Compared = (
  mine: () => Promise<unknown>,
  byHand: () => Promise<unknown>,
) => ReturnType<typeof sideBySide>;

/** The year so far, month by month, of a share over all places: by hand each window is summed from its days. */
async function windows({ db, ours, world }: BenchWorld, compared: Compared): Promise<string[]> {
  const kpi = world.kpis.find((it) => it.kpi.definition.code === 'hotline-answer-rate-15s')!;
  const scope = { operator: ours, place: ours.places.find((it) => it.code === null)!, line: null };
  const months = monthsUntil(LAST_DAY);
  const asked = months.map((period) => ({ kpi, scope, period, window: 'YEAR_TO_DATE' as const }));
  const moment = { world, stamp: '', lastDays: new Map([[ours.id, LAST_DAY]]) };
  const [answered, offered] = ['callsAnsweredIn15s', 'callsOfferedToAgents'].map(
    (it) => world.reference.inputs.get(it)!.id,
  );
  return [
    line(
      `the year so far of ${months.length} months over ${ours.places.length} places / by hand`,
      await compared(
        () => windowFigures(seenThrough(db), moment, asked),
        () =>
          db.rows(sql`
            select month_end, 100 * sum(value) filter (where input_id = ${answered}) / sum(value) filter (where input_id = ${offered})
            from unnest(${days(months.map((it) => it.end))}) as asked(month_end)
              join observation on date between ${months[0]!.start}::date and least(month_end, ${LAST_DAY}::date)
            where place_id = any(${ints(ours.places.map((it) => it.id))}) and input_id in (${answered}, ${offered})
            group by month_end`),
      ),
      'at most 1.5',
      'ms',
    ),
  ];
}

/** The months of a year up to that of a day. */
const monthsUntil = (day: string) =>
  Array.from({ length: Number(day.slice(5, 7)) }, (_, at) =>
    periodOf('MONTH', `${day.slice(0, 4)}-${String(at + 1).padStart(2, '0')}-01`),
  );

const ANY = {
  ...{
    kpiIds: null,
    placeIds: null,
    lineIds: null,
    scopes: null,
    severity: null,
    states: null,
    reasons: null,
  },
  ...{ widestOnly: false, history: null },
};

/** Over two years, one in a hundred of them still open. */
const BREACHES = 200_000;

async function counts({ db, ours, world }: BenchWorld, compared: Compared): Promise<string[]> {
  const kpis = world.kpis.map(({ id, kpi: { definition } }) => ({ id, ...definition }));
  await db.rows(sql`
    insert into breach (kpi_id, operator_id, place_id, line_id, grain, breaching, first_start, last_start, resolved, retracted,
      severity, value, limit_side, limit_value, opened_at, resolved_at)
    select (${ints(kpis.map((it) => it.id))})[1 + n % ${kpis.length}], ${ours.id},
      (${ints(ours.places.map((it) => it.id))})[1 + n % ${ours.places.length}], 0, 0, array[day], day, day, n % 100 <> 0, false,
      1, 1, 'BELOW', 2, day + interval '9 hours', case when n % 100 <> 0 then day + interval '30 hours' end
    from generate_series(0, ${BREACHES - 1}) as n
      cross join lateral (select ${LAST_DAY}::date - n % 730 as day) as opened`);
  await db.rows(sql`analyze breach`);
  const range = { from: addDays(LAST_DAY, -365), to: LAST_DAY };
  const criteria = { ...ANY, operatorIds: [ours.id] };
  const compare = await compared(
    () => countBreachesBy(seenThrough(db), { by: ['PROCESS', 'WEEK'], kpis, criteria }, range, 5000),
    () =>
      db.rows(sql`
        select k.process, date_trunc('week', b.opened_at), count(*) filter (where b.opened_at >= ${range.from}::date),
          count(*) filter (where b.resolved_at is null), count(b.resolved_at), avg(b.resolved_at - b.opened_at),
          percentile_cont(0.5) within group (order by b.resolved_at - b.opened_at)
        from breach b join unnest(${ints(kpis.map((it) => it.id))}, ${texts(kpis.map((it) => it.process))}) as k(id, process)
          on k.id = b.kpi_id
        where b.operator_id = ${ours.id} and b.opened_at < ${addDays(range.to, 1)}::date
          and (b.resolved_at is null or b.resolved_at >= ${range.from}::date)
        group by 1, 2`),
  );
  await db.rows(sql`truncate breach`);
  return [line('breaches of a year counted by process and week / by hand', compare, 'at most 1.5', 'ms')];
}

const milliseconds = (read: () => Promise<unknown>) => async (): Promise<number> => {
  const taken = await secondsOf(async () => {
    for (let at = 0; at < READS; at++) await read();
  });
  return (1000 * taken) / READS;
};

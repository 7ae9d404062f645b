/** Computing an operator's day by the engine, against one statement written by hand that does the same for the twin. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import postgres from 'postgres';
import { startEngine } from '../../src/engine/engine.ts';
import type { Chunk } from '../../src/engine/settling/chunk.ts';
import { addDays } from '../../src/kpi/period.ts';
import { ints } from '../../src/store/arrays.ts';
import { handWritten } from './handWritten.ts';
import { line, median, row, sideBySide } from './measure.ts';
import type { Size } from './size.ts';
import { type BenchWorld, LAST_DAY, observe } from './world.ts';

/** Days before the measured ones: the first finds the whole history unwatched. */
const WARM_UP = 2;

/** Measures; leaves the world some days later. */
export async function day(bench: BenchWorld, { rounds }: Size): Promise<string[]> {
  const engine = await engineOf(bench);
  const hand = postgres(bench.url, { max: 1, onnotice: () => {} });
  await hand.unsafe('analyze');
  let written = 0;
  const shares: number[] = [];
  const compute = async (date: string) => {
    const chunk = await engine.compute(date);
    written = chunk.written;
    shares.push(chunk.looking / chunk.seconds);
    return chunk.seconds;
  };
  const byHand = async (date: string) => {
    const text = handWritten(bench.world, bench.twin, date);
    const begin = performance.now();
    await hand.unsafe(text);
    return (performance.now() - begin) / 1000;
  };
  const dates = Array.from({ length: WARM_UP + rounds }, (_, at) => addDays(LAST_DAY, 1 + at));
  for (const date of dates.slice(0, WARM_UP)) {
    await observe(bench.db, date, date);
    await compute(date);
    await byHand(date);
  }
  const measured = dates.slice(WARM_UP);
  // Both work on the same observations; whoever comes first in a round finds them recorded.
  const recorded = new Set<string>();
  const record = async (date: string) => {
    if (recorded.has(date)) return;
    recorded.add(date);
    await observe(bench.db, date, date);
    await bench.db.rows(sql.raw('checkpoint'));
  };
  const compared = await sideBySide(
    rounds,
    async (round) => (await record(measured[round]!), compute(measured[round]!)),
    async (round) => (await record(measured[round]!), byHand(measured[round]!)),
  );
  const different = await differences(bench, dates[0]!);
  await engine.stop();
  await hand.end();
  return [
    line("an operator's day computed and stored / one statement by hand", compared, 'at most 2', 's'),
    row(
      '… of which looking at its reports',
      `${Math.round(100 * median(shares.slice(WARM_UP)))} %`,
      'at most 10 %',
      '',
    ),
    row('measurements written by each', written.toLocaleString('en'), '', `${different} of them differ`),
  ];
}

async function engineOf({ db, registry, ours, twin }: BenchWorld) {
  let seconds = 0;
  let looking = 0;
  let written = 0;
  let wake = () => {};
  const onChunk = (took: number, chunk: Chunk) => {
    seconds += took;
    if (chunk.work === 'reports') looking += took;
    written += chunk.written;
    wake();
  };
  const engine = await startEngine({ db, registry, log: pino({ level: 'warn' }), onChunk });
  return {
    stop: () => engine.stop(),
    /** Marks a day as recorded, and waits until its figures are computed and its reports looked at. */
    compute: async (date: string) => {
      [seconds, looking, written] = [0, 0, 0];
      await db.rows(sql`
        insert into mark (operator_id, input_id, from_day, to_day, place_ids, line_ids, size, urgent, created_at)
        select ${ours.id}, input_id, date, date, array_agg(place_id order by place_id, line_id),
          array_agg(line_id order by place_id, line_id), count(*), true, now()
        from observation where date = ${date} and place_id <> all(${ints(twin.places.map((it) => it.id))}) group by input_id, date`);
      const isLeft = async () => (await db.rows(sql`select from mark limit 1`)).length > 0;
      while (await isLeft())
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), sleep(50)]);
      return { seconds, looking, written };
    },
  };
}

/** How many measurements from a day on the operator and its twin do not share. */
async function differences({ db, ours, twin }: BenchWorld, from: string): Promise<number> {
  const of = (operatorId: number) => sql`(
    select p.at, m.line_id, m.grain, m.start, m.edition_id, m.status, m.value, m.score, m.inputs
    from measurement m join bench_place p on p.id = m.place_id where p.operator_id = ${operatorId}
      and (m.start >= ${from} or m.start = date_trunc(case m.grain when 1 then 'week' when 2 then 'month' when 3 then 'quarter' else 'year' end, ${from}::timestamp)))`;
  const [found] = await db.rows<{ n: number }>(sql`
    select count(*)::int as n from ${of(ours.id)} a full join ${of(twin.id)} b using (at, line_id, grain, start, edition_id)
    where a.status is distinct from b.status or (a.value is null) <> (b.value is null) or (a.score is null) <> (b.score is null)
      or abs(a.value - b.value) > 1e-9 * greatest(1, abs(a.value)) or abs(a.score - b.score) > 1e-7
      or cardinality(a.inputs) <> cardinality(b.inputs)`);
  return found!.n;
}

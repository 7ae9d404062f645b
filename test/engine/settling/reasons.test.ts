/** Why an event is published: new data are new however they were loaded, and late or corrected ones are told as such. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from '../example.ts';

const CADENCES = ['DAY', 'WEEK', 'MONTH'] as const;
const KPIS = CADENCES.map((cadence) => exampleKpi({ code: `rate-${cadence.toLowerCase()}`, cadence }));
const DAYS = Array.from({ length: 31 }, (_, at) => daysLater('2026-01-01', at));

/** A day of calls of which too few are answered in the middle of the month, at two units. */
const dayOf = (date: string) => {
  const answered = date > '2026-01-10' && date < '2026-01-20' ? 60 : 90;
  return ['acme/north', 'acme/south'].flatMap((place) => [
    observation('offered', place, date, 100),
    observation('answered', place, date, answered),
  ]);
};

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  /** How many events there are for each reason, by type. */
  const reasons = async () => {
    const rows = await db.rows<{ reason: string; types: string[] }>(
      sql`select payload->>'reason' as reason, array_agg(distinct type order by type) as types from event where kind = 'BREACH' group by 1 order by 1`,
    );
    return rows.map((it) => [it.reason, it.types]);
  };

  /** A small chunk takes a few series-days: a month then takes many. */
  const start = async () => (engine = await startExample(db, exampleRegistry(KPIS), { chunkSize: 7 }));

  test.each<[how: string, load: () => Promise<unknown>]>([
    ['in one batch', () => engine.record(batch(DAYS.flatMap(dayOf)))],
    [
      'in thirty-one',
      async () => {
        for (const day of DAYS) await engine.record(batch(dayOf(day)));
      },
    ],
    [
      'in thirty-one, each computed before the next',
      async () => {
        for (const day of DAYS) {
          await engine.record(batch(dayOf(day)));
          await engine.drain();
        }
      },
    ],
  ])('a month loaded %s is new', async (_, load) => {
    await start();
    await load();
    await engine.drain();
    const found = await reasons();
    expect(found.map(([reason]) => reason)).toEqual(['OBSERVED']);
    expect(found[0]![1]).toContain('OPENED');

    await engine.record(batch([observation('answered', 'acme/north', '2026-01-25', 50)]));
    await engine.drain();
    const [corrected] = await reasons();
    expect(corrected![0]).toBe('CORRECTED');
    expect(corrected![1]).toContain('OPENED');
    await engine.stop();
  });

  test('days that were left out and come later are late', async () => {
    await start();
    await engine.record(batch(DAYS.filter((it) => it <= '2026-01-10' || it > '2026-01-20').flatMap(dayOf)));
    await engine.drain();
    expect(await reasons()).toEqual([]);
    await engine.record(batch(DAYS.filter((it) => it > '2026-01-10' && it <= '2026-01-20').flatMap(dayOf)));
    await engine.drain();
    expect((await reasons()).map(([reason]) => reason)).toEqual(['CORRECTED']);
    await engine.stop();
  });
});

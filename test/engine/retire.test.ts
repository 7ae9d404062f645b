/** Setting old data aside: what goes, what stays, what is refused, and that what comes later is computed as if nothing had gone. */
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { WholeEngine } from '../../src/engine/engine.ts';
import { retire } from '../../src/engine/retire.ts';
import type { Database, Statements } from '../../src/store/database.ts';
import { partitionsBefore } from '../../src/store/retirement.ts';
import { onEachDatabase } from '../support/database.ts';
import { daysLater } from '../support/modelCalendar.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from './example.ts';
import { startTestEngine } from './running.ts';

const TODAY = '2026-03-10';
const CUT = '2026-01-01';
const KPIS = (['DAY', 'WEEK', 'MONTH'] as const).map((cadence) =>
  exampleKpi({ code: `rate-${cadence.toLowerCase()}`, cadence }),
);
/** From the middle of November to the middle of January; a limit is crossed before the cut and, for good, across it. */
const DAYS = Array.from({ length: 62 }, (_, at) => daysLater('2025-11-15', at));

const dayOf = (date: string, answered = date < '2025-11-20' || date > '2025-12-20' ? 60 : 90) => [
  observation('offered', 'acme/north', date, 100),
  observation('answered', 'acme/north', date, answered),
];

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  beforeEach(async () => {
    db = await fresh();
    engine = await startExample(db, exampleRegistry(KPIS));
    for (const days of [DAYS.slice(0, 30), DAYS.slice(30)])
      await engine.record(batch(days.flatMap((it) => dayOf(it))));
    await engine.drain();
  });
  afterEach(async () => {
    await engine.stop();
    await db.close();
  });

  /** Figures by grain, place, KPI and first day; but not when they were computed. */
  const figures = (where = sql`true`) =>
    db.rows(sql`
      select m.grain, m.place_id, m.line_id, k.code, m.start, m.status, m.value, m.score, m.inputs::text
      from measurement m join kpi_edition e on e.id = m.edition_id and e.state = 'CURRENT' join kpi k on k.id = e.kpi_id
      where ${where} order by 1, 2, 3, 4, 5`);
  const breaches = () =>
    db.rows(
      sql`select id, kpi_id, place_id, breaching::text, first_start, last_start, resolved, retracted, severity, value from breach order by id`,
    );
  const events = async () => (await db.rows(sql`select id from event where kind = 'BREACH'`)).length;
  const retireAt = (day: string, more: { drop?: boolean; dryRun?: boolean } = {}) =>
    retire({ db, day, today: TODAY, ...more });

  test('nobody who reads waits behind it for somebody who reads long', async () => {
    // An embedded database takes one transaction at a time.
    if (db.kind === 'pglite') return;
    const count = (tx: Statements) => tx.rows(sql`select count(*) from observation`);
    let end = () => {};
    const ended = new Promise<void>((resolve) => (end = resolve));
    let begun = () => {};
    const reads = new Promise<void>((resolve) => (begun = resolve));
    const long = db.transaction(async (tx) => {
      await count(tx);
      begun();
      await ended;
    });
    await reads;
    const retiring = retireAt(CUT);
    const waiting = sql`select from pg_stat_activity where wait_event_type = 'Lock' and query like 'alter table%detach%'`;
    await expect.poll(() => db.rows(waiting), { timeout: 10_000 }).toHaveLength(1);
    // Behind the one who waits for the lock, until it gives way.
    await count(db);
    end();
    await long;
    expect((await retiring).refused).toBeNull();
    expect(await db.rows(sql`select from observation where date < ${CUT}`)).toEqual([]);
  });

  test('what was observed and the figures of days and weeks go; coarser figures, breaches and events stay', async () => {
    const [kept, coarse, told, before] = [
      await figures(sql`m.start >= ${CUT}`),
      await figures(sql`m.start < ${CUT} and m.grain > 1`),
      await events(),
      await breaches(),
    ];
    expect(coarse.length).toBeGreaterThan(10);
    const { refused, partitions } = await retireAt('2026-01-01');
    expect(refused).toBeNull();
    const names = ['observation_2025_11', 'measurement_2025', 'observation_2025_12'];
    expect(partitions.map((it) => it.name)).toEqual(names);
    expect(await db.rows(sql`select from observation where date < ${CUT}`)).toEqual([]);
    expect(await figures(sql`m.start >= ${CUT}`)).toEqual(kept);
    expect(await figures(sql`m.start < ${CUT} and m.grain > 1`)).toEqual(coarse);
    expect(await breaches()).toEqual(before);
    expect(await events()).toBe(told);
    // What is not over on the first day that is kept, and the week that reaches it.
    expect(await figures(sql`m.start < ${CUT} and m.grain = 0 and m.start <= '2025-12-20'`)).toEqual([]);
    expect(await figures(sql`m.start < '2025-12-15' and m.grain = 1`)).toEqual([]);
    const [aside] = await db.rows<{ n: number }>(
      sql`select count(*)::int as n from retired_observation_2025_11`,
    );
    expect(aside!.n).toBe(32);
    expect(await partitionsBefore(db, CUT)).toEqual([]);
    expect(await retireAt('2026-01-01')).toEqual({ refused: null, partitions: [] });
  });

  test('what is recorded later is computed as if nothing had gone', async () => {
    const later = [
      () => engine.record(batch(dayOf('2026-01-01', 95))),
      () => engine.record(batch(dayOf('2026-01-20', 95))),
      () => engine.record(batch([], dayOf('2026-01-03'))),
    ];
    const comparable = sql`m.start >= ${CUT}`;
    await retireAt('2026-01-01');
    for (const step of later) await step();
    await engine.drain();
    const [after, found, told] = [await figures(comparable), await breaches(), await events()];

    await engine.stop();
    await db.close();
    db = await fresh();
    engine = await startExample(db, exampleRegistry(KPIS));
    for (const days of [DAYS.slice(0, 30), DAYS.slice(30)])
      await engine.record(batch(days.flatMap((it) => dayOf(it))));
    await engine.drain();
    for (const step of later) await step();
    await engine.drain();
    expect(after).toEqual(await figures(comparable));
    expect(found.length).toBeGreaterThan(3);
    // The week across the cut stays as it was there, so only breaches of days and months are the same.
    const weekly = (await db.rows<{ id: number }>(sql`select id from kpi where code = 'rate-week'`))[0]!.id;
    const others = (rows: Record<string, unknown>[]) =>
      rows.filter((it) => it.kpi_id !== weekly).map(({ id: _, ...it }) => it);
    expect(others(found)).toEqual(others(await breaches()));
    expect(told).toBeGreaterThan(5);
  });

  test('an operator of which nothing came since keeps its periods over and its breaches as they were', async () => {
    const old = (date: string) =>
      [
        ['offered', 100],
        ['answered', date < '2025-12-06' ? 60 : 90],
      ].map(([input, value]) => observation(String(input), 'rival/west', date, Number(value)));
    await engine.record(batch(['2025-12-05', '2025-12-06', '2025-12-07'].flatMap(old)));
    await engine.drain();
    // Weeks and months that were not over then may be by what comes later; days are as they were.
    const daily = (await db.rows<{ id: number }>(sql`select id from kpi where code = 'rate-day'`))[0]!.id;
    const ofDays = async () => (await breaches()).filter((it) => it.kpi_id === daily);
    const before = await ofDays();
    await retireAt('2026-01-01');
    const { world, lastDays } = await engine.moment();
    expect(lastDays.get(world.reference.operators.get('rival')!.id)).toBe('2025-12-07');
    await engine.record(
      batch([
        observation('offered', 'rival/west', '2026-02-01', 100),
        observation('answered', 'rival/west', '2026-02-01', 95),
      ]),
    );
    await engine.drain();
    expect(await ofDays()).toEqual(before);
    const after = await breaches();
    expect(after.filter((it) => it.retracted)).toEqual([]);
    // All history is computed again, of which nothing before is left.
    await db.rows(sql`insert into mark (operator_id, edition_ids, from_day, to_day, size, urgent, created_at)
      select id, null, '2025-12-01', '2026-02-01', 0, false, now() from operator where code = 'rival'`);
    await engine.drain();
    expect(await breaches()).toEqual(after);
    expect(await db.rows(sql`select from observation_month where month = '2025-12-01'`)).not.toEqual([]);
  });

  test('days before are refused, with the reason, and nothing of their batch is kept', async () => {
    await retireAt('2026-01-01');
    const outcome = await engine.record(batch([...dayOf('2025-12-31'), ...dayOf('2026-01-30')]));
    expect(outcome).toMatchObject({
      outcome: 'invalid',
      problems: [
        {
          path: ['observations', '0', 'date'],
          message: expect.stringContaining('2025-12-31 is before 2026-01-01, the first day that is kept'),
        },
        { path: ['observations', '1', 'date'] },
      ],
    });
    expect(await engine.record(batch([], dayOf('2025-12-31')))).toMatchObject({
      problems: [{ path: ['withdraw', '0', 'date'] }, {}],
    });
    expect(await db.rows(sql`select from observation where date = '2026-01-30'`)).toEqual([]);
  });

  test('a definition that changes later keeps the coarse figures of before, and ends no breach of then', async () => {
    await retireAt('2026-01-01');
    const [coarse, before] = [await figures(sql`m.start < ${CUT} and m.grain > 1`), await breaches()];
    await engine.stop();
    const changed = KPIS.map((it) => ({ ...it, formula: '100 * answered / (offered + 1)' }));
    engine = await startTestEngine(db, exampleRegistry(changed), {
      now: () => new Date(`${TODAY}T12:00:00Z`),
    });
    await engine.drain();
    expect(await figures(sql`m.start < ${CUT} and m.grain > 1`)).toEqual(coarse);
    const fresh = await figures(sql`m.start >= ${CUT} and m.grain = 0 and m.value is not null`);
    expect(fresh.every((it) => [95, 90, 60].every((value) => it.value !== value))).toBe(true);
    const over = (rows: Record<string, unknown>[]) =>
      rows.filter((it) => String(it.last_start) < '2025-12-01');
    expect(over(await breaches())).toEqual(over(before));
    expect((await breaches()).filter((it) => it.retracted)).toEqual([]);
  });

  describe('is refused', () => {
    test.each([
      ['2025-12-15', '2025-12-15 would cut the month 2025-12, quarter 2025-Q4, year 2025 in two'],
      [
        '2025-12-01',
        '2025-12-01 would cut the quarter 2025-Q4, year 2025 in two, and what comes later could not be computed: say 2025-01 or 2026-01',
      ],
      ['2027-01-01', '2027-01-01 is too late: the present year has to be kept as a whole'],
    ])('at %s', async (day, reason) => {
      expect(await retireAt(day)).toEqual({ refused: expect.stringContaining(reason), partitions: [] });
      expect((await db.rows(sql`select from observation where date < ${CUT}`)).length).toBeGreaterThan(0);
    });

    test('while work is pending, and earlier than what is retired', async () => {
      await engine.stop();
      await db.rows(sql`insert into mark (operator_id, edition_ids, from_day, to_day, size, urgent, created_at)
        select id, '{}', '2025-11-15', '2025-11-15', 0, false, now() from operator limit 1`);
      expect((await retireAt('2026-01-01')).refused).toContain('pending');
      await db.rows(sql`delete from mark`);
      expect((await retireAt('2026-01-01')).refused).toBeNull();
      expect((await retireAt('2025-01-01')).refused).toContain('retired already');
    });
  });

  test('what was begun and broke off is finished by doing it again', async () => {
    const coarse = await figures(sql`m.start < ${CUT} and m.grain > 1`);
    const dry = await retireAt('2026-01-01', { dryRun: true });
    const broken = { ...db, transaction: brokenAfter(1, db) };
    await expect(retire({ db: broken, day: CUT, today: TODAY })).rejects.toThrow('broken');
    const { partitions } = await retireAt('2026-01-01', { drop: true });
    expect(partitions.map((it) => it.name)).toEqual(dry.partitions.map((it) => it.name));
    expect(await figures(sql`m.start < ${CUT} and m.grain > 1`)).toEqual(coarse);
    expect(
      await db.rows(
        sql`select from pg_class where relname like 'retired%' or relname like 'kept_of%' and relkind = 'r'`,
      ),
    ).toEqual([]);
  });
});

/** Transactions of which those after the first few fail. */
function brokenAfter(count: number, db: Database): Database['transaction'] {
  let begun = 0;
  return (work) => (++begun > count ? Promise.reject(new Error('broken')) : db.transaction(work));
}

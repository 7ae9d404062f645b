/** What cannot be computed is said once and keeps nothing else from being computed. */
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Registry } from '../../../src/registry/registry.ts';
import type { Database } from '../../../src/store/database.ts';
import { backlog } from '../../../src/store/marks.ts';
import { inputsAt } from '../../../src/store/measurements.ts';
import { seenThrough } from '../../../src/store/sight.ts';
import { onEachDatabase } from '../../support/database.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from '../example.ts';
import { startTestEngine, stored } from '../running.ts';

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  /** A log whose lines can be read. */
  const readable = () => {
    const lines: { msg: string; kpi?: string }[] = [];
    return {
      lines,
      log: pino({ level: 'error' }, { write: (line: string) => void lines.push(JSON.parse(line) as never) }),
    };
  };

  test('a KPI that throws does not keep the others from being computed, and is logged once', async () => {
    const registry = exampleRegistry([
      exampleKpi({ code: 'bad', formula: 'offered' }),
      exampleKpi(),
      exampleKpi({ code: 'more', formula: '2 * offered' }),
    ]);
    const { lines, log } = readable();
    const engine = await startExample(db, withThrowing(registry, 'bad'), { log });
    for (const date of ['2026-01-05', '2026-01-06', '2026-02-01'])
      await engine.record(
        batch([observation('answered', 'acme', date, 9), observation('offered', 'acme/north', date, 10)]),
      );
    await engine.drain();
    const found = (await stored(db)).get('acme')!;
    expect(found.get('answer-rate of all lines at the operator, YEAR from 2026-01-01')!.value).toBe(90);
    expect(found.get('more of all lines at north, MONTH from 2026-01-01')!.value).toBe(40);
    expect(lines.map(({ kpi }) => kpi)).toEqual(['bad']);
    await engine.stop();
  });

  test('a figure that can no longer be computed gives way to none, with those derived from it, until it can be again', async () => {
    const registry = exampleRegistry([
      exampleKpi({ code: 'base', formula: 'offered' }),
      exampleKpi({ code: 'derived', formula: '2 * base + answered' }),
    ]);
    const [day, other] = ['2026-01-05', '2026-02-05'];
    const told = (on: string, value: number) => batch([observation('offered', 'acme', on, value)]);
    const figures = async (kpi: string, on: string) => {
      const found = (await stored(db)).get('acme')!;
      const { value, status, inputs } = found.get(`${kpi} of all lines at the operator, DAY from ${on}`)!;
      return { value, status, inputs };
    };
    const healthy = await startExample(db, registry);
    for (const on of [day, other]) {
      await healthy.record(told(on, 90));
      await healthy.record(batch([observation('answered', 'acme', on, 1)]));
    }
    await healthy.stop();

    const broken = await startTestEngine(db, withThrowing(registry, 'base'), { patience: 5000 });
    await broken.record(told(day, 95));
    expect(await figures('base', day)).toEqual({ value: null, status: 'NO_DATA', inputs: [95] });
    expect(await figures('derived', day)).toEqual({ value: null, status: 'NO_DATA', inputs: [1] });
    expect(await figures('base', other)).toEqual({ value: 90, status: 'OK', inputs: [90] });
    await broken.stop();

    const mended = await startTestEngine(db, registry, { patience: 5000 });
    await mended.drain();
    expect(await figures('base', day)).toEqual({ value: 95, status: 'OK', inputs: [95] });
    expect(await figures('derived', day)).toEqual({ value: 191, status: 'OK', inputs: [1] });
    await mended.stop();

    const { writing } = (await stored(db)).get('acme')!.values().next().value!;
    const again = await startTestEngine(db, registry);
    expect((await backlog(db)).pending).toBe(0);
    await again.drain();
    expect((await stored(db)).get('acme')!.values().next().value!.writing).toBe(writing);
    await again.stop();
  });

  test('a figure that can no longer be computed can be once its data change, when its code is mended', async () => {
    const registry = exampleRegistry([
      exampleKpi({ code: 'base', formula: 'offered' }),
      exampleKpi({ code: 'derived', formula: '2 * base + answered' }),
    ]);
    const day = '2026-01-05';
    const broken = await startExample(db, withThrowing(registry, 'base'), { patience: 5000 });
    await broken.record(batch([observation('offered', 'acme', day, 95)]));
    await broken.stop();
    const mended = await startTestEngine(db, registry, { patience: 5000 });
    await mended.record(
      batch([observation('offered', 'acme', day, 96), observation('answered', 'acme', day, 1)]),
    );
    const found = (await stored(db)).get('acme')!;
    expect(found.get(`base of all lines at the operator, DAY from ${day}`)).toMatchObject({ value: 96 });
    expect(found.get(`derived of all lines at the operator, DAY from ${day}`)).toMatchObject({ value: 193 });
    await mended.stop();
  });

  test('an operator whose figures cannot be written does not keep the others from being computed', async () => {
    const { lines, log } = readable();
    const engine = await startExample(db, exampleRegistry(), { log, patience: 0 });
    const { root } = (await engine.moment()).world.reference.operators.get('acme')!;
    await db.rows(
      sql.raw(`create function refuse() returns trigger language plpgsql as
      $$ begin if new.place_id = ${root!.id} then raise exception 'the disk is full'; end if; return new; end $$`),
    );
    await db.rows(
      sql`create trigger refuse before insert on observation_month for each row execute function refuse()`,
    );
    try {
      await engine.record(batch([observation('offered', 'acme', '2026-01-05', 10)]));
      await engine.record(batch([observation('offered', 'rival', '2026-01-05', 10)]));
      await expect.poll(async () => (await stored(db)).get('rival')?.size, { timeout: 5000 }).toBe(5);
      expect(lines.map(({ msg }) => msg)).toContain('computing failed and will be tried again');
    } finally {
      await db.rows(sql`drop trigger refuse on observation_month`);
      await db.rows(sql`drop function refuse`);
    }
    await engine.drain();
    expect((await stored(db)).get('acme')?.size).toBe(5);
    await engine.stop();
  });

  test('who waits for figures is answered when the engine stops', async () => {
    const engine = await startExample(db, exampleRegistry(), { patience: 60_000 });
    await engine.stop();
    const answer = await engine.record(batch([observation('offered', 'acme', '2026-01-05', 10)]));
    expect(answer.outcome).toBe('recorded');
  });

  test('an input that was not observed is read as null', async () => {
    const engine = await startExample(db);
    await engine.record(batch([observation('offered', 'acme', '2026-01-05', 10)]));
    const { world } = await engine.moment();
    const place = world.reference.operators.get('acme')!.root!.id;
    const key = {
      placeId: place,
      lineId: 0,
      grain: 0,
      start: '2026-01-05',
      editionId: world.kpi('answer-rate')!.editionId,
    };
    expect(await inputsAt(seenThrough(db), [key])).toEqual([{ ...key, inputs: [null, 10] }]);
    await engine.stop();
  });
});

/** The registry with one KPI whose evaluation throws. */
function withThrowing(registry: Registry, code: string): Registry {
  const evaluate = () => {
    throw new Error('a bug');
  };
  const kpis = registry.kpis.map((kpi) => (kpi.definition.code === code ? { ...kpi, evaluate } : kpi));
  return { ...registry, kpis, byCode: new Map(kpis.map((kpi) => [kpi.definition.code, kpi])) };
}

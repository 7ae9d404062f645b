/** Definitions change between two starts: what counts makes a new version, and only what changes figures is computed again. */
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { publishRegistry } from '../../../src/engine/definitions/editions.ts';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import { addDays } from '../../../src/kpi/period.ts';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import type { ModelKpi } from '../../support/model.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from '../example.ts';
import { startTestEngine, stored } from '../running.ts';

type Literal = ModelKpi['literal'];

const rate = exampleKpi();
const doubled = exampleKpi({ code: 'doubled', formula: '2 * answerRate' });
const DAY = 'of all lines at north, DAY from 2026-01-05';

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());
  beforeEach(async () => {
    engine = await startExample(db, exampleRegistry([rate, doubled]));
    await record('2026-01-05', 90);
  });
  afterEach(() => engine.stop());

  const record = (date: string, answered: number) =>
    engine.record(
      batch([
        observation('answered', 'acme/north', date, answered),
        observation('offered', 'acme/north', date, 100),
      ]),
    );

  /** Starts again with other definitions, and settles everything. */
  const restart = async (...kpis: Literal[]) => {
    await engine.stop();
    engine = await startTestEngine(db, exampleRegistry(kpis));
    await engine.drain();
  };
  const figures = async (code: string) => (await stored(db)).get('acme')?.get(`${code} ${DAY}`);
  /** The values of several KPIs at one moment. */
  const valuesOf = async (...codes: string[]) => {
    const found = (await stored(db)).get('acme')!;
    return codes.map((it) => found.get(`${it} ${DAY}`)?.value).join();
  };
  const version = async (code: string) => (await engine.moment()).world.kpi(code)?.version;
  /** The version that a KPI's figures are said to be of. */
  const versionOfFigures = async (code: string) => {
    const { world } = await engine.moment();
    return world.edition(world.kpi(code)!.editionId)!.version;
  };
  const versions = async () => (await db.rows(sql`select from kpi_version`)).length;
  const editions = () =>
    db.rows(sql`select state, count(*)::int as n from kpi_edition group by 1 order by 1`);

  test('the same definitions make no new version, and compute nothing again', async () => {
    const before = await stored(db);
    await restart(rate, doubled);
    expect(await version('answer-rate')).toBe(1);
    expect(await stored(db)).toEqual(before);
  });

  test('other texts, sources, examples and units make no new version, but are what is read', async () => {
    const before = await stored(db);
    const name = { en: 'Answered calls', zh: '接通' };
    const says = { sources: [{ reference: 'GB/T', says: 'calls' }], description: 'Other words.', unit: '%' };
    await restart(
      {
        ...rate,
        ...says,
        name,
        examples: [...rate.examples!, { inputs: { answered: 1, offered: 1 }, value: 100, status: 'OK' }],
      },
      doubled,
    );
    expect([await version('answer-rate'), await versions()]).toEqual([1, 2]);
    expect(await stored(db)).toEqual(before);
    const [row] = await db.rows<{ en: string }>(sql`select definition->'name'->>'en' as en from kpi_version v
      join kpi k on k.id = v.kpi_id where k.code = 'answer-rate'`);
    expect(row!.en).toBe('Answered calls');
  });

  test('another weight, dimension, process or stage makes a new version, and computes nothing again', async () => {
    const before = await stored(db);
    const changes: Partial<Literal>[] = [
      { weight: 2 },
      { dimension: 'COMPLAINT' },
      { process: 'NETWORK' },
      { lifecycleStage: 'RETENTION' },
    ];
    for (const [at, change] of changes.entries()) {
      await restart({ ...rate, ...change }, doubled);
      expect([await version('answer-rate'), await versionOfFigures('answer-rate')]).toEqual([at + 2, at + 2]);
    }
    expect([await version('doubled'), await stored(db)]).toEqual([1, before]);
  });

  test('another formula makes a new version of the KPI, and new figures of it and of those derived from it', async () => {
    await restart({ ...rate, formula: '50 * answered / offered' }, doubled);
    expect(await valuesOf('answer-rate', 'doubled')).toBe('45,90');
    expect([await version('answer-rate'), await version('doubled')]).toEqual([2, 1]);
    expect([await versionOfFigures('answer-rate'), await versionOfFigures('doubled')]).toEqual([2, 1]);
    expect(await editions()).toEqual([{ state: 'CURRENT', n: 2 }]);
    const [left] = await db.rows<{ n: number }>(sql`select count(*)::int as n from measurement m
      where not exists (select from kpi_edition e where e.id = m.edition_id)`);
    expect(left!.n).toBe(0);
  });

  test('other limits, scores, sample or lines give other figures too', async () => {
    await restart({ ...rate, threshold: { atLeast: { warning: 95, critical: 80 } } }, doubled);
    expect(await figures('answer-rate')).toMatchObject({ value: 90, status: 'WARNING' });
    await restart({ ...rate, minimumSample: { input: 'offered', count: 101 } }, doubled);
    expect(await figures('answer-rate')).toMatchObject({
      value: 90,
      status: 'INSUFFICIENT_SAMPLE',
      score: null,
    });
    await restart({ ...rate, businessLines: ['mobile'] }, doubled);
    expect(await figures('answer-rate')).toBeUndefined();
    await restart({ ...rate, cadence: 'MONTH' }, { ...doubled, cadence: 'MONTH' });
    expect(await figures('answer-rate')).toBeUndefined();
    await restart(rate, doubled);
    expect(await figures('answer-rate')).toMatchObject({ value: 90, status: 'OK', score: 75 });
    expect([await version('answer-rate'), await versionOfFigures('answer-rate')]).toEqual([6, 6]);
  });

  test('until all of history is computed anew readers see the old figures, then all new ones at once', async () => {
    await record('2026-01-06', 80);
    await engine.stop();
    const registry = exampleRegistry([{ ...rate, formula: '50 * answered / offered' }, doubled]);
    await publishRegistry(db, registry);
    expect(await valuesOf('answer-rate', 'doubled')).toBe('90,180');
    const seen = new Set<string>();
    const look = async () => seen.add(await valuesOf('answer-rate', 'doubled'));
    engine = await startTestEngine(db, registry, { chunkSize: 1 });
    while (!seen.has('45,90')) await look();
    expect([...seen].filter((it) => it !== '90,180')).toEqual(['45,90']);
  });

  test('a definition that changes again before the first change is computed: the last one counts', async () => {
    await engine.stop();
    await publishRegistry(db, exampleRegistry([{ ...rate, formula: '50 * answered / offered' }, doubled]));
    await restart({ ...rate, formula: '10 * answered / offered' }, doubled);
    expect(await valuesOf('answer-rate', 'doubled')).toBe('9,18');
    expect([await version('answer-rate'), await versionOfFigures('answer-rate')]).toEqual([3, 3]);
    expect(await editions()).toEqual([{ state: 'CURRENT', n: 2 }]);
  });

  test('two changes one after the other: what is derived from the first one switches together with it', async () => {
    const loss = exampleKpi({ code: 'loss', formula: '100 - answerRate' });
    await restart(rate, doubled, loss);
    await engine.stop();
    const halved = { ...rate, formula: '50 * answered / offered' };
    await publishRegistry(db, exampleRegistry([halved, doubled, loss]));
    const registry = exampleRegistry([halved, doubled, { ...loss, formula: '1 - answerRate' }]);
    await publishRegistry(db, registry);
    const seen = new Set<string>();
    engine = await startTestEngine(db, registry, { chunkSize: 1 });
    const look = async () => seen.add(await valuesOf('answer-rate', 'doubled', 'loss'));
    while (!seen.has('45,90,-44')) await look();
    expect([...seen].sort()).toEqual(['45,90,-44', '90,180,10']);
  });

  test('what is recorded while history is computed anew is in the new figures', async () => {
    await engine.stop();
    const registry = exampleRegistry([{ ...rate, formula: '50 * answered / offered' }, doubled]);
    await publishRegistry(db, registry);
    engine = await startTestEngine(db, registry, { chunkSize: 1 });
    await record('2026-01-05', 70);
    await engine.drain();
    expect((await figures('doubled'))!.value).toBe(70);
  });

  test('what is recorded while history is computed anew is in the figures that readers still see, and breaches at once', async () => {
    const days = Array.from({ length: 120 }, (_, at) => addDays('2025-06-01', at));
    const offered = days.map((day) => observation('offered', 'acme/north', day, 100));
    await engine.record(
      batch([...offered, ...days.map((day) => observation('answered', 'acme/north', day, 90))]),
    );
    await engine.stop();
    const registry = exampleRegistry([{ ...rate, formula: '50 * answered / offered' }, doubled]);
    await publishRegistry(db, registry);
    engine = await startTestEngine(db, registry, { chunkSize: 1, patience: 60_000 });
    await record('2026-01-05', 40);
    expect(await editions()).toContainEqual({ state: 'BUILDING', n: 2 });
    expect(await valuesOf('answer-rate', 'doubled')).toBe('40,80');
    const breached = sql`select value from breach where not resolved and line_id = 0 order by value`;
    expect(await db.rows(breached)).toEqual([40, 40, 80, 80].map((value) => ({ value })));
    await engine.drain();
    expect(await valuesOf('answer-rate', 'doubled')).toBe('20,40');
  });

  test('a KPI that is gone leaves, and one that comes back has what was recorded meanwhile', async () => {
    await restart(rate);
    expect((await engine.moment()).world.kpis.map((it) => it.kpi.definition.code)).toEqual(['answer-rate']);
    await record('2026-01-06', 70);
    await record('2026-01-05', 80);
    await engine.drain();
    await restart(rate, doubled);
    expect((await figures('doubled'))!.value).toBe(160);
    expect(await version('doubled')).toBe(1);
  });

  test('a new KPI has the history that was recorded before it', async () => {
    await restart(rate, doubled, exampleKpi({ code: 'calls', formula: 'offered' }));
    expect((await figures('calls'))!.value).toBe(100);
  });
});

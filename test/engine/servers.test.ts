/** Servers with different plugins on one database: what the one that started last says holds for all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { publishRegistry } from '../../src/engine/definitions/editions.ts';
import { registerKpi } from '../../src/engine/definitions/register.ts';
import type { WholeEngine } from '../../src/engine/engine.ts';
import type { Database } from '../../src/store/database.ts';
import { lockComputing } from '../../src/store/locks.ts';
import { freshPostgres, onEachDatabase, onPostgres } from '../support/database.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from './example.ts';
import { startTestEngine, stored } from './running.ts';

const rate = exampleKpi();
const halved = { ...rate, formula: '50 * answered / offered' };
const doubled = exampleKpi({ code: 'doubled', formula: '2 * answerRate' });
const calls = exampleKpi({ code: 'calls', formula: 'offered' });

onEachDatabase((fresh) => {
  let db: Database;
  let older: WholeEngine;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());
  beforeEach(async () => {
    older = await startExample(db, exampleRegistry([rate, doubled]));
    await record('2026-01-05', 90);
  });
  afterEach(() => older.stop());

  const record = (date: string, answered: number) =>
    older.record(
      batch([
        observation('answered', 'acme/north', date, answered),
        observation('offered', 'acme/north', date, 100),
      ]),
    );
  const valuesOf = async (day: string, ...codes: string[]) => {
    const found = (await stored(db)).get('acme');
    return codes.map((it) => found?.get(`${it} of all lines at north, DAY from ${day}`)?.value);
  };
  /** Another server starts with these definitions and ends again: only the older one is there to compute. */
  const publish = async (...kpis: (typeof rate)[]) => {
    const newer = await startTestEngine(db, exampleRegistry(kpis));
    await newer.stop();
  };

  test('a server with older files computes what the newer one published: changed, new and removed KPIs', async () => {
    await publish(halved, calls);
    await record('2026-01-06', 80);
    await older.drain();
    expect(await valuesOf('2026-01-05', 'answer-rate', 'calls')).toEqual([45, 100]);
    expect(await valuesOf('2026-01-06', 'answer-rate', 'calls', 'doubled')).toEqual([40, 100, undefined]);
    const { world } = await older.moment();
    expect(world.kpis.map((it) => it.kpi.definition.code)).toEqual(['answer-rate', 'calls']);
    expect(world.kpi('answer-rate')).toMatchObject({ version: 2, kpi: { definition: halved } });
    expect(world.skipped).toEqual([]);
  });

  test('registering on the older server leaves the plugins of the newer one as they are', async () => {
    await publish(halved, doubled);
    const literal = { ...calls, code: 'registered-calls', formula: 'answerRate + offered' };
    const registered = await registerKpi(older, { literal, by: null, expectedVersion: undefined });
    expect(registered.outcome).toBe('registered');
    await older.drain();
    expect(await valuesOf('2026-01-05', 'answer-rate', 'registered-calls')).toEqual([45, 145]);
    expect((await older.moment()).world.kpi('answer-rate')!.version).toBe(2);
  });

  test('what a server cannot read it leaves to others: it records and answers, and computes nothing', async () => {
    await publish(halved, doubled);
    await older.drain();
    const future = sql`jsonb_set(definition, '{formula}', '"median(answered)"')`;
    await db.rows(
      sql`update kpi_version set definition = ${future}, result_hash = 'of a newer release' where version = 2`,
    );
    await db.rows(sql`update revision set reference = reference + 1`);
    expect((await record('2026-01-05', 80)).outcome).toBe('recorded');
    await older.drain();
    expect(await valuesOf('2026-01-05', 'answer-rate', 'doubled')).toEqual([45, 90]);
    expect((await db.rows(sql`select from mark`)).length).toBeGreaterThan(0);
    expect((await older.moment()).world.skipped.map((it) => it.source)).toContain(
      'published by another server#answer-rate',
    );
  });
});

onPostgres('PostgreSQL', () => {
  test('settling waits for the switch to new versions, also while another server computes an operator', async () => {
    const db = await freshPostgres();
    const before = await startExample(db, exampleRegistry([rate, doubled]));
    const { world } = await before.moment();
    await before.stop();
    const registry = exampleRegistry([halved, doubled]);
    await publishRegistry(db, registry);
    const waiting = sql`select from kpi_edition where state = 'BUILDING'`;
    let settled = false;
    const settling = await db.transaction(async (other) => {
      await lockComputing(other, world.reference.operatorById.keys());
      const engine = await startTestEngine(db, registry);
      const ended = engine.drain().then(() => (settled = true));
      await Promise.race([ended, sleep(500)]);
      return { engine, ended, settledEarly: settled, left: (await other.rows(waiting)).length };
    });
    await settling.ended;
    expect(settling).toMatchObject({ settledEarly: false, left: 2 });
    expect(await db.rows(waiting)).toEqual([]);
    await settling.engine.stop();
    await db.close();
  });
});

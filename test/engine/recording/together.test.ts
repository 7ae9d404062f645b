/** Many clients and several servers on one PostgreSQL at once: the same figures as one by one. */
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { registerKpi, retireKpi } from '../../../src/engine/definitions/register.ts';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import { STATUSES } from '../../../src/kpi/vocabulary.ts';
import type { Database, Statements } from '../../../src/store/database.ts';
import { openPostgres } from '../../../src/store/postgres.ts';
import { freshPostgresUrl, onPostgres } from '../../support/database.ts';
import { measurementsOf } from '../../support/model.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { type Entry, shuffled, truthOf, worlds } from '../../support/worlds.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from '../example.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import { define, differences, empty, registryOf, startTestEngine, stored, tell } from '../running.ts';

onPostgres('PostgreSQL', () => {
  let one: Database;
  let other: Database;
  let engines: WholeEngine[] = [];
  beforeAll(async () => {
    const url = await freshPostgresUrl();
    [one, other] = [openPostgres(url, 16), openPostgres(url, 16)];
  });
  afterEach(async () => {
    await Promise.all(engines.map((it) => it.stop()));
    engines = [];
  });
  afterAll(() => Promise.all([one.close(), other.close()]));

  /** Two servers of one product; the example's world. */
  const startBoth = async (
    options: Parameters<typeof startExample>[2] = {},
  ): Promise<[WholeEngine, WholeEngine]> => {
    const registry = exampleRegistry(KPIS);
    const first = await startExample(one, registry, options);
    engines = [first, await startTestEngine(other, registry, { patience: 5000, ...options })];
    return engines as [WholeEngine, WholeEngine];
  };

  test(
    'two servers that are told a story by turns, or its parts at once, have the measurements of one',
    () =>
      law(12, fc.tuple(worlds(), fc.nat()), async ([world, seed]) => {
        await empty(one);
        const registry = registryOf(world.kpis, world.inputs);
        const { chunkSize } = world;
        const both = [
          await startTestEngine(one, registry, { chunkSize }),
          await startTestEngine(other, registry, { chunkSize }),
        ];
        try {
          const told: Promise<void>[] = [];
          for (const [at, { units, batches }] of world.operators.entries()) {
            await define(both[at % 2]!, world.lines, [`turns-${at}`, `at-once-${at}`], units);
            told.push(byTurns(both, `turns-${at}`, batches));
            told.push(atOnce(both, `at-once-${at}`, shuffled(truthOf(batches), seed)));
          }
          await Promise.all(told);
          await Promise.all(both.map((it) => it.drain()));
          const found = await stored(one);
          for (const [at, { units, batches }] of world.operators.entries()) {
            const expected = measurementsOf({ ...world, units }, truthOf(batches));
            for (const operator of [`turns-${at}`, `at-once-${at}`])
              expect([operator, differences(expected, found.get(operator))]).toEqual([operator, []]);
          }
        } finally {
          await Promise.all(both.map((it) => it.stop()));
        }
      }),
    LAW_TIMEOUT,
  );

  test('two hundred recordings of one month at once: what is stored is the truth', async () => {
    const both = await startBoth();
    const days = Array.from({ length: 28 }, (_, i) => daysLater('2026-02-01', i));
    const recordings = Array.from({ length: 200 }, (_, i) => {
      const at = (input: string, value: number) =>
        observation(input, 'acme/north mobile', days[i % 28]!, value);
      return both[i % 2]!.record(batch([at('answered', i), at('offered', 200)]));
    });
    const answers = await Promise.all(recordings);
    expect(new Set(answers.map((it) => it.outcome))).toEqual(new Set(['recorded']));
    await both[0].drain();
    const [truth] = await one.rows<{ answered: number; days: number }>(sql`
      select sum(value) filter (where input_id = (select id from input where key = 'answered')) as answered,
        count(distinct date)::int as days from observation`);
    const month = (await stored(one))
      .get('acme')!
      .get('answer-rate of all lines at north, MONTH from 2026-02-01')!;
    expect(truth!.days).toBe(28);
    expect(month.inputs).toEqual([truth!.answered, 200 * 28]);
    expect(month.value).toBeCloseTo((100 * truth!.answered) / (200 * 28), 9);
    const [history] = await one.rows<{ n: number }>(sql`select count(*)::int as n from observation_history`);
    expect(history!.n).toBe(200 - 28);
  });

  test('two hundred recordings of one cell at once: the last one counts, and each change is told once', async () => {
    const both = await startBoth();
    const at = (input: string, value: number) => observation(input, 'acme/north mobile', '2026-01-05', value);
    const recordings = Array.from({ length: 200 }, (_, i) =>
      both[i % 2]!.record(batch([at('answered', [70, 82, 95][i % 3]!), at('offered', 100)])),
    );
    const answers = await Promise.all(recordings);
    expect(new Set(answers.map((it) => it.outcome))).toEqual(new Set(['recorded']));
    await both[0].drain();
    const [last] = await one.rows<{ value: number }>(sql`
      select value from observation where input_id = (select id from input where key = 'answered')`);
    const day = (await stored(one))
      .get('acme')!
      .get('answer-rate of all lines at north, DAY from 2026-01-05')!;
    expect([day.value, day.inputs]).toEqual([last!.value, [last!.value, 100]]);
    const episodes = await one.rows<{ told: number[] }>(sql`
      select array_agg(case when e.type = 'RESOLVED' then 0 else array_position(array['WARNING', 'CRITICAL'], e.payload->>'severity') end order by e.id) as told
      from event e join breach b on b.id = e.subject_id and e.kind = 'BREACH' join operator o on o.id = b.operator_id group by b.id`);
    expect(episodes.length).toBeGreaterThan(0);
    for (const { told } of episodes) {
      told.forEach((it, i) => expect(it).not.toBe(told[i - 1] ?? 0));
      expect(STATUSES[told.at(-1)!]).toBe(day.status);
    }
  });

  test('a recording answers once its figures are there, though another server has more to do', async () => {
    const [loading, asked] = await startBoth({ chunkSize: 1, patience: 60_000 });
    const load = Array.from({ length: 400 }, (_, i) =>
      observation('offered', 'rival', daysLater('2020-01-01', i), i),
    );
    const loaded = loading.record(batch(load));
    await until(async () => (await pending()) > 0);
    const answer = await asked.record(batch([observation('offered', 'acme/south', '2026-01-05', 7)]));
    expect(await pending()).toBeGreaterThan(0);
    expect(
      (await stored(one)).get('acme')!.has('answer-rate of all lines at south, DAY from 2026-01-05'),
    ).toBe(true);
    await loading.stop();
    await loaded;
    expect(answer.outcome).toBe('recorded');
  });

  test('one code registered on both servers at once: one succeeds, the other gets the conflict, and both know which', async () => {
    const both = await startBoth();
    for (let round = 0; round < 5; round++) {
      const code = `mine-${round}`;
      const register = (engine: WholeEngine, weight: number) =>
        registerKpi(engine, { literal: exampleKpi({ code, weight }), by: null, expectedVersion: 0 });
      const answers = await Promise.all(both.map((it, at) => register(it, at + 1)));
      expect(answers.map((it) => it.outcome).sort()).toEqual(['conflict', 'registered']);
      const winner = answers.findIndex((it) => it.outcome === 'registered') + 1;
      for (const engine of both)
        expect((await engine.moment()).world.kpi(code)!.kpi.definition.weight).toBe(winner);
    }
  });

  test('what is registered, changed or retired on one server is so for the next request on the other', async () => {
    const [asked, next] = await startBoth();
    const seen = async () => {
      const found = (await next.moment()).world.kpi('shared');
      return found && [found.version, found.retired, found.kpi.definition.weight];
    };
    const register = (weight: number) =>
      registerKpi(asked, {
        literal: exampleKpi({ code: 'shared', weight }),
        by: null,
        expectedVersion: undefined,
      });
    expect(await seen()).toBeUndefined();
    await register(2);
    expect(await seen()).toEqual([1, false, 2]);
    await register(3);
    expect(await seen()).toEqual([2, false, 3]);
    await retireKpi(asked, 'shared');
    expect(await seen()).toEqual([2, true, 3]);
  });

  const pending = async () => (await one.rows(sql`select from mark`)).length;

  test('thirty changes of reference data at once all succeed, and recordings meanwhile too', async () => {
    const both = await startBoth();
    const all = Array.from({ length: 30 }, (_, i) => [
      defineReference(both[i % 2]!, {
        operators: [{ code: `new-${i}`, name }],
        orgUnits: [{ code: 'a', operator: `new-${i}`, name }],
      }),
      both[i % 2]!.record(batch([observation('offered', 'acme', daysLater('2026-01-01', i), i)])),
    ]);
    const answers = await Promise.all(all.flat());
    expect(answers.map((it) => it.outcome).sort()).toEqual([
      ...Array<string>(30).fill('defined'),
      ...Array<string>(30).fill('recorded'),
    ]);
  });

  test('reference data that changes while it is read is seen whole: before or after, nothing between', async () => {
    const [changing] = await startBoth();
    const reading = await startTestEngine(slowly(other), exampleRegistry(KPIS));
    engines.push(reading);
    let changes = 0;
    const change = async () => {
      for (; changes < 30; changes++) {
        const operator = `op-${changes}`;
        const orgUnits = [
          { code: 'above', operator, name },
          { code: 'below', operator, name, parent: 'above' },
        ];
        await defineReference(changing, { operators: [{ code: operator, name }], orgUnits });
      }
    };
    const read = async () => {
      while (changes < 30) {
        const { operators } = (await reading.moment()).world.reference;
        for (const { code, root, places } of operators.values())
          if (code.startsWith('op-')) expect([root?.code, places.length]).toEqual([null, 3]);
      }
    };
    await Promise.all([change(), read()]);
  });
});

const name = { en: 'x', zh: 'x' };

const KPIS = [exampleKpi()];

/** The database through a slow connection: whatever can happen between two statements has the time to. */
function slowly(db: Database): Database {
  const slow = (on: Statements): Statements => ({
    vault: on.vault,
    rows: async (statement) => {
      await sleep(5);
      return on.rows(statement);
    },
  });
  return { ...db, ...slow(db), transaction: (work) => db.transaction((tx) => work(slow(tx))) };
}

/** Looks until something is true. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await setImmediate();
}

/** Each batch to the next server. */
async function byTurns(
  engines: readonly WholeEngine[],
  operator: string,
  batches: readonly Entry[][],
): Promise<void> {
  for (const [at, entries] of batches.entries())
    await tell(engines[at % 2]!, operator, entries, `${operator} ${at}`);
}

/** All batches at the same time, to both servers. */
async function atOnce(
  engines: readonly WholeEngine[],
  operator: string,
  batches: readonly Entry[][],
): Promise<void> {
  await Promise.all(
    batches.map((entries, at) => tell(engines[at % 2]!, operator, entries, `${operator} ${at}`)),
  );
}

/** KPIs that teams bring while the system runs. */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defineReference } from '../../../src/engine/definitions/define.ts';
import { registerKpi, retireKpi } from '../../../src/engine/definitions/register.ts';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { KpiLiteral } from '../../../src/kpi/definition.ts';
import type { Database } from '../../../src/store/database.ts';
import { versionsOf } from '../../../src/store/kpis.ts';
import { backlog } from '../../../src/store/marks.ts';
import type { Keeper } from '../../../src/world/keeper.ts';
import { onEachDatabase } from '../../support/database.ts';
import { measurementsOf } from '../../support/model.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { modelKpis } from '../../support/modelKpis.ts';
import { changes, truthOf, worlds } from '../../support/worlds.ts';
import { batch, exampleKpi, exampleRegistry, INPUTS, observation, startExample } from '../example.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import { define, differences, empty, registryOf, startTestEngine, stored, tell } from '../running.ts';

const OPERATOR = 'told';

/** Registers a definition; throws where it is refused. */
async function register(
  engine: WholeEngine,
  literal: unknown,
  by: string | null = null,
  expectedVersion?: number,
) {
  const outcome = await registerKpi(engine, { literal, by, expectedVersion });
  if (outcome.outcome !== 'registered') throw new Error(JSON.stringify(outcome));
  return outcome;
}

const mine = (changes: Partial<KpiLiteral> = {}) => exampleKpi({ code: 'mine', ...(changes as object) });

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test(
    'registered over history, redefined, retired and brought back: the figures of the same definitions in files',
    () =>
      law(
        db.kind === 'pglite' ? 8 : 16,
        fc.tuple(worlds({ events: 24, operators: 1 }), changes(), fc.nat(6), fc.nat(99), fc.boolean()),
        async ([world, change, inFiles, early, restarts]) => {
          await empty(db);
          const { units, batches } = world.operators[0]!;
          const files = registryOf(world.kpis.slice(0, inFiles), world.inputs);
          let engine = await startTestEngine(db, files, { chunkSize: world.chunkSize, grace: 0 });
          try {
            await define(engine, world.lines, [OPERATOR], units);
            const pause = early % (batches.length + 1);
            for (const [at, entries] of batches.slice(0, pause).entries())
              await tell(engine, OPERATOR, entries, `${at}`);
            const counted = new Map<string, number>();
            for (const { literal } of world.kpis.slice(inFiles)) {
              counted.set(literal.code, (await register(engine, literal)).recomputing);
            }
            await engine.drain();
            const early_ = await stored(db);
            for (const [code, count] of counted) {
              const names = [...(early_.get(OPERATOR)?.keys() ?? [])].filter((it) =>
                it.startsWith(`${code} of`),
              );
              expect([code, count]).toEqual([code, names.length]);
            }
            const twice = await register(engine, world.kpis.at(-1)!.literal).catch(() => null);
            if (inFiles < 6) expect(twice?.recomputing).toBe(0);
            // Other definitions of those that are registered, then the first again, before the second is computed.
            const changed = modelKpis(change.choices).slice(inFiles);
            for (const { literal } of changed.toReversed())
              await registerKpi(engine, { literal, by: null, expectedVersion: undefined });
            if (restarts) {
              await engine.stop();
              engine = await startTestEngine(db, files, { chunkSize: world.chunkSize, grace: 0 });
            }
            if (inFiles < 6) await retireKpi(engine, 'derived-twice');
            for (const [at, entries] of batches.slice(pause).entries())
              await tell(engine, OPERATOR, entries, `late ${at}`);
            for (const { literal } of world.kpis.slice(inFiles))
              await register(engine, literal).catch(explained(engine, literal));
            for (const { literal } of world.kpis.slice(inFiles)) await register(engine, literal);
            await engine.drain();
            const expected = measurementsOf({ ...world, units }, truthOf(batches));
            expect(differences(expected, (await stored(db)).get(OPERATOR))).toEqual([]);
            expect((await backlog(db)).pending).toBe(0);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );

  /** A cadence finer than that of a KPI below is refused until that one is changed back too. */
  const explained = (_engine: WholeEngine, _literal: unknown) => (error: Error) => {
    expect(error.message).toMatch(/finer|could not stay/);
  };

  describe('two teams', () => {
    const outcomes = (answers: { outcome: string }[]) => answers.map((it) => it.outcome).sort();

    test('a new code at once, each known to be new: one succeeds, the others get the conflict', async () => {
      const engine = await startExample(db);
      const teams = [1, 2, 3, 4, 5].map((team) =>
        registerKpi(engine, { literal: mine({ weight: team }), by: `team ${team}`, expectedVersion: 0 }),
      );
      expect(outcomes(await Promise.all(teams))).toEqual([
        ...Array<string>(4).fill('conflict'),
        'registered',
      ]);
      expect((await engine.moment()).world.kpi('mine')?.version).toBe(1);
      await engine.stop();
    });

    /** What two teams without an expected version get: both look before either registers, or one after the other. */
    test.each([
      ['both look first', true, ['conflict', 'registered'], 1],
      ['one looks when the other is done', false, ['registered', 'registered'], 2],
    ])('a code without an expected version, %s', async (_, together, expected, version) => {
      const engine = await startExample(db);
      let looked = 0;
      let go = () => {};
      const both = new Promise<void>((resolve) => (go = resolve));
      const team: Keeper = {
        moment: () => engine.moment(),
        change: async (work) => {
          if (++looked === 2) go();
          if (together) await both;
          return engine.change(work);
        },
      };
      const registered = (weight: number) =>
        registerKpi(team, { literal: mine({ weight }), by: null, expectedVersion: undefined });
      const first = registered(1);
      if (!together) await first;
      expect(outcomes([await registered(2), await first])).toEqual(expected);
      expect((await engine.moment()).world.kpi('mine')?.version).toBe(version);
      await engine.stop();
    });

    test('a version that is no longer the newest is a conflict, and the right one is not', async () => {
      const engine = await startExample(db);
      await register(engine, mine(), null, 0);
      expect(
        await registerKpi(engine, { literal: mine({ weight: 2 }), by: null, expectedVersion: 0 }),
      ).toMatchObject({
        outcome: 'conflict',
        existing: { version: 1 },
      });
      expect((await register(engine, mine({ weight: 2 }), null, 1)).kpi.version).toBe(2);
      await engine.stop();
    });

    test('what comes with files and packages cannot be taken, neither code nor input', async () => {
      const engine = await startExample(db);
      const outcome = await registerKpi(engine, {
        literal: exampleKpi(),
        by: null,
        expectedVersion: undefined,
      });
      expect(outcome).toMatchObject({ outcome: 'conflict', existing: { origin: 'PACKAGE' } });
      expect(outcome).toHaveProperty('message', expect.stringContaining('a package'));
      const input = { ...INPUTS[0]!, timeAggregation: 'MAX' as const };
      expect(await defineReference(engine, { inputs: [input] })).toMatchObject({ outcome: 'invalid' });
      await engine.stop();
    });
  });

  describe('versions', () => {
    test('texts make none, weight makes one that computes nothing, limits one that does', async () => {
      const engine = await startExample(db);
      await engine.record(
        batch([
          observation('answered', 'acme', '2026-02-01', 90),
          observation('offered', 'acme', '2026-02-01', 100),
        ]),
      );
      expect((await register(engine, mine(), 'Wang')).recomputing).toBe(5);
      await engine.drain();
      const text = await register(engine, mine({ description: 'Other words.', unit: '%' }), 'Li');
      expect([text.kpi.version, text.recomputing, text.kpi.kpi.definition.unit]).toEqual([1, 0, '%']);
      const weight = await register(engine, mine({ weight: 7 }), 'Li');
      expect([weight.kpi.version, weight.recomputing]).toEqual([2, 0]);
      expect((await backlog(db)).pending).toBe(0);
      const limits = await register(
        engine,
        mine({ weight: 7, threshold: { atLeast: { warning: 95, critical: 80 } } }),
        'Zhao',
      );
      expect([limits.kpi.version, limits.recomputing]).toEqual([3, 5]);
      const versions = await versionsOf(db, limits.kpi.id);
      expect(versions.map(({ version, createdBy }) => [version, createdBy])).toEqual([
        [3, 'Zhao'],
        [2, 'Li'],
        [1, 'Wang'],
      ]);
      await engine.stop();
    });
  });

  describe('retiring', () => {
    const low = (date: string) => [
      observation('answered', 'acme', date, 10),
      observation('offered', 'acme', date, 100),
    ];

    test('leaves the history, ends the breaches once, and coming back computes what was missed', async () => {
      const engine = await startExample(db);
      await register(engine, mine());
      await engine.record(batch(low('2026-02-01')));
      await engine.drain();
      expect(await retireKpi(engine, 'mine')).toMatchObject({ outcome: 'retired', kpi: { retired: true } });
      expect(await retireKpi(engine, 'mine')).toMatchObject({ outcome: 'conflict' });
      expect(await retireKpi(engine, 'nothing')).toMatchObject({ outcome: 'notFound' });
      expect(await retireKpi(engine, 'answer-rate')).toMatchObject({ outcome: 'conflict' });
      await engine.record(batch(low('2026-02-02')));
      await engine.drain();
      expect(await daysOf('mine')).toEqual(['2026-02-01']);
      expect(await eventsOf('mine')).toEqual(['OPENED', 'RESOLVED']);
      const { world } = await engine.moment();
      expect([world.kpis.length, world.kpi('mine')?.retired]).toEqual([1, true]);
      expect((await register(engine, mine())).kpi).toMatchObject({ version: 1, retired: false });
      await engine.drain();
      expect(await daysOf('mine')).toEqual(['2026-02-01', '2026-02-02']);
      expect(await eventsOf('mine')).toEqual(['OPENED', 'RESOLVED', 'OPENED']);
      await engine.stop();
    });

    test('is refused while another KPI reads it, and what is retired cannot be read', async () => {
      const engine = await startExample(db);
      await register(engine, mine());
      await register(engine, mine({ code: 'double', formula: '2 * mine' }));
      expect(await retireKpi(engine, 'mine')).toMatchObject({
        outcome: 'conflict',
        message: expect.stringContaining('double') as string,
      });
      await retireKpi(engine, 'double');
      expect(
        await registerKpi(engine, {
          literal: mine({ code: 'triple', formula: '3 * double' }),
          by: null,
          expectedVersion: 0,
        }),
      ).toMatchObject({
        outcome: 'invalid',
        problems: [{ path: ['formula'], message: 'reads "double", which is retired' }],
      });
      expect(await retireKpi(engine, 'mine')).toMatchObject({ outcome: 'retired' });
      await engine.stop();
    });

    test('in the middle of a new version leaves the history of the old one', async () => {
      const engine = await startExample(db, undefined, { chunkSize: 1 });
      await engine.record(batch([1, 2, 3, 4].flatMap((day) => low(`2026-02-0${day}`))));
      await register(engine, mine());
      await engine.drain();
      await engine.stop();
      await register(engine, mine({ formula: '50 * answered / offered' }));
      await retireKpi(engine, 'mine');
      const again = await startTestEngine(db, exampleRegistry(), { chunkSize: 1 });
      await again.drain();
      expect(
        await db.rows(sql`select distinct m.value from measurement m join kpi_edition e on e.id = m.edition_id
        join kpi k on k.id = e.kpi_id where k.code = 'mine' and e.state = 'CURRENT'`),
      ).toEqual([{ value: 10 }]);
      expect((await backlog(db)).pending).toBe(0);
      await again.stop();
    });
  });

  describe('starting again', () => {
    test('a registered KPI is there again, over a registered input', async () => {
      const engine = await startExample(db);
      const input = {
        key: 'tips',
        name: { en: 'Tips', zh: '小费' },
        unit: 'yuan',
        timeAggregation: 'SUM',
        spaceAggregation: 'SUM',
      } as const;
      expect((await defineReference(engine, { inputs: [input] })).outcome).toBe('defined');
      await register(engine, mine({ formula: 'tips / offered' }));
      await engine.stop();
      const again = await startTestEngine(db, exampleRegistry());
      expect((await again.moment()).world.kpi('mine')).toMatchObject({
        version: 1,
        origin: 'REGISTERED',
        retired: false,
      });
      await again.record(
        batch([
          observation('tips', 'acme', '2026-02-01', 90),
          observation('offered', 'acme', '2026-02-01', 100),
        ]),
      );
      await again.drain();
      expect(await daysOf('mine')).toEqual(['2026-02-01']);
      await again.stop();
    });

    test('one that is no longer valid is left out, told and shown, and whole when it is valid again', async () => {
      const engine = await startExample(db);
      const day = (date: string) => [
        observation('answered', 'acme', date, 10),
        observation('offered', 'acme', date, 100),
      ];
      await register(engine, mine());
      await register(engine, mine({ code: 'double', formula: '2 * mine' }));
      await engine.record(batch(day('2026-02-01')));
      await engine.drain();
      await engine.stop();
      const lines: { msg: string; source?: string }[] = [];
      const log = pino(
        { level: 'error' },
        { write: (line: string) => void lines.push(JSON.parse(line) as never) },
      );
      const taken = exampleRegistry([
        exampleKpi({ code: 'mine-2', parameters: { mine: 2 }, formula: 'mine * answered' }),
        exampleKpi(),
      ]);
      const without = await startTestEngine(db, taken, { log });
      const { world } = await without.moment();
      expect(world.skipped.map((it) => it.source).sort()).toEqual(['registered#double', 'registered#mine']);
      expect([world.kpi('mine'), world.kpi('double')]).toEqual([undefined, undefined]);
      expect(lines.map((it) => it.source).sort()).toEqual(['registered#double', 'registered#mine']);
      await without.record(batch(day('2026-02-02')));
      await without.drain();
      expect(await eventsOf('mine')).toEqual(['OPENED', 'RESOLVED']);
      await without.stop();
      const again = await startTestEngine(db, exampleRegistry());
      await again.drain();
      expect([...(await again.moment()).world.kpis].map((it) => it.kpi.definition.code)).toEqual([
        'answer-rate',
        'double',
        'mine',
      ]);
      expect(await daysOf('mine')).toEqual(['2026-02-01', '2026-02-02']);
      expect(await daysOf('double')).toEqual(['2026-02-01', '2026-02-02']);
      await again.stop();
    });

    test('one that reads a KPI of a package that went away cannot block the others', async () => {
      const low = exampleKpi({ code: 'low', formula: 'answered' });
      const engine = await startExample(db, exampleRegistry([exampleKpi(), low]));
      await register(engine, mine({ formula: '2 * low' }));
      await engine.stop();
      const again = await startTestEngine(db, exampleRegistry());
      expect((await again.moment()).world.skipped).toMatchObject([
        { source: 'registered#mine', path: ['formula'] },
      ]);
      await again.record(
        batch([
          observation('answered', 'acme', '2026-02-01', 90),
          observation('offered', 'acme', '2026-02-01', 100),
        ]),
      );
      await again.drain();
      expect(await daysOf('answer-rate')).toEqual(['2026-02-01']);
      await register(again, mine({ code: 'other' }));
      await again.drain();
      expect(await daysOf('other')).toEqual(['2026-02-01']);
      await again.stop();
    });
  });

  describe('a new version', () => {
    const FIRST = '2025-06-01';
    const history = Array.from({ length: 60 }, (_, at) => daysLater(FIRST, at));
    const observations = history.flatMap((date) => [
      observation('answered', 'acme', date, 10),
      observation('offered', 'acme', date, 100),
    ]);
    const times = (factor: number) => mine({ formula: `${factor} * answered / offered` });
    const doubled = mine({ code: 'doubled', formula: '2 * mine' });

    /** Chunk by chunk; and figures that were replaced stay, as in the product, until whoever reads them in two steps is done. */
    const SLOWLY = { chunkSize: 1, grace: 30_000 };

    /** What a reader sees at one moment: the figures by KPI, through the edition that its world names. */
    async function seen(engine: WholeEngine): Promise<Map<string, Set<number>>> {
      const { world } = await engine.moment();
      const found = new Map<string, Set<number>>();
      for (const code of ['mine', 'doubled']) {
        const rows = await db.rows<{ value: number }>(
          sql`select value from measurement where edition_id = ${world.kpi(code)!.editionId}`,
        );
        found.set(code, new Set(rows.map((it) => it.value)));
      }
      return found;
    }

    test('is seen at once and whole, with what is derived from it, however often the server is stopped', async () => {
      let engine = await startExample(db, undefined, SLOWLY);
      // Tests share the database, and another one's retired KPI may be back in this one.
      const [{ last } = { last: 0 }] = await db.rows<{ last: number }>(
        sql`select coalesce(max(id), 0) as last from event`,
      );
      await engine.record(batch(observations));
      await register(engine, times(100));
      await register(engine, doubled);
      await engine.drain();
      const before = await seen(engine);
      expect(before).toEqual(
        new Map([
          ['mine', new Set([10])],
          ['doubled', new Set([20])],
        ]),
      );
      await register(engine, times(400));
      let polls = 0;
      for (let stops = 0; ;) {
        const now = await seen(engine);
        polls++;
        const factor = [...now.get('mine')!][0]! / 10;
        expect(now).toEqual(
          new Map([
            ['mine', new Set([10 * factor])],
            ['doubled', new Set([20 * factor])],
          ]),
        );
        if (factor === 4) break;
        if (polls % 3 === 0 && stops < 8) {
          stops++;
          await engine.stop();
          engine = await startTestEngine(db, exampleRegistry(), SLOWLY);
        }
      }
      expect(polls).toBeGreaterThan(3);
      await engine.drain();
      const opened = await db.rows(
        sql`select subject_id, count(*) from event where kind = 'BREACH' and type = 'OPENED' and id > ${last} group by 1 having count(*) > 1`,
      );
      expect(opened).toEqual([]);
      await engine.stop();
    }, 120_000);

    test('waits for a KPI below it that is changed once more', async () => {
      const engine = await startExample(db, undefined, SLOWLY);
      await engine.record(batch(observations));
      await register(engine, times(100));
      await register(engine, doubled);
      await engine.drain();
      await engine.stop();
      await register(engine, times(400));
      await register(engine, { ...doubled, formula: '3 * mine' });
      const again = await startTestEngine(db, exampleRegistry(), SLOWLY);
      for (;;) {
        const now = await seen(again);
        const [own, derived] = ['mine', 'doubled'].map((code) => [...now.get(code)!]);
        expect([
          [[10], [20]],
          [[40], [120]],
        ]).toContainEqual([own, derived]);
        if (own![0] === 40) break;
      }
      await again.stop();
    });
  });

  async function daysOf(code: string): Promise<string[]> {
    const rows = await db.rows<{
      start: string;
    }>(sql`select distinct m.start from measurement m join kpi_edition e on e.id = m.edition_id
      join kpi k on k.id = e.kpi_id where k.code = ${code} and e.state = 'CURRENT' and m.grain = 0 order by 1`);
    return rows.map((it) => it.start);
  }

  async function eventsOf(code: string): Promise<string[]> {
    const rows = await db.rows<{
      type: string;
    }>(sql`select e.type from event e join breach b on b.id = e.subject_id and e.kind = 'BREACH'
      join kpi k on k.id = b.kpi_id join place p on p.id = b.place_id where k.code = ${code} and p.code is null and b.line_id = 0 order by e.id`);
    return rows.map((it) => it.type);
  }
});

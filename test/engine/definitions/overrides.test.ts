/** Overrides in the model's words: which one is used, and what it makes of the figures. */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  overrideKpi,
  removeOverride,
  setDimensionWeights,
} from '../../../src/engine/definitions/overrides.ts';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { Database } from '../../../src/store/database.ts';
import { backlog } from '../../../src/store/marks.ts';
import { onEachDatabase } from '../../support/database.ts';
import { type Figures, isWithin, measurementsOf, type ModelWorld, type Tree } from '../../support/model.ts';
import { truthOf, worlds } from '../../support/worlds.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from '../example.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import { define, differences, empty, registryOf, startTestEngine, stored, tell } from '../running.ts';

const OPERATOR = 'told';

/** One that only says otherwise where CRITICAL begins, and one that scores everything alike. */
interface Wish {
  kpi: number;
  unit: number;
  line: number;
  from: string;
  critical: number | null;
  scores: number | null;
  removed: boolean;
}

const wishes = fc.array(
  fc.record({
    kpi: fc.constantFrom(0, 2),
    unit: fc.nat(9),
    line: fc.nat(20),
    from: fc.constantFrom('0001-01-01', '2020-12-01', '2021-01-01', '2021-01-04', '2024-01-01'),
    critical: fc.option(fc.integer({ min: -30, max: 50 })),
    scores: fc.option(fc.integer({ min: 2, max: 100 })),
    removed: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

interface Placed {
  code: string;
  unit: string | null;
  line: string | null;
  from: string;
  critical: number | null;
  scores: number | null;
}

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test(
    'the nearest unit, then the nearest line, then the latest day: whenever they come and go, the figures are theirs',
    () =>
      law(
        db.kind === 'pglite' ? 8 : 16,
        fc.tuple(worlds({ events: 24, operators: 1 }), wishes, fc.nat(99)),
        async ([world, wanted, early]) => {
          await empty(db);
          await db.rows(sql`truncate kpi_override`);
          const { units, batches } = world.operators[0]!;
          const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), {
            chunkSize: world.chunkSize,
          });
          try {
            await define(engine, world.lines, [OPERATOR], units);
            const pause = early % (batches.length + 1);
            for (const [at, entries] of batches.slice(0, pause).entries())
              await tell(engine, OPERATOR, entries, `${at}`);
            const standing = new Map<string, Placed>();
            for (const wish of wanted) await place(engine, wish, world, units, standing);
            for (const [at, entries] of batches.slice(pause).entries())
              await tell(engine, OPERATOR, entries, `late ${at}`);
            for (const [name, it] of standing) {
              if (!wanted.some((wish) => wish.removed && wish.from === it.from)) continue;
              expect((await removeOverride(engine, keyOf(it))).outcome).toBe('overridden');
              standing.delete(name);
            }
            await engine.drain();
            const plain = measurementsOf({ ...world, units }, truthOf(batches));
            const expected = new Map(
              [...plain].map(([name, it]) => [
                name,
                judged({ ...world, units }, name, it, [...standing.values()]),
              ]),
            );
            expect(differences(expected, (await stored(db)).get(OPERATOR))).toEqual([]);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );

  describe('runs', () => {
    const low = (date: string) => [
      observation('answered', 'acme/north', date, 10),
      observation('offered', 'acme/north', date, 100),
    ];

    test('how many periods in a row open a breach, changed and changed back', async () => {
      const engine = await startExample(db, exampleRegistry([exampleKpi()]));
      await db.rows(sql`truncate breach, event`);
      await engine.record(batch([...low('2026-02-01'), ...low('2026-02-02')]));
      await engine.drain();
      const three = {
        code: 'answer-rate',
        scope: { operator: 'acme', orgUnit: 'north' },
        from: '2026-02-02',
      };
      const wish = {
        ...three,
        threshold: null,
        consecutive: 3,
        scoring: null,
        weight: null,
        by: 'Wang',
        why: 'noisy',
      };
      expect(await overrideKpi(engine, wish)).toMatchObject({
        outcome: 'overridden',
        override: { consecutive: 3 },
      });
      await engine.drain();
      // The first day needs one period, as in the definition: the episode stays open.
      expect(await events('north')).toEqual(['OPENED']);
      await overrideKpi(engine, { ...wish, from: '2026-02-01' });
      await engine.drain();
      expect(await events('north')).toEqual(['OPENED', 'RESOLVED']);
      expect(await events(null)).toEqual(['OPENED']);
      await engine.record(batch(low('2026-02-03')));
      await engine.drain();
      expect(await events('north')).toEqual(['OPENED', 'RESOLVED', 'OPENED']);
      expect((await backlog(db)).pending).toBe(0);
      await engine.stop();
    });

    const events = async (unit: string | null) => {
      const rows = await db.rows<{
        type: string;
      }>(sql`select e.type from event e join breach b on b.id = e.subject_id and e.kind = 'BREACH'
        join place p on p.id = b.place_id where p.code is not distinct from ${unit}::text and b.line_id = 0 order by e.id`);
      return rows.map((it) => it.type);
    };
  });

  test('what cannot be is refused, every problem at once', async () => {
    const engine = await startExample(db);
    const wish = {
      code: 'answer-rate',
      scope: { operator: 'acme', orgUnit: 'nrth', businessLine: 'mobyle' },
      from: '2026-02-30',
      ...{
        threshold: { atMost: { warning: 1 } },
        consecutive: 0,
        scoring: null,
        weight: -1,
        by: '\u0000',
        why: null,
      },
    };
    const answer = await overrideKpi(engine, wish);
    const paths = answer.outcome === 'invalid' ? answer.problems.map((it) => it.path.join('.')).sort() : [];
    expect(paths).toEqual([
      'by',
      'from',
      'scope.businessLine',
      'scope.orgUnit',
      'threshold.consecutive',
      'weight',
    ]);
    expect(await overrideKpi(engine, { ...wish, code: 'nothing' })).toMatchObject({ outcome: 'notFound' });
    expect(
      await setDimensionWeights(engine, 'acme', { PERCEPTION: 0, COMPLAINT: 1, OPERATIONS: Infinity }),
    ).toMatchObject({
      problems: [{ path: ['weights', 'perception'] }, { path: ['weights', 'operations'] }],
    });
    await engine.stop();
  });
});

const keyOf = ({ code, unit, line, from }: Placed) => ({
  code,
  scope: { operator: OPERATOR, orgUnit: unit, businessLine: line },
  from,
});

async function place(
  engine: WholeEngine,
  wish: Wish,
  world: Pick<ModelWorld, 'kpis' | 'lines'>,
  units: Tree,
  standing: Map<string, Placed>,
): Promise<void> {
  const pick = (codes: string[], at: number) => [null, ...codes][at % (codes.length + 1)]!;
  const code = world.kpis[wish.kpi]!.literal.code;
  const it = {
    ...wish,
    code,
    unit: pick([...units.keys()], wish.unit),
    line: pick([...world.lines.keys()], wish.line),
  };
  const nothing = wish.critical === null && wish.scores === null;
  const outcome = await overrideKpi(engine, {
    ...keyOf(it),
    threshold: wish.critical === null ? null : { atLeast: { critical: wish.critical } },
    scoring: wish.scores === null ? null : curve(wish.scores),
    ...{ consecutive: null, weight: null, by: null, why: null },
  });
  expect(outcome.outcome).toBe(nothing ? 'invalid' : 'overridden');
  if (!nothing) standing.set([code, it.unit, it.line, it.from].join(), it);
}

/** A curve that is nearly flat, so that a score tells which one it was read off. */
const curve = (score: number) => [
  { value: -1e6, score: score - 1 },
  { value: 1e6, score },
];

/** The figures of a measurement under the override that is used for it. */
function judged(world: ModelWorld, name: string, figures: Figures, overrides: readonly Placed[]): Figures {
  const [, code, lineName, unitName, start] = /^(\S+) of (.+) at (.+), \S+ from (\S+)$/.exec(name)!;
  const line = lineName === 'all lines' ? null : lineName!;
  const unit = unitName === 'the operator' ? null : unitName!;
  if (figures.value === null || figures.status === 'INSUFFICIENT_SAMPLE') return figures;
  const holding = overrides.filter(
    (it) =>
      it.code === code &&
      isWithin(world.units, unit, it.unit) &&
      isWithin(world.lines, line, it.line) &&
      it.from <= start!,
  );
  const used = holding.find((it) => holding.every((other) => other === it || wins(world, it, other)));
  if (!used) return figures;
  const margin = used.critical === null ? 0 : 1e-9 * Math.max(1, Math.abs(used.critical));
  const status =
    used.critical === null ? figures.status : figures.value < used.critical - margin ? 'CRITICAL' : 'OK';
  const share = Math.min(1, Math.max(0, (figures.value + 1e6) / 2e6));
  return { ...figures, status, score: used.scores === null ? figures.score : used.scores - 1 + share };
}

function wins({ units, lines }: ModelWorld, a: Placed, b: Placed): boolean {
  if (a.unit !== b.unit) return isWithin(units, a.unit, b.unit);
  if (a.line !== b.line) return isWithin(lines, a.line, b.line);
  return a.from > b.from;
}

/** A change touches what it changes and nothing else. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import { type Figures, measurementsOf } from '../../support/model.ts';
import { type RandomWorld, truthOf, worlds } from '../../support/worlds.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import {
  define,
  empty,
  registryOf,
  sameFigures,
  startTestEngine,
  stored,
  type StoredFigures,
  tell,
} from '../running.ts';

const OPERATOR = 'told';

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  const changing = worlds({ events: 24, operators: 1 });
  const few = () => (db.kind === 'pglite' ? 5 : 10);

  /** Runs `then` on an engine that has settled all but the last batch of a world. */
  const inWorld = (then: (engine: WholeEngine, world: RandomWorld, written: () => number) => Promise<void>) =>
    law(few(), changing, async (world) => {
      await empty(db);
      let written = 0;
      const options = { onChunk: (_: number, chunk: { written: number }) => void (written += chunk.written) };
      const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), options);
      try {
        const { units, batches } = world.operators[0]!;
        await define(engine, world.lines, [OPERATOR], units);
        for (const [at, batch] of batches.slice(0, -1).entries())
          await tell(engine, OPERATOR, batch, `story ${at}`);
        await engine.drain();
        await then(engine, world, () => written);
      } finally {
        await engine.stop();
      }
    });

  test(
    'recording the same again writes nothing',
    () =>
      inWorld(async (engine, { operators }, written) => {
        const truth = truthOf(operators[0]!.batches.slice(0, -1));
        const [before, writtenBefore] = [await stored(db), written()];
        if (truth.length > 0) await tell(engine, OPERATOR, truth, 'again');
        await engine.drain();
        expect(written()).toBe(writtenBefore);
        expect(await stored(db)).toEqual(before);
      }),
    LAW_TIMEOUT,
  );

  test(
    'late, replaced and withdrawn values rewrite exactly the figures that they change',
    () =>
      inWorld(async (engine, { operators, ...world }) => {
        const { units, batches } = operators[0]!;
        const measured = (upTo: number | undefined) =>
          measurementsOf({ ...world, units }, truthOf(batches.slice(0, upTo)));
        const late = batches.at(-1) ?? [];
        const before = (await stored(db)).get(OPERATOR) ?? new Map<string, StoredFigures>();
        if (late.length > 0) await tell(engine, OPERATOR, late, 'late');
        await engine.drain();
        const after = (await stored(db)).get(OPERATOR) ?? new Map<string, StoredFigures>();
        const rewritten = namesOf(before, after).filter(
          (it) => before.get(it)?.writing !== after.get(it)?.writing,
        );
        const changed = changes(measured(-1), measured(undefined));
        expect(rewritten.sort()).toEqual(changed.sort());
      }),
    LAW_TIMEOUT,
  );

  test(
    'withdrawing everything leaves no measurement',
    () =>
      inWorld(async (engine, { operators }) => {
        const truth = truthOf(operators[0]!.batches.slice(0, -1));
        if (truth.length > 0)
          await tell(
            engine,
            OPERATOR,
            truth.map((it) => ({ ...it, value: null })),
            'withdraw',
          );
        await engine.drain();
        expect(await stored(db)).toEqual(new Map());
        const left = await db.rows(sql`select (select count(*)::int from observation) as observations,
          (select count(*)::int from observation_month) as months, (select count(*)::int from mark) as marks,
          (select coalesce(sum(observations), 0)::int from observed_day) as days`);
        expect(left).toEqual([{ observations: 0, months: 0, marks: 0, days: 0 }]);
      }),
    LAW_TIMEOUT,
  );
});

const namesOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>) => [
  ...new Set([...a.keys(), ...b.keys()]),
];

/** The measurements that are others, or there no longer, or new. */
const changes = (before: ReadonlyMap<string, Figures>, after: ReadonlyMap<string, Figures>) =>
  namesOf(before, after).filter((it) => {
    const [a, b] = [before.get(it), after.get(it)];
    return !a || !b || !sameFigures(a, b);
  });

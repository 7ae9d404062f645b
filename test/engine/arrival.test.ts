/** However observations arrive, measurements say what the definitions say. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WholeEngine } from '../../src/engine/engine.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase } from '../support/database.ts';
import { measurementsOf } from '../support/model.ts';
import { type Entry, shuffled, type Story, truthOf, worlds } from '../support/worlds.ts';
import { law, LAW_TIMEOUT } from './property.ts';
import { define, differences, empty, registryOf, startTestEngine, stored, tell } from './running.ts';

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test(
    'told at once, as it happened, in any order or repeatedly: the same measurements, and those of the definitions',
    () =>
      law(
        db.kind === 'pglite' ? 8 : 16,
        fc.tuple(worlds(), fc.nat(), fc.boolean()),
        async ([world, seed, drains]) => {
          await empty(db);
          const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), {
            chunkSize: world.chunkSize,
          });
          try {
            for (const [at, story] of world.operators.entries()) {
              await define(
                engine,
                world.lines,
                WAYS.map((way) => `${way}-${at}`),
                story.units,
              );
            }
            const telling = world.operators.flatMap((story, at) =>
              WAYS.map((way) => play(engine, `${way}-${at}`, arrivals(story, seed)[way], drains)),
            );
            await Promise.all(telling);
            await engine.drain();
            const found = await stored(db);
            for (const [at, story] of world.operators.entries()) {
              const expected = measurementsOf({ ...world, units: story.units }, truthOf(story.batches));
              for (const way of WAYS)
                expect([way, differences(expected, found.get(`${way}-${at}`))]).toEqual([way, []]);
            }
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );
});

const WAYS = ['at-once', 'as-it-happened', 'shuffled', 'repeated'] as const;

/** The same story told in different ways. */
function arrivals({ batches }: Story, seed: number): Record<(typeof WAYS)[number], Entry[][]> {
  const truth = truthOf(batches);
  return {
    'at-once': [truth],
    'as-it-happened': batches,
    shuffled: shuffled(truth, seed),
    repeated: batches.flatMap((batch) => [batch, batch]),
  };
}

/** Tells the batches in turn; the keys of a repeated batch differ. */
async function play(
  engine: WholeEngine,
  operator: string,
  batches: readonly Entry[][],
  drains: boolean,
): Promise<void> {
  for (const [at, batch] of batches.entries()) {
    if (batch.length > 0) await tell(engine, operator, batch, `${operator} ${at}`);
    if (drains) await engine.drain();
  }
}

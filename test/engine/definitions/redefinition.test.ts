/** Trees, aggregations and definitions are not dated: a change counts for all of history. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import { measurementsOf } from '../../support/model.ts';
import { modelKpis } from '../../support/modelKpis.ts';
import { changes, worlds } from '../../support/worlds.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import { define, differences, empty, redefine, registryOf, startTestEngine, stored } from '../running.ts';
import { OPERATOR, overlapping, Told } from '../telling.ts';

/** When things happen: `early` and `between` batches are told before the change; while the engine is stopped, work waits. */
const moments = fc.record({
  early: fc.nat(99),
  between: fc.nat(3),
  drains: fc.boolean(),
  stops: fc.boolean(),
  redefines: fc.boolean(),
});

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test(
    'new parents, aggregations and definitions give what they would have given from the start, or are refused',
    () =>
      law(
        db.kind === 'pglite' ? 10 : 20,
        fc.tuple(worlds({ events: 24, operators: 1 }), changes(), moments),
        async ([world, change, { early, between, drains, stops, redefines }]) => {
          await empty(db);
          const { chunkSize, operators } = world;
          const { units, batches } = operators[0]!;
          let engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), { chunkSize });
          try {
            await define(engine, world.lines, [OPERATOR], units);
            let trees = { lines: world.lines, units };
            const told = new Told(engine);
            const pause = early % (batches.length + 1);
            for (const batch of batches.slice(0, pause)) await told.tell(batch, trees);
            if (drains) await engine.drain();
            if (stops) await engine.stop();
            for (const batch of batches.slice(pause, pause + between)) await told.tell(batch, trees);

            const clash = overlapping(told.truth, change);
            const answer = await redefine(engine, OPERATOR, change);
            expect(answer.outcome).toBe(clash ? 'conflict' : 'defined');
            if (!clash) trees = change;
            const inputs = clash ? world.inputs : change.inputs;

            for (const batch of batches.slice(pause + between)) await told.tell(batch, trees);
            const kpis = redefines ? modelKpis(change.choices) : world.kpis;
            if (stops || redefines) {
              await engine.stop();
              engine = await startTestEngine(db, registryOf(kpis, inputs), { chunkSize });
            }
            await engine.drain();
            const expected = measurementsOf({ ...trees, inputs, kpis }, told.truth);
            expect(differences(expected, (await stored(db)).get(OPERATOR))).toEqual([]);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );
});

/** Breaches are what the measurements say, however these came to be, and their events tell the same. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import { episodesOf, ModelBreaches } from '../../support/modelBreaches.ts';
import { modelKpis } from '../../support/modelKpis.ts';
import {
  changes,
  type Entry,
  nearDays,
  shuffled,
  type Story,
  truthOf,
  worlds,
} from '../../support/worlds.ts';
import {
  expected,
  expectedTold,
  publishedEvents,
  standing,
  storedBreaches,
  type StoredEvent,
  told,
  unlikeTheirEvents,
} from '../breachRecords.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import { define, empty, redefine, registryOf, startTestEngine, tell } from '../running.ts';
import { OPERATOR, Told } from '../telling.ts';

const ONE_CHUNK = 1_000_000;
/** One operator that has much to tell of a few weeks. */
const eventful = () => worlds({ events: 80, operators: 1, least: 50 }, nearDays());

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test(
    'each commit publishes what it changed of every breach, and never changes what was published',
    () =>
      law(db.kind === 'pglite' ? 6 : 10, eventful(), async (world) => {
        await empty(db);
        const { units, batches } = world.operators[0]!;
        const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), {
          chunkSize: ONE_CHUNK,
        });
        try {
          await define(engine, world.lines, ['told'], units);
          const model = new ModelBreaches();
          let published: StoredEvent[] = [];
          for (const [at, batch] of batches.entries()) {
            if (batch.length > 0) await tell(engine, 'told', batch, `${at}`);
            await engine.drain();
            model.commit(episodesOf({ ...world, units }, truthOf(batches.slice(0, at + 1))));
            const found = await storedBreaches(db);
            expect([at, told(found)]).toEqual([at, expectedTold(model.all)]);
            const now = await publishedEvents(db);
            expect(now.slice(0, published.length)).toEqual(published);
            published = now;
          }
        } finally {
          await engine.stop();
        }
      }),
    LAW_TIMEOUT,
  );

  test(
    'told at once, as it happened, in any order, repeatedly or with detours: the same breaches, and those of the definitions',
    () =>
      law(
        db.kind === 'pglite' ? 4 : 6,
        fc.tuple(eventful(), fc.nat(), fc.boolean()),
        async ([world, seed, drains]) => {
          await empty(db);
          const { chunkSize, operators } = world;
          const story = operators[0]!;
          const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), { chunkSize });
          try {
            await define(engine, world.lines, [...WAYS], story.units);
            const ways = arrivals(story, seed);
            await Promise.all(
              WAYS.map(async (way) => {
                for (const [at, batch] of ways[way].entries()) {
                  if (batch.length > 0) await tell(engine, way, batch, `${way} ${at}`);
                  if (drains) await engine.drain();
                }
              }),
            );
            await engine.drain();
            const found = await storedBreaches(db);
            const right = expected(episodesOf({ ...world, units: story.units }, truthOf(story.batches)));
            for (const way of WAYS)
              expect([way, standing(found.filter((it) => it.operator === way))]).toEqual([way, right]);
            expect(unlikeTheirEvents(found)).toEqual([]);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );

  test(
    'after new parents, aggregations and definitions the breaches are those that there would have been from the start',
    () =>
      law(
        db.kind === 'pglite' ? 6 : 10,
        fc.tuple(eventful(), changes(), moments),
        async ([world, change, { early, between, drains, stops, redefines }]) => {
          await empty(db);
          const { chunkSize, operators } = world;
          const { units, batches } = operators[0]!;
          let engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), { chunkSize });
          try {
            await define(engine, world.lines, [OPERATOR], units);
            const told = new Told(engine);
            const pause = early % (batches.length + 1);
            const before = { lines: world.lines, units };
            for (const batch of batches.slice(0, pause)) await told.tell(batch, before);
            if (drains) await engine.drain();
            if (stops) await engine.stop();
            for (const batch of batches.slice(pause, pause + between)) await told.tell(batch, before);
            const clash = (await redefine(engine, OPERATOR, change)).outcome !== 'defined';
            const [trees, inputs] = clash ? [before, world.inputs] : [change, change.inputs];
            for (const batch of batches.slice(pause + between)) await told.tell(batch, trees);
            const kpis = redefines ? modelKpis(change.choices) : world.kpis;
            if (stops || redefines) {
              await engine.stop();
              engine = await startTestEngine(db, registryOf(kpis, inputs), { chunkSize });
            }
            await engine.drain();
            const found = await storedBreaches(db);
            expect(standing(found)).toEqual(expected(episodesOf({ ...trees, inputs, kpis }, told.truth)));
            expect(unlikeTheirEvents(found)).toEqual([]);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );
});

/** As in redefinition.test.ts. */
const moments = fc.record({
  early: fc.nat(99),
  between: fc.nat(3),
  drains: fc.boolean(),
  stops: fc.boolean(),
  redefines: fc.boolean(),
});

const WAYS = ['at-once', 'as-it-happened', 'shuffled', 'shuffled-again', 'repeated', 'with-detours'] as const;

/** The same story told in different ways; a detour says something wrong first, or something that is taken back. */
function arrivals({ batches }: Story, seed: number): Record<(typeof WAYS)[number], Entry[][]> {
  const truth = truthOf(batches);
  const wrong = truth.map((it, at): Entry => ({ ...it, value: (it.value * 7 + at) % 61 }));
  return {
    'at-once': [truth],
    'as-it-happened': batches,
    shuffled: shuffled(truth, seed),
    'shuffled-again': shuffled(truth, seed + 1),
    repeated: batches.flatMap((batch) => [batch, batch]),
    'with-detours': [
      ...shuffled(wrong, seed + 2),
      ...shuffled(truth, seed + 3).flatMap((batch) => [batch.map((it) => ({ ...it, value: null })), batch]),
    ],
  };
}

/**
 * What is missing, what is judged and what is not, and what is told of it as data problems, are what observations, rhythms, ends and settings say, however they arrive: the
 * engine's laws once more, with everything that operators can say of their reporting.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  endReporting,
  noReporting,
  setRhythm,
  setWatching,
} from '../../../src/engine/definitions/reporting.ts';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { InputDefinition } from '../../../src/kpi/input.ts';
import { GRAINS } from '../../../src/kpi/vocabulary.ts';
import { onEachDatabase } from '../../support/database.ts';
import type { Database } from '../../../src/store/database.ts';
import { measurementsOf, type ModelObservation } from '../../support/model.ts';
import { episodesOf } from '../../support/modelBreaches.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import type { ModelReporting } from '../../support/modelCoverage.ts';
import { problemsOf } from '../../support/modelProblems.ts';
import { type Entry, nearDays, shuffled, truthOf, worlds } from '../../support/worlds.ts';
import { eventsOf, openOf, storedProblems } from '../problemRecords.ts';
import { expected, standing, storedBreaches, unlikeTheirEvents } from '../breachRecords.ts';
import { law, LAW_TIMEOUT } from '../property.ts';
import { define, differences, empty, registryOf, startTestEngine, stored, tell } from '../running.ts';

/** What is said of reporting, as wishes: inputs and places are picks from lists of any length. */
const settings = () =>
  fc.record({
    waitDays: fc.constantFrom(0, 1, 3, 5),
    minimumCoverage: fc.constantFrom(null, 0.3, 0.6, 1),
    rhythms: fc.array(
      fc.record({
        input: fc.nat(5),
        rhythm: fc.constantFrom(null, 'DAY' as const, ...GRAINS.slice(0, 3)),
        weekdays: fc.constantFrom(null, [1, 2, 3, 4, 5], [2, 7]),
      }),
      { maxLength: 3 },
    ),
    pauses: fc.array(fc.record({ from: nearDays(), days: fc.nat(4) }), { maxLength: 2 }),
    ends: fc.array(fc.record({ series: fc.nat(99), from: nearDays() }), { maxLength: 2 }),
  });

type Settings = ReturnType<typeof settings> extends fc.Arbitrary<infer It> ? It : never;

/** Long after everything else: what was waited for is waited for no longer. */
const LATER = 45;

function reportingOf(wishes: Settings, inputs: readonly { key: string }[], all: readonly Entry[]) {
  const rhythms = new Map(
    wishes.rhythms.map(({ input, ...it }) => [inputs[input % inputs.length]!.key, it] as const),
  );
  const pauses = wishes.pauses.map(({ from, days }) => ({ from, to: daysLater(from, days) }));
  const ends = wishes.ends.map(({ series, from }) => {
    const { input, line, unit } = all[series % all.length]!;
    return { input, line, unit, from };
  });
  const last = new Map(ends.map((it) => [`${it.input} ${it.line} ${it.unit}`, it]));
  return { ...wishes, rhythms, pauses, ends: [...last.values()] } satisfies ModelReporting;
}

/** The first input is a part of the fourth, and the third is held against what came before. */
const heldAgainst = (inputs: readonly InputDefinition[]): InputDefinition[] =>
  inputs.map((it, at) => ({
    ...it,
    ...(at === 0 && { partOf: inputs[3]!.key }),
    ...(at === 2 && { mostTimes: 3 }),
  }));

type Reporting = ReturnType<typeof reportingOf>;

async function say(engine: WholeEngine, operator: string, reporting: Reporting): Promise<void> {
  const outcomes = [await setWatching(engine, operator, reporting)];
  for (const [input, rhythm] of reporting.rhythms)
    outcomes.push((await setRhythm(engine, { operator, input }, rhythm)) as never);
  for (const pause of reporting.pauses)
    outcomes.push(await noReporting(engine, operator, { ...pause, why: 'holidays' }));
  for (const outcome of outcomes) expect(outcome).toMatchObject({ outcome: 'set' });
}

/** Only what was reported once can end. */
async function end(engine: WholeEngine, operator: string, { ends }: Reporting): Promise<void> {
  for (const { input, line, unit, from } of ends)
    expect(
      await endReporting(
        engine,
        { operator, input, businessLine: line, orgUnit: unit },
        { from, why: 'closed' },
      ),
    ).toMatchObject({ outcome: 'set' });
}

const WAYS = ['said-first', 'said-last', 'said-between', 'shuffled'] as const;

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => void (db = await fresh()));
  afterAll(() => db.close());

  test(
    'whenever it is said, and however observations arrive: the same coverage, the same statuses, the same breaches',
    () =>
      law(
        db.kind === 'pglite' ? 3 : 6,
        fc.tuple(worlds({ events: 60, operators: 1, least: 25 }, nearDays()), settings(), fc.nat()),
        async ([drawn, wishes, seed]) => {
          await empty(db);
          const world = { ...drawn, inputs: heldAgainst(drawn.inputs) };
          const { chunkSize, operators } = world;
          const { units, batches } = operators[0]!;
          const reporting = reportingOf(wishes, world.inputs, batches.flat());
          const engine = await startTestEngine(db, registryOf(world.kpis, world.inputs), { chunkSize });
          try {
            await define(engine, world.lines, [...WAYS], units);
            const truth = truthOf(batches);
            const later: ModelObservation = {
              ...{ input: 'alpha', line: null, unit: null, value: 5 },
              date: daysLater(
                batches
                  .flat()
                  .map((it) => it.date)
                  .sort()
                  .at(-1)!,
                LATER,
              ),
            };
            for (const way of WAYS) {
              const told = way === 'shuffled' ? shuffled(truth, seed) : batches;
              const middle = Math.floor(told.length / 2);
              if (way === 'said-first') await say(engine, way, reporting);
              for (const [at, batch] of told.entries()) {
                if (way === 'said-between' && at === middle) await say(engine, way, reporting);
                if (batch.length > 0) await tell(engine, way, batch, `${way} ${at}`);
                if (at % 3 === 0) await engine.drain();
              }
              if (way === 'shuffled') {
                // What was withdrawn again before it was told was never reported.
                const known = new Set(truth.map((it) => `${it.input} ${it.line} ${it.unit}`));
                const gone = batches.flat().filter((it) => !known.has(`${it.input} ${it.line} ${it.unit}`));
                if (gone.length > 0) await tellAndTakeBack(engine, way, gone);
              }
              await end(engine, way, reporting);
              if (way === 'said-last' || way === 'shuffled') await say(engine, way, reporting);
              await engine.drain();
              await tell(engine, way, [later], `${way} later`);
            }
            await engine.drain();
            const all = [...truth, later];
            const model = { ...world, units, reporting };
            const measured = measurementsOf(model, all);
            const found = await stored(db);
            for (const way of WAYS) expect([way, differences(measured, found.get(way))]).toEqual([way, []]);
            const breaches = await storedBreaches(db);
            const right = expected(episodesOf(model, all));
            for (const way of WAYS)
              expect([way, standing(breaches.filter((it) => it.operator === way))]).toEqual([way, right]);
            expect(unlikeTheirEvents(breaches)).toEqual([]);
            const problems = await storedProblems(db);
            const wrong = problemsOf(model, all);
            for (const way of WAYS)
              expect([way, openOf(problems.filter((it) => it.operator === way))]).toEqual([way, wrong]);
            expect(problems.filter((it) => it.events.join() !== eventsOf(it))).toEqual([]);
          } finally {
            await engine.stop();
          }
        },
      ),
    LAW_TIMEOUT,
  );
});

/** Tells entries one by one and takes each back, so that it stands nowhere and was reported all the same. */
async function tellAndTakeBack(
  engine: WholeEngine,
  operator: string,
  entries: readonly Entry[],
): Promise<void> {
  const series = new Map(entries.map((it) => [`${it.input} ${it.line} ${it.unit}`, it]));
  for (const [name, entry] of series) {
    // On a day of its own, so that nothing else of the input is there that overlaps.
    const lone = { ...entry, date: '2019-06-01', value: 1 };
    await tell(engine, operator, [lone], `${operator} ${name} told`);
    await tell(engine, operator, [{ ...lone, value: null }], `${operator} ${name} taken back`);
  }
}

/** Where bad rows are left out, each row is judged in its order: by what is stored and by the earlier rows that stay. */
import { sql } from 'drizzle-orm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { Batch } from '../../../src/engine/recording/record.ts';
import { EARLIEST_DAY, type ResolvedKey, resolveKey } from '../../../src/engine/recording/resolve.ts';
import type { Database } from '../../../src/store/database.ts';
import { Hints } from '../../../src/world/scope.ts';
import { onEachDatabase } from '../../support/database.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { batch, observation, startExample } from '../example.ts';
import { law, LAW_TIMEOUT } from '../property.ts';

/** What is stored, the places of the rows in their order, and which rows stay. */
const CHAINS: [string, string[], string[], number[]][] = [
  ['beside a refused row a row stays', ['acme/south'], ['acme', 'acme/north'], [1]],
  [
    'a chain of three: the one in the middle goes',
    [],
    ['acme/north mobile', 'acme/city', 'acme/city broadband'],
    [0, 2],
  ],
  ['a chain that begins at what is stored', ['acme/south'], ['acme', 'acme/city', 'acme/north'], [1]],
  [
    'a chain of four: every second one goes',
    [],
    ['acme/city mobile', 'acme/north', 'acme/north broadband', 'acme/city broadband'],
    [0, 2],
  ],
  ['the same place twice: the first stays', [], ['acme/north', 'acme/north', 'acme/north'], [0]],
  [
    'the same place twice, and refused: nothing of it stays in the way of others',
    ['acme/south'],
    ['acme', 'acme', 'acme/north', 'acme'],
    [2],
  ],
  ['what is stored at the same place is replaced', ['acme/north'], ['acme/city', 'acme/north'], [1]],
];

const PLACES = ['acme', 'acme/north', 'acme/city', 'acme/south'].flatMap((unit) =>
  ['', ' mobile', ' prepaid', ' broadband'].map((line) => `${unit}${line}`),
);

/** What was recorded first: more than there are rows. */
const BEFORE = 1_000_000;

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  let day = '2025-01-01';
  let keys = 0;
  beforeAll(async () => {
    db = await fresh();
    engine = await startExample(db, undefined, { patience: 0 });
  });
  afterAll(async () => {
    await engine.stop();
    await db.close();
  });

  /** Records rows of one day, in chunks as a file is read, without the bad ones; the problems by row. */
  async function skipping(places: readonly string[], chunk = 2): Promise<Map<number, string>> {
    const { world } = await engine.moment();
    const problems = new Map<number, string>();
    const rows = places.map((place, row) => {
      const key = resolveKey(
        world.reference,
        observation('offered', place, day, row),
        { earliest: EARLIEST_DAY, latest: engine.latestDay() },
        new Hints(),
      );
      return { row, key: key as ResolvedKey, value: row };
    });
    const file: Batch = {
      ...{
        key: `file ${++keys}`,
        bodyHash: '',
        source: null,
        withdraw: [],
        skipInvalid: true,
        urgent: false,
      },
      rows: () =>
        Array.from({ length: rows.length / chunk + 1 }, (_, i) => rows.slice(i * chunk).slice(0, chunk)),
      onProblem: (row, { message }) => {
        expect(problems.has(row)).toBe(false);
        problems.set(row, message);
      },
      onWarning: () => {},
      onRestart: () => problems.clear(),
    };
    const outcome = await engine.recordBatch(file);
    expect(outcome).toMatchObject(
      problems.size < places.length
        ? { outcome: 'recorded', invalid: problems.size }
        : { outcome: 'refused', problems: problems.size },
    );
    return problems;
  }

  /** The values that are stored of the day: the numbers of the rows, and BEFORE of what was there. */
  const storedOf = async () =>
    (
      await db.rows<{ value: number }>(
        sql`select value from observation where date = ${day}::date order by 1`,
      )
    ).map((it) => it.value);

  const nextDay = () => void (day = daysLater(day, 1));
  const tell = (places: readonly string[]) =>
    engine.record(batch(places.map((place) => observation('offered', place, day, BEFORE))));

  describe('a row is refused only for what is stored or for an earlier row that stays', () => {
    test.each(CHAINS)('%s', async (_, before, places, staying) => {
      nextDay();
      if (before.length > 0) await tell(before);
      const problems = await skipping(places);
      expect(places.flatMap((_, row) => (problems.has(row) ? [] : [row]))).toEqual(staying);
      expect((await storedOf()).filter((it) => it < BEFORE)).toEqual(staying);
    });

    test('the reason names a row that stays, or says that the one with the same place is refused too', async () => {
      nextDay();
      await tell(['acme/south']);
      const problems = await skipping(['acme', 'acme/north', 'acme', 'acme/city', 'acme/north']);
      expect([...problems]).toEqual([
        [0, expect.stringContaining('already recorded at operator acme, no line, unit south')],
        [2, expect.stringContaining('stand in row 0 already, which is refused')],
        [3, expect.stringContaining('reported at operator acme, no line, unit north in row 1')],
        [4, expect.stringMatching(/stand in row 1 already$/)],
      ]);
    });
  });

  test(
    'rows of any places: those stay that overlap nothing before them',
    () =>
      law(
        30,
        fc.tuple(
          fc.array(fc.constantFrom(...PLACES), { maxLength: 3 }),
          fc.array(fc.constantFrom(...PLACES), { minLength: 1, maxLength: 12 }),
          fc.integer({ min: 1, max: 5 }),
        ),
        async ([before, places, chunk]) => {
          nextDay();
          const known = standing([], before).map((at) => before[at]!);
          if (known.length > 0) await tell(known);
          const problems = await skipping(places, chunk);
          const staying = standing(known, places);
          expect(places.flatMap((_, row) => (problems.has(row) ? [] : [row]))).toEqual(staying);
          expect((await storedOf()).filter((it) => it < BEFORE)).toEqual(staying);
        },
      ),
    LAW_TIMEOUT,
  );

  test('thousands of rows of one place and day are refused one by one, and kept nowhere', async () => {
    nextDay();
    const places = Array.from({ length: 6000 }, (_, row) => (row % 2 ? 'acme/north' : 'acme'));
    const problems = await skipping(places, 1000);
    expect(problems.size).toBe(5999);
    expect(await storedOf()).toEqual([0]);
  });
});

/** The rows that stay, by the words of the rule: each is held against what is stored and the earlier rows that stay. */
function standing(known: readonly string[], places: readonly string[]): number[] {
  const rows: number[] = [];
  for (const [row, place] of places.entries()) {
    const isFree = known.every((it) => it === place || !overlapping(it, place));
    if (isFree && rows.every((it) => !overlapping(places[it]!, place))) rows.push(row);
  }
  return rows;
}

/** The way from the root to each unit and line. */
const WAYS: Readonly<Record<string, string>> = {
  ...{ north: 'n', city: 'nc', south: 's', mobile: 'm', prepaid: 'mp', broadband: 'b' },
};

function overlapping(one: string, other: string): boolean {
  const related = (a = '', b = '') => a.startsWith(b) || b.startsWith(a);
  const [a, b] = [one, other].map((it) => observation('offered', it, '2025-01-01', 0)) as [Place, Place];
  return (
    related(WAYS[a.orgUnit ?? ''], WAYS[b.orgUnit ?? '']) &&
    related(WAYS[a.businessLine ?? ''], WAYS[b.businessLine ?? ''])
  );
}

type Place = ReturnType<typeof observation>;

/** A batch is recorded whole, once, or not at all; what is wrong with it is said at once, each problem with its place. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { BatchLiteral } from '../../../src/engine/recording/batchLiteral.ts';
import type { CheckedRow } from '../../../src/engine/recording/record.ts';
import type { Database } from '../../../src/store/database.ts';
import { revisionsOf } from '../../../src/store/observations.ts';
import { seenThrough } from '../../../src/store/sight.ts';
import { onEachDatabase } from '../../support/database.ts';
import { daysLater } from '../../support/modelCalendar.ts';
import { BUILT_IN_LINES } from '../../support/worlds.ts';
import { batch, observation, startExample } from '../example.ts';

const good = observation('offered', 'acme/north', '2026-01-05', 100);
const [year2026, tomorrow, dayAfter] = ['2026-01-06', '2026-03-11', '2026-03-12'];

/** What is wrong, the batch, and the problems it has to be answered with: path and a part of the message. */
const REFUSED: [string, BatchLiteral, [string, RegExp][]][] = [
  [
    'an unknown input',
    batch([good, { ...good, input: 'ofered' }]),
    [['observations.1.input', /no input "ofered"; did you mean "offered"\?/]],
  ],
  [
    'an unknown operator',
    batch([{ ...good, operator: 'acne' }]),
    [['observations.0.operator', /no operator "acne"; did you mean "acme"\?/]],
  ],
  [
    'an unknown line',
    batch([{ ...good, businessLine: 'mobil' }]),
    [['observations.0.businessLine', /no business line "mobil"; did you mean "mobile"\?/]],
  ],
  [
    'a unit of another operator',
    batch([{ ...good, orgUnit: 'west' }]),
    [['observations.0.orgUnit', /no unit of acme "west"/]],
  ],
  ['an infinite value', batch([{ ...good, value: Infinity }]), [['observations.0.value', /finite/]]],
  ['a value that is no number', batch([{ ...good, value: NaN }]), [['observations.0.value', /finite/]]],
  ['a value beyond 1e100', batch([{ ...good, value: -1.1e100 }]), [['observations.0.value', /1e100/]]],
  ['no date', batch([{ ...good, date: '' }]), [['observations.0.date', /not a date/]]],
  [
    'a day that the calendar does not have',
    batch([{ ...good, date: '2026-02-29' }]),
    [['observations.0.date', /not a date/]],
  ],
  [
    'the day after tomorrow',
    batch([{ ...good, date: dayAfter }]),
    [['observations.0.date', /in the future.*2026-03-11/]],
  ],
  [
    'a name of the language JavaScript',
    batch([{ ...good, input: 'constructor' }]),
    [['observations.0.input', /no input/]],
  ],
  [
    'the same place and day twice',
    batch([good, { ...good, value: 1 }, { ...good, date: year2026 }]),
    [['observations.1.input', /in row 0/]],
  ],
  [
    'several things at once',
    batch([{ ...good, input: 'x', date: 'y', value: NaN }], [{ ...good, operator: 'nobody' }]),
    [
      ['observations.0.date', /not a date/],
      ['observations.0.input', /no input/],
      ['observations.0.value', /finite/],
      ['withdraw.0.operator', /no operator/],
    ],
  ],
  ['nothing', batch([]), [['observations', /nothing to record/]]],
  ['more than ten thousand', batch(tooMany()), [['observations', /at most 10000/]]],
  ['more than ten thousand to withdraw', batch([good], tooMany()), [['withdraw', /at most 10000/]]],
  ['no key', { ...batch([good]), idempotencyKey: '' }, [['idempotencyKey', /empty/]]],
  [
    'a key that a database cannot keep',
    { ...batch([good]), idempotencyKey: 'a\0b' },
    [['idempotencyKey', /control/]],
  ],
  ['a source that is half a character', { ...batch([good]), source: '\ud800' }, [['source', /well-formed/]]],
];

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  beforeAll(async () => {
    db = await fresh();
    engine = await startExample(db);
  });
  afterAll(async () => {
    await engine.stop();
    await db.close();
  });

  /** Counts of everything that recording writes. */
  const written = async () =>
    (
      await db.rows(sql`select (select count(*)::int from batch) as batches, (select count(*)::int from observation) as observations,
        (select count(*)::int from observation_history) as history, (select count(*)::int from series) as series`)
    )[0]!;

  test.each(REFUSED)(
    '%s is a problem with its place, and nothing is recorded',
    async (_, literal, expected) => {
      const before = await written();
      const answer = await engine.record(literal);
      const found = answer.outcome === 'invalid' ? answer.problems : [];
      const inOrder = found
        .map(({ path, message }) => [path.join('.'), message] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      expect(inOrder.map(([path]) => path)).toEqual(expected.map(([path]) => path));
      expected.forEach(([, message], i) => expect(inOrder[i]![1]).toMatch(message));
      expect(await written()).toEqual(before);
    },
  );

  test('ten thousand observations and the value 1e100 of tomorrow are recorded', async () => {
    const all = tooMany().slice(1);
    expect(await engine.record(batch(all))).toMatchObject({ outcome: 'recorded', inserted: 10_000 });
    const limit = observation('offered', 'rival', tomorrow, 1e100);
    expect((await engine.record(batch([limit]))).outcome).toBe('recorded');
    expect(await engine.record(batch([], all))).toMatchObject({ withdrawn: 10_000 });
  });

  test('a batch is counted: new, replaced, unchanged and withdrawn values', async () => {
    const days = ['2025-01-01', '2025-01-02', '2025-01-03', '2025-01-04'];
    const [a, b, c, d] = days.map((date) => observation('offered', 'acme', date, 1)) as [
      typeof good,
      typeof good,
      typeof good,
      typeof good,
    ];
    expect(await engine.record(batch([a, b, c]))).toMatchObject({
      inserted: 3,
      replaced: 0,
      unchanged: 0,
      withdrawn: 0,
    });
    const answer = await engine.record(batch([{ ...a, value: 2 }, b, d], [c, { ...c, date: '2025-02-01' }]));
    expect(answer).toMatchObject({ inserted: 1, replaced: 1, unchanged: 1, withdrawn: 1 });
  });

  describe('a batch sent again under its key', () => {
    test('has the same answer and no further effect, also after values were replaced', async () => {
      const first = batch([observation('offered', 'acme', '2024-01-01', 1)]);
      const answer = await engine.record(first);
      await engine.record(batch([observation('offered', 'acme', '2024-01-01', 2)]));
      expect(essence(await engine.record(first))).toEqual(essence(answer));
      expect(await valueAt('2024-01-01')).toBe(2);
    });

    test('with another body is a conflict, and nothing is recorded', async () => {
      const first = batch([observation('offered', 'acme', '2024-01-02', 1)]);
      await engine.record(first);
      const other = { ...first, observations: [observation('offered', 'acme', '2024-01-02', 2)] };
      expect(await engine.record(other)).toMatchObject({
        outcome: 'conflict',
        message: expect.stringMatching(/idempotencyKey/) as string,
      });
      expect((await engine.record({ ...first, source: 'another' })).outcome).toBe('conflict');
      expect(await valueAt('2024-01-02')).toBe(1);
    });

    test('may be corrected if it was refused', async () => {
      const first = batch([observation('offered', 'acme', 'soon', 1)]);
      expect((await engine.record(first)).outcome).toBe('invalid');
      const corrected = { ...first, observations: [observation('offered', 'acme', '2024-01-03', 1)] };
      expect((await engine.record(corrected)).outcome).toBe('recorded');
    });

    test('fifty times at once has one effect and fifty equal answers', async () => {
      const literal = batch([
        observation('offered', 'acme', '2024-01-04', 5),
        observation('answered', 'acme', '2024-01-04', 4),
      ]);
      const before = await written();
      const answers = await Promise.all(Array.from({ length: 50 }, () => engine.record(literal)));
      expect(new Set(answers.map((it) => JSON.stringify(essence(it))))).toEqual(
        new Set([JSON.stringify({ ...essence(answers[0]!), inserted: 2 })]),
      );
      expect(await written()).toMatchObject({
        batches: (before.batches as number) + 1,
        observations: (before.observations as number) + 2,
        history: before.history,
      });
    });

    test('two bodies under one key at once: one is recorded, the other a conflict', async () => {
      const one = batch([observation('offered', 'acme', '2024-01-05', 1)]);
      const other = { ...one, observations: [observation('offered', 'rival', '2024-01-05', 1)] };
      const answers = await Promise.all([engine.record(one), engine.record(other)]);
      expect(answers.map((it) => it.outcome).sort()).toEqual(['conflict', 'recorded']);
    });
  });

  test('what was replaced or withdrawn is kept, the latest first, with the batch that said it', async () => {
    const at = (value: number) => observation('offered', 'rival', '2024-03-01', value);
    await engine.record({ ...batch([at(1)]), source: 'first' });
    await engine.record({ ...batch([at(2)]), source: 'second' });
    await engine.record({ ...batch([at(2)]), source: 'the same' });
    await engine.record({ ...batch([], [at(0)]), source: 'third' });
    await engine.record({ ...batch([at(3)]), source: 'fourth' });
    await engine.record({ ...batch([at(4)]), source: 'fifth' });
    const { inputs, operators } = (await engine.moment()).world.reference;
    const key = {
      inputId: inputs.get('offered')!.id,
      placeId: operators.get('rival')!.root!.id,
      lineId: 0,
      date: '2024-03-01',
    };
    const known = await revisionsOf(seenThrough(db), [key]);
    expect(known.map(({ value, source }) => [value, source])).toEqual([
      [3, 'fourth'],
      [null, 'third'],
      [2, 'second'],
      [1, 'first'],
    ]);
  });

  test('a batch that withdraws and records at one place records last', async () => {
    const at = (value: number) => observation('offered', 'rival', '2024-03-02', value);
    await engine.record(batch([at(1)]));
    await engine.record(batch([at(2)], [at(0)]));
    await engine.record(batch([at(3)]));
    const { inputs, operators } = (await engine.moment()).world.reference;
    const [inputId, placeId] = [inputs.get('offered')!.id, operators.get('rival')!.root!.id];
    const known = await revisionsOf(seenThrough(db), [{ inputId, placeId, lineId: 0, date: '2024-03-02' }]);
    expect(known.map(({ value }) => value)).toEqual([2, null, 1]);
  });

  test('a long file that overwrites a short batch is the later one, though it began first', async () => {
    const { reference } = (await engine.moment()).world;
    const rival = reference.operators.get('rival')!;
    const key = {
      inputId: reference.inputs.get('offered')!.id,
      placeId: rival.root!.id,
      lineId: 0,
      date: '2024-03-03',
    };
    let begun = () => {};
    const hasBegun = new Promise<void>((resolve) => (begun = resolve));
    let goOn = () => {};
    const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
    async function* rows(): AsyncGenerator<CheckedRow[]> {
      begun();
      await mayGoOn;
      yield [{ row: 0, key: { ...key, operatorId: rival.id }, value: 2 }];
    }
    const long = engine.recordBatch({
      key: 'long',
      bodyHash: 'x',
      source: 'long',
      rows,
      withdraw: [],
      skipInvalid: false,
      urgent: false,
      onProblem: () => {},
      onWarning: () => {},
      onRestart: () => {},
    });
    if (db.kind === 'postgres') {
      await hasBegun;
      await engine.record({ ...batch([observation('offered', 'rival', '2024-03-03', 1)]), source: 'short' });
    }
    goOn();
    await long;
    await engine.record({ ...batch([observation('offered', 'rival', '2024-03-03', 3)]), source: 'last' });
    const told = await db.rows<{ source: string; at: Date }>(
      sql`select source, recorded_at as at from batch where source in ('short', 'long', 'last') order by recorded_at`,
    );
    expect(told.map((it) => it.source)).toEqual([
      ...(db.kind === 'postgres' ? ['short'] : []),
      'long',
      'last',
    ]);
    expect(new Set(told.map((it) => it.at.getTime())).size).toBe(told.length);
    const known = await revisionsOf(seenThrough(db), [key]);
    expect(known.map(({ value }) => value)).toEqual(db.kind === 'postgres' ? [2, 1] : [2]);
  });

  /** What is stored of the calls offered to the operator on a day. */
  async function valueAt(date: string): Promise<unknown> {
    const [row] = await db.rows<{ value: number }>(
      sql`select value from observation where date = ${date}::date`,
    );
    return row?.value;
  }
});

/** 10,001 observations in good order. */
function tooMany() {
  const units = ['acme/north', 'acme/south', 'rival/west'];
  const places = units.flatMap((unit) => BUILT_IN_LINES.map((line) => `${unit} ${line}`));
  return Array.from({ length: 10_001 }, (_, i) =>
    observation(
      'offered',
      places[i % places.length]!,
      daysLater('2024-06-01', Math.floor(i / places.length)),
      i,
    ),
  );
}

/** What of an answer is promised to be the same for the same key. */
const essence = (answer: Awaited<ReturnType<WholeEngine['record']>>) => {
  if (answer.outcome !== 'recorded') return { outcome: answer.outcome };
  const { outcome, batchId, inserted, replaced, unchanged, withdrawn } = answer;
  return { outcome, batchId, inserted, replaced, unchanged, withdrawn };
};

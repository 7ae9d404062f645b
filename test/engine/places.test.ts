/** Nothing is counted twice: one input is not reported for one day at two places that overlap. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WholeEngine } from '../../src/engine/engine.ts';
import type { Database } from '../../src/store/database.ts';
import { onEachDatabase } from '../support/database.ts';
import { daysLater } from '../support/modelCalendar.ts';
import { batch, observation, startExample } from './example.ts';

const OVERLAPPING = [
  ['the operator and a unit', 'acme', 'acme/north'],
  ['a unit and one below it', 'acme/north', 'acme/city'],
  ['no line and a line', 'acme', 'acme mobile'],
  ['a line and one below it', 'acme mobile', 'acme prepaid'],
  ['crossing ones: a line everywhere and a unit in all lines', 'acme mobile', 'acme/north'],
  ['crossing ones: a line everywhere and a line below it in a unit', 'acme mobile', 'acme/city prepaid'],
  [
    'crossing ones: a line in a unit and its parent line in a unit below',
    'acme/north prepaid',
    'acme/city mobile',
  ],
] as const;

const APART = [
  ['two units', 'acme/north', 'acme/south'],
  ['two lines', 'acme mobile', 'acme broadband'],
  ['two lines in a unit and in one below it', 'acme/north mobile', 'acme/city broadband'],
  ['a line in two units', 'acme/north mobile', 'acme/south mobile'],
  ['two operators', 'acme', 'rival'],
] as const;

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  let day = '2025-06-01';
  beforeAll(async () => {
    db = await fresh();
    engine = await startExample(db);
  });
  afterAll(async () => {
    await engine.stop();
    await db.close();
  });

  /** Reports calls at a place on the day of the test. */
  const at = (place: string, value = 10) => observation('offered', place, day, value);
  const nextDay = () => void (day = daysLater(day, 1));

  describe.each(OVERLAPPING)('%s overlap', (_, one, other) => {
    test.each([
      [one, other],
      [other, one],
    ])('%s, then %s: refused with the place that is there', async (first, second) => {
      nextDay();
      expect((await engine.record(batch([at(first)]))).outcome).toBe('recorded');
      const answer = await engine.record(batch([at(second)]));
      expect(answer).toMatchObject({
        outcome: 'invalid',
        problems: [{ path: ['observations', '0', 'orgUnit'] }],
      });
      expect(JSON.stringify(answer)).toContain(inWords(first));
    });

    test('in one batch: the second is refused with the row of the first, and nothing is recorded', async () => {
      nextDay();
      const answer = await engine.record(batch([at('rival'), at(one), at(other)]));
      expect(answer).toMatchObject({
        outcome: 'invalid',
        problems: [
          { path: ['observations', '2', 'orgUnit'], message: expect.stringMatching(/in row 1/) as string },
        ],
      });
      expect((await engine.record(batch([at(other)]))).outcome).toBe('recorded');
    });

    test('in two batches at once: exactly one is recorded', async () => {
      nextDay();
      const answers = await Promise.all(
        [one, other, one, other].map((place, i) => engine.record(batch([at(place, i % 2)]))),
      );
      const recorded = answers.map((it) => it.outcome === 'recorded');
      expect([recorded[0], recorded[1]]).toEqual([recorded[2], recorded[3]]);
      expect(recorded[0]).not.toBe(recorded[1]);
    });

    test('withdrawing frees the place, also in the same batch', async () => {
      nextDay();
      await engine.record(batch([at(one)]));
      expect((await engine.record(batch([at(other)], [at(one)]))).outcome).toBe('recorded');
      expect((await engine.record(batch([], [at(other)]))).outcome).toBe('recorded');
      expect((await engine.record(batch([at(one)]))).outcome).toBe('recorded');
    });

    test('on two days they do not', async () => {
      nextDay();
      const tomorrow = { ...at(other), date: daysLater(day, 1) };
      expect((await engine.record(batch([at(one), tomorrow]))).outcome).toBe('recorded');
      nextDay();
    });

    test('for two inputs they do not', async () => {
      nextDay();
      const answered = { ...at(other), input: 'answered' };
      expect((await engine.record(batch([at(one), answered]))).outcome).toBe('recorded');
    });
  });

  test.each(APART)('%s do not overlap', async (_, one, other) => {
    nextDay();
    expect((await engine.record(batch([at(one), at(other)]))).outcome).toBe('recorded');
  });

  test('every row that overlaps is named, with its own reason', async () => {
    nextDay();
    await engine.record(batch([at('acme/south')]));
    const answer = await engine.record(batch([at('acme/north'), at('acme/city'), at('acme/south mobile')]));
    expect(answer).toMatchObject({
      outcome: 'invalid',
      problems: [{ path: ['observations', '1', 'orgUnit'] }, { path: ['observations', '2', 'orgUnit'] }],
    });
  });
});

/** A place as problems name it. */
function inWords(place: string): string {
  const { operator, orgUnit, businessLine } = observation('offered', place, '2025-01-01', 0);
  return `operator ${operator}, ${businessLine ? `line ${businessLine}` : 'no line'}, ${orgUnit ? `unit ${orgUnit}` : 'whole operator'}`;
}

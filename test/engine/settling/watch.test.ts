/** The watch over thresholds in examples: what a reader would not expect from the laws alone. */
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { WholeEngine } from '../../../src/engine/engine.ts';
import type { Database } from '../../../src/store/database.ts';
import { onEachDatabase } from '../../support/database.ts';
import { storedBreaches } from '../breachRecords.ts';
import { batch, exampleKpi, exampleRegistry, observation, startExample } from '../example.ts';
import { startTestEngine } from '../running.ts';

onEachDatabase((fresh) => {
  let db: Database;
  let engine: WholeEngine;
  beforeAll(async () => void (db = await fresh()));
  afterEach(() => engine.stop());
  afterAll(() => db.close());

  const rate = (date: string, answered: number) => [
    observation('answered', 'rival', date, answered),
    observation('offered', 'rival', date, 100),
  ];
  const record = async (...args: Parameters<typeof batch>) => {
    await engine.record(batch(...args));
    await engine.drain();
  };
  const startWith = async (changes: Parameters<typeof exampleKpi>[0]) => {
    engine = await startExample(db, exampleRegistry([exampleKpi(changes)]));
  };
  const restartWith = async (changes: Parameters<typeof exampleKpi>[0]) => {
    await engine.stop();
    engine = await startTestEngine(db, exampleRegistry([exampleKpi(changes)]));
    await engine.drain();
  };
  const told = async () =>
    (await storedBreaches(db)).map(({ events, ...breach }) => ({
      ...breach,
      events: events.map(({ type, reason, start }) => `${type} ${reason} ${start}`),
    }));

  test('a breach that a new limit takes back keeps the figures that it had, also the limit', async () => {
    await startWith({});
    await record(rate('2026-01-05', 70));
    const [before] = await told();
    await restartWith({ threshold: { atLeast: { warning: 60, critical: 50 } } });
    expect(await told()).toMatchObject([
      {
        ...{
          id: before!.id,
          retracted: true,
          resolved: true,
          value: 70,
          severity: 2,
          side: 'BELOW',
          limit: 80,
        },
        events: ['OPENED OBSERVED 2026-01-05', 'RESOLVED REDEFINED 2026-01-05'],
      },
    ]);
  });

  test('a period that is complete no longer, because its last day was taken back, is corrected', async () => {
    await startWith({ cadence: 'WEEK' });
    await record(rate('2026-01-05', 70));
    expect(await told()).toEqual([]);
    const sunday = observation('agents', 'rival', '2026-01-11', 3);
    await record([sunday]);
    expect(await told()).toMatchObject([{ resolved: false, events: ['OPENED OBSERVED 2026-01-05'] }]);
    await record([], [sunday]);
    const events = ['OPENED OBSERVED 2026-01-05', 'RESOLVED CORRECTED 2026-01-05'];
    expect(await told()).toMatchObject([{ resolved: true, retracted: true, events }]);
    await record(rate('2026-01-12', 99));
    expect(await told()).toMatchObject([
      { resolved: false, retracted: false, events: [...events, 'OPENED OBSERVED 2026-01-05'] },
    ]);
  });

  test('a KPI that is watched at another cadence has other breaches, even where a week begins with the same day', async () => {
    await startWith({});
    await record([...rate('2026-01-05', 70), ...rate('2026-01-11', 70)]);
    await restartWith({ cadence: 'WEEK' });
    expect((await told()).map(({ series, retracted, resolved }) => [series, retracted, resolved])).toEqual([
      ['answer-rate DAY of all lines at the operator', true, true],
      ['answer-rate WEEK of all lines at the operator', false, false],
    ]);
    await restartWith({ cadence: 'MONTH' });
    expect((await told()).map(({ series, retracted, resolved }) => [series, retracted, resolved])).toEqual([
      ['answer-rate DAY of all lines at the operator', true, true],
      ['answer-rate WEEK of all lines at the operator', true, true],
    ]);
  });
});

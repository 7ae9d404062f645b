/** The first start loads sample data; one that was interrupted is finished by the next, and nobody else's data is touched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { sampleObservations } from '../../src/sample/observations.ts';
import { sampleReference } from '../../src/sample/reference.ts';
import { openPglite } from '../../src/store/pglite.ts';
import {
  freshDataDirectory,
  type RunningProgram,
  type RunningServer,
  startServer,
} from '../support/server.ts';
import { ask, defineUnits } from './recorder.ts';

const SAMPLE = { SAMPLE_DATA: 'auto', SAMPLE_DATE: '2026-03-05' };
const LOADED = 'the sample data is loaded';

/** Waits until the server has written this. */
async function told(server: Pick<RunningProgram, 'stdout'>, text: string): Promise<void> {
  while (!server.stdout().includes(text)) await sleep(50);
}

/** How far the sample is loaded, as the API tells it. */
const progress = async (server: RunningServer) =>
  (
    await ask<{ engine: { sample: { loading: boolean; done: number; total: number } | null } }>(
      server,
      '{ engine { sample { loading done total } } }',
    )
  ).engine.sample;

/** What a database holds that has the sample once, and nothing else. */
function wholeSample(lastDay: string) {
  const batches = [...sampleObservations({ lastDay })];
  const observations = batches.reduce((sum, batch) => sum + batch.length, 0);
  return {
    batches: batches.length,
    observations,
    replaced: 0,
    operators: sampleReference().operators.length,
  };
}

async function totalsIn(directory: string) {
  const db = await openPglite({ directory });
  const [row] = await db.rows(sql`select (select count(*)::int from batch) as batches,
    (select count(*)::int from observation) as observations, (select count(*)::int from observation_history) as replaced,
    (select count(*)::int from operator) as operators`);
  await db.close();
  return row;
}

/** Waits, asking through the API, until the first figures of the sample are there. */
async function begun(server: RunningServer): Promise<void> {
  const question = '{ engine { lastCompletedAt } }';
  while (
    !(await ask<{ engine: { lastCompletedAt: string | null } }>(server, question)).engine.lastCompletedAt
  );
}

test(
  'the API answers while the sample is loading; killed then, it is finished by the next start, once',
  { timeout: 300_000 },
  async () => {
    const directory = await freshDataDirectory();
    const killed = await startServer({ DATA_DIR: directory, ...SAMPLE });
    const total = [...sampleObservations({ lastDay: SAMPLE.SAMPLE_DATE })].length;
    expect(await progress(killed)).toMatchObject({ loading: true });
    await begun(killed);
    expect(killed.stdout()).not.toContain(LOADED);
    const early = await progress(killed);
    expect(early).toMatchObject({ loading: true, total });
    expect(early!.done).toBeGreaterThan(0);
    expect(early!.done).toBeLessThan(total);
    await killed.kill();

    const later = { ...SAMPLE, SAMPLE_DATE: '2026-03-09' };
    const second = await startServer({ DATA_DIR: directory, ...later });
    await told(second, LOADED);
    expect(await progress(second)).toEqual({ loading: false, done: total, total });
    expect((await second.stop()).code).toBe(0);
    expect(await totalsIn(directory)).toEqual(wholeSample(SAMPLE.SAMPLE_DATE));

    const third = await startServer({ DATA_DIR: directory, ...later });
    await ask(third, '{ operators { code } }');
    expect((await third.stop()).stdout).not.toContain(LOADED);
    expect(await totalsIn(directory)).toEqual(wholeSample(SAMPLE.SAMPLE_DATE));
  },
);

test('a database in which anything was defined is not touched', { timeout: 120_000 }, async () => {
  const directory = await freshDataDirectory();
  const server = await startServer({ DATA_DIR: directory });
  await defineUnits(server, ['north']);
  expect((await server.stop()).code).toBe(0);
  const again = await startServer({ DATA_DIR: directory, ...SAMPLE });
  const { operators } = await ask<{ operators: object[] }>(again, '{ operators { code } }');
  expect(operators).toHaveLength(1);
  expect(await progress(again)).toBeNull();
  expect((await again.stop()).stdout).not.toContain(LOADED);
});

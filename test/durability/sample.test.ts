/** The first start loads sample data; one that was interrupted is finished by the next, and nobody else's data is touched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { sampleObservations } from '../../src/sample/observations.ts';
import { sampleReference } from '../../src/sample/reference.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { freshDataDirectory, type RunningProgram, startProgram, startServer } from '../support/server.ts';
import { ask, defineUnits } from './recorder.ts';

const SAMPLE = { SAMPLE_DATA: 'auto', SAMPLE_DATE: '2026-03-05' };
const LOADED = 'the sample data is loaded';

/** Waits until the server has written this. */
async function told(server: Pick<RunningProgram, 'stdout'>, text: string): Promise<void> {
  while (!server.stdout().includes(text)) await sleep(50);
}

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

test(
  'a sample whose loading was killed is finished by the next start, once',
  { timeout: 300_000 },
  async () => {
    const directory = await freshDataDirectory();
    const killed = await startProgram(['serve'], { DATA_DIR: directory, PORT: '0', ...SAMPLE });
    await told(killed, '"ready"');
    await sleep(500);
    expect(killed.stdout()).not.toContain(LOADED);
    killed.signal('SIGKILL');
    await killed.ended;

    const later = { ...SAMPLE, SAMPLE_DATE: '2026-03-09' };
    const second = await startServer({ DATA_DIR: directory, ...later });
    await told(second, LOADED);
    expect((await second.stop()).code).toBe(0);
    const loaded = await totalsIn(directory);
    // On a busy machine the first was killed before it had recorded anything: then there is nothing to finish.
    expect([SAMPLE, later].map((it) => wholeSample(it.SAMPLE_DATE))).toContainEqual(loaded);

    const third = await startServer({ DATA_DIR: directory, ...later });
    await ask(third, '{ operators { code } }');
    expect((await third.stop()).stdout).not.toContain(LOADED);
    expect(await totalsIn(directory)).toEqual(loaded);
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
  expect((await again.stop()).stdout).not.toContain(LOADED);
});

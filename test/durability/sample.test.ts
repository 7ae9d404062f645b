/** The first start loads sample data; one that was interrupted is finished by the next, and nobody else's data is touched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openPglite } from '../../src/store/pglite.ts';
import { freshDataDirectory, type RunningProgram, startProgram, startServer } from '../support/server.ts';
import { ask, defineUnits } from './recorder.ts';

const SAMPLE = { SAMPLE_DATA: 'auto', SAMPLE_DATE: '2026-03-05' };
const LOADED = 'the sample data is loaded';

/** Waits until the server has written this. */
async function told(server: Pick<RunningProgram, 'stdout'>, text: string): Promise<void> {
  while (!server.stdout().includes(text)) await sleep(50);
}

const totals = sql`select (select count(*)::int from batch) as batches, (select count(*)::int from observation) as observations,
  (select count(*)::int from observation_history) as replaced, (select count(*)::int from operator) as operators`;

async function totalsIn(directory: string) {
  const db = await openPglite({ directory });
  const [row] = await db.rows(totals);
  await db.close();
  return row;
}

test(
  'a sample whose loading was killed, twice, is finished and then left alone',
  { timeout: 240_000 },
  async () => {
    const [whole, killed] = [await freshDataDirectory(), await freshDataDirectory()];
    const server = await startServer({ DATA_DIR: whole, ...SAMPLE });
    await told(server, LOADED);
    expect((await server.stop()).code).toBe(0);

    for (const after of [200, 3000]) {
      const first = await startProgram(['serve'], { DATA_DIR: killed, PORT: '0', ...SAMPLE });
      await told(first, '"ready"');
      await sleep(after);
      expect(first.stdout()).not.toContain(LOADED);
      first.signal('SIGKILL');
      await first.ended;
    }
    const second = await startServer({ DATA_DIR: killed, ...SAMPLE, SAMPLE_DATE: '2026-03-09' });
    await told(second, LOADED);
    expect((await second.stop()).code).toBe(0);
    expect(await totalsIn(killed)).toEqual(await totalsIn(whole));

    const third = await startServer({ DATA_DIR: killed, ...SAMPLE, SAMPLE_DATE: '2026-03-09' });
    await sleep(1000);
    expect((await third.stop()).stdout).not.toContain(LOADED);
  },
);

test('a database in which anything was defined is not touched', { timeout: 60_000 }, async () => {
  const directory = await freshDataDirectory();
  const server = await startServer({ DATA_DIR: directory });
  await defineUnits(server, ['north']);
  expect((await server.stop()).code).toBe(0);
  const again = await startServer({ DATA_DIR: directory, ...SAMPLE });
  await sleep(1000);
  const { operators } = await ask<{ operators: object[] }>(again, '{ operators { code } }');
  expect(operators).toHaveLength(1);
  expect((await again.stop()).stdout).not.toContain(LOADED);
});

import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { freshDataDirectory, startServer } from '../support/server.ts';
import { Clients, patience, rounds, unitsOf } from './chaos.ts';
import { defineUnits, settled } from './recorder.ts';
import { expectTruth } from './truth.ts';

const CLIENTS = 5;
/** A server that is told to stop has ended after this, in milliseconds. */
const LONGEST_STOP = 30_000;

/** Stops the server again and again while clients record; it ends orderly, and nothing is lost or doubled. */
async function stopping(count: number, settings: Record<string, string>, open: () => Promise<Database>) {
  let server = await startServer(settings);
  const target = { url: server.url };
  await defineUnits(target, unitsOf(CLIENTS));
  const clients = new Clients(CLIENTS, () => target);
  let longest = 0;
  for (let round = 0; round < count; round++) {
    await clients.progress();
    const begin = Date.now();
    expect(await server.stop()).toMatchObject({ code: 0, signal: null, stderr: '' });
    longest = Math.max(longest, Date.now() - begin);
    server = await startServer(settings);
    target.url = server.url;
  }
  const truth = await clients.stop();
  await settled(target);
  expect((await server.stop()).code).toBe(0);
  console.info(`${clients.told} batches, longest stop ${longest} ms, ${clients.failures.length} failed`);
  expect(longest).toBeLessThan(LONGEST_STOP);
  expect(clients.failures).toEqual([]);
  const db = await open();
  await expectTruth(db, truth, clients.told, clients.units);
  await db.close();
}

const count = rounds(2);

test(`embedded: ${count} orderly ends lose and double nothing`, { timeout: patience(count) }, async () => {
  const directory = await freshDataDirectory();
  await stopping(count, { DATA_DIR: directory }, () => openPglite({ directory }));
});

onPostgres('PostgreSQL', () => {
  test(`${count} orderly ends lose and double nothing`, { timeout: patience(count) }, async () => {
    const url = await freshPostgresUrl();
    await stopping(count, { DATABASE_URL: url }, async () => openPostgres(url));
  });
});

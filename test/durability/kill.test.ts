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

/** Kills the server again and again while clients record, then holds what is stored against what was told. */
async function killing(count: number, settings: Record<string, string>, open: () => Promise<Database>) {
  let server = await startServer(settings);
  const target = { url: server.url };
  await defineUnits(target, unitsOf(CLIENTS));
  const clients = new Clients(CLIENTS, () => target);
  for (let round = 0; round < count; round++) {
    await clients.progress();
    await server.kill();
    server = await startServer(settings);
    target.url = server.url;
  }
  await clients.progress();
  const truth = await clients.stop();
  await settled(target);
  expect((await server.stop()).code).toBe(0);
  console.info(
    `${clients.told} batches, ${clients.unanswered} unanswered, ${clients.failures.length} failed`,
  );
  expect(clients.failures).toEqual([]);
  const db = await open();
  await expectTruth(db, truth, clients.told, clients.units);
  await db.close();
}

const embedded = rounds(3);

test(`embedded: ${embedded} kills lose and double nothing`, { timeout: patience(embedded) }, async () => {
  const directory = await freshDataDirectory();
  await killing(embedded, { DATA_DIR: directory }, () => openPglite({ directory }));
});

onPostgres('PostgreSQL', () => {
  const count = rounds(3);
  test(`${count} kills lose and double nothing`, { timeout: patience(count) }, async () => {
    const url = await freshPostgresUrl();
    await killing(count, { DATABASE_URL: url }, async () => openPostgres(url));
  });
});

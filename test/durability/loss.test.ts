/** The database goes away under a server that records: its connections one by one, or the whole of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { until } from '../delivery/world.ts';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer.ts';
import { type RunningServer, startServer } from '../support/server.ts';
import { Clients, patience, rounds, unitsOf } from './chaos.ts';
import { defineUnits, settled } from './recorder.ts';
import { expectTruth, tornParts } from './truth.ts';

const CLIENTS = 6;

/** How long a database hangs, in milliseconds. */
const HANGING = 60_000;
const UNAVAILABLE = { status: 503, errors: [{ extensions: { code: 'UNAVAILABLE' } }] };

/** A PostgreSQL that nobody else uses, to be harmed. */
async function onItsOwn(work: (postgres: PostgresServer, url: string) => Promise<void>): Promise<void> {
  const postgres = await startPostgres(postgresPrograms()!);
  try {
    const url = postgres.url('postgres');
    const db = openPostgres(url, 1);
    await db.migrate(migrationsFolder());
    await db.close();
    await work(postgres, url);
  } finally {
    await postgres.stop();
  }
}

/** Records while `harm` is done again and again, then holds what is stored against what was told. */
async function recordingThrough(
  url: string,
  count: number,
  harm: (server: RunningServer) => Promise<void>,
): Promise<void> {
  const server = await startServer({ DATABASE_URL: url });
  await defineUnits(server, unitsOf(CLIENTS));
  const clients = new Clients(CLIENTS, () => server);
  for (let round = 0; round < count; round++) {
    await clients.progress();
    await harm(server);
  }
  const truth = await clients.stop();
  await settled(server);
  console.info(`${clients.told} batches, ${clients.failures.length} failed`);
  expect(clients.unanswered).toBe(0);
  // Whoever is refused is told that the same may be sent again.
  for (const failure of clients.failures) expect(failure).toMatch(/^503 .*UNAVAILABLE/);
  expect(await server.stop()).toMatchObject({ code: 0, stderr: '' });
  expect(server.stdout()).not.toContain("reading 'write'");
  const db = openPostgres(url, 1);
  await expectTruth(db, truth, clients.told, clients.units);
  await db.close();
}

/** Looks for parts of batches every few moments, from beside the server; returns how to end, which tells what it saw. */
function watching(watcher: Database) {
  const seen: object[] = [];
  let looks = 0;
  let ended = false;
  const loop = (async () => {
    for (; !ended; looks++) {
      seen.push(...(await tornParts(watcher)));
      await sleep(20);
    }
  })();
  return async () => {
    ended = true;
    await loop;
    return { seen, looks };
  };
}

/** Ends every connection of the server; how many were within a transaction or a statement. */
async function cutConnections(admin: Database, database: string): Promise<number> {
  const [cut] = await admin.rows<{ inside: number }>(sql`
    select count(*) filter (where inside)::int as inside from (
      select state like 'idle in%' or state = 'active' as inside, pg_terminate_backend(pid)
      from pg_stat_activity where datname = ${database} and application_name = 'kpi-matrix') as it`);
  return cut!.inside;
}

onPostgres('PostgreSQL', () => {
  const cuts = rounds(6);
  test(
    `${cuts} times all connections are cut: nothing is partly visible`,
    { timeout: patience(cuts) },
    async () => {
      const url = await freshPostgresUrl();
      const admin = openPostgres(url.replace(/[^/]+$/, 'postgres'), 1);
      const watcher = openPostgres(`${url}?application_name=watcher`, 1);
      const stopWatching = watching(watcher);
      let inside = 0;
      const cut = async () => void (inside += await cutConnections(admin, url.split('/').at(-1)!));
      await recordingThrough(url, cuts, cut);
      const { seen, looks } = await stopWatching();
      expect(seen).toEqual([]);
      expect(inside).toBeGreaterThan(cuts / 2);
      console.info({ inside, looks });
      await Promise.all([admin.close(), watcher.close()]);
    },
  );

  const crashes = rounds(3);
  test(
    `PostgreSQL crashes ${crashes} times: nothing is lost or doubled`,
    { timeout: patience(crashes) },
    async () => {
      await onItsOwn((postgres, url) => recordingThrough(url, crashes, () => postgres.crash()));
    },
  );

  const freezes = rounds(1);
  test(
    `a database stopped with SIGSTOP under load for a minute, ${freezes} times: it is noticed and told meanwhile, work resumes by itself, nothing is lost or doubled`,
    { timeout: patience(freezes) + freezes * 4 * HANGING },
    async () => {
      const hang = async (postgres: PostgresServer, { url }: RunningServer) => {
        const begin = Date.now();
        const since = () => `after ${Date.now() - begin} ms`;
        postgres.freeze();
        // Asked before it is noticed.
        const waiting = fetch(`${url}/graphql?query={operators{code}}`);
        await until(async () => (await fetch(`${url}/readyz`)).status === 503, 'it is noticed', HANGING);
        console.info(`noticed ${since()}`);
        const answers = await Promise.all(
          ['{ operators { code } }', '{ engine { pending } }'].map(async (query) => {
            const answer = await fetch(`${url}/graphql?query=${encodeURIComponent(query)}`);
            return { status: answer.status, ...((await answer.json()) as { errors: object[] }) };
          }),
        );
        console.info(`refused ${since()}`);
        expect(answers).toMatchObject([UNAVAILABLE, UNAVAILABLE]);
        const first = await waiting;
        expect({ status: first.status, again: first.headers.get('retry-after') }).toEqual({
          status: 503,
          again: '5',
        });
        expect(await first.json()).toMatchObject({ errors: UNAVAILABLE.errors });
        expect(await (await fetch(`${url}/healthz`)).text()).toBe('ok\n');
        // Whatever waited for the database would wait still.
        await sleep(Math.max(0, begin + HANGING - Date.now()));
        postgres.thaw();
        await until(async () => (await fetch(`${url}/readyz`)).ok, 'it works again', HANGING);
        console.info(`works again ${since()}`);
      };
      await onItsOwn((postgres, url) => recordingThrough(url, freezes, (server) => hang(postgres, server)));
    },
  );
});

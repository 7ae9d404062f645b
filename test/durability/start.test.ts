/** Who may open an embedded database, and what a start does with one that it finds. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { emptyPostgresUrl, freshPostgresUrl, onPostgres } from '../support/database.ts';
import {
  freshDataDirectory,
  runProgram,
  startProgram,
  startServer,
  temporaryDirectory,
} from '../support/server.ts';
import { ask } from './recorder.ts';

/** What owners of a directory listen on; one that ended in order leaves none. */
const socketsIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((file) => statSync(join(directory, file), { throwIfNoEntry: false })?.isSocket())
    .filter((file) => !file.startsWith('lock.'));

test('an embedded database belongs to one process; a second one is told whose it is', async () => {
  const directory = await freshDataDirectory();
  const server = await startServer({ DATA_DIR: directory });
  for (const command of ['serve', 'migrate']) {
    const { code, stderr } = await runProgram([command], {
      DATA_DIR: directory,
      SAMPLE_DATA: 'none',
      PORT: '0',
    });
    expect(code).toBe(3);
    expect(stderr).toContain(`process ${server.pid}`);
  }
  expect(await ask(server, '{ engine { pending } }')).toEqual({ engine: { pending: 0 } });
  expect((await server.stop()).code).toBe(0);
  expect(socketsIn(directory)).toEqual([]);
});

test('of two processes that start at once one gets the embedded database', async () => {
  const settings = { DATA_DIR: await freshDataDirectory(), SAMPLE_DATA: 'none', PORT: '0' };
  const both = [await startProgram(['serve'], settings), await startProgram(['serve'], settings)];
  const loser = await Promise.race(both.map((it) => it.ended));
  expect(loser.code).toBe(3);
  both.forEach((it) => it.signal('SIGTERM'));
  expect((await Promise.all(both.map((it) => it.ended))).map((it) => it.code).sort()).toEqual([0, 3]);
});

test('the lock of a dead process is taken over', async () => {
  const directory = await freshDataDirectory();
  for (let start = 1; start <= 2; start++) {
    const killed = await startServer({ DATA_DIR: directory });
    await killed.kill();
    expect(socketsIn(directory)).toEqual([expect.stringContaining(`${killed.pid}@`)]);
  }
  const last = await startServer({ DATA_DIR: directory });
  expect((await last.stop()).code).toBe(0);
});

test('the directory of an embedded database is private, and the start says what it survives', async () => {
  const directory = join(temporaryDirectory(), 'deep', 'data');
  const server = await startServer({ DATA_DIR: directory });
  expect(statSync(directory).mode & 0o777).toBe(0o700);
  expect((await server.stop()).stdout).toContain('not a power loss');
});

test(
  'a process killed while it makes its first database leaves nothing that the next one cannot use',
  { timeout: 120_000 },
  async () => {
    const directory = join(temporaryDirectory(), 'data');
    for (const after of [300, 600, 900, 1200, 1500, 1800]) {
      const first = await startProgram(['migrate'], { DATA_DIR: directory });
      setTimeout(() => first.signal('SIGKILL'), after);
      await first.ended;
    }
    expect(await runProgram(['migrate'], { DATA_DIR: directory })).toMatchObject({ code: 0, stderr: '' });
    const db = await openPglite({ directory });
    expect(await db.rows(sql`select count(*)::int as n from batch`)).toEqual([{ n: 0 }]);
    await db.close();
  },
);

const FROM_TOMORROW = sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('of a later version', 9999999999999)`;

test('an embedded database of a later version is refused, and left as it is', async () => {
  const directory = await freshDataDirectory();
  const db = await openPglite({ directory });
  await db.rows(FROM_TOMORROW);
  await db.close();
  const { code, stderr } = await runProgram(['serve'], { DATA_DIR: directory, PORT: '0' });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: the database was set up by a newer version/);
  expect(socketsIn(directory)).toEqual([]);
});

onPostgres('PostgreSQL', () => {
  test('a database of a later version is refused', async () => {
    const DATABASE_URL = await freshPostgresUrl();
    const db = openPostgres(DATABASE_URL, 1);
    await db.rows(FROM_TOMORROW);
    const { code, stderr } = await runProgram(['migrate'], { DATABASE_URL });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: the database was set up by a newer version/);
    await db.close();
  });

  test('"migrate" prepares an empty database and may be run again', async () => {
    const DATABASE_URL = await emptyPostgresUrl();
    for (let i = 0; i < 2; i++)
      expect(await runProgram(['migrate'], { DATABASE_URL })).toMatchObject({ code: 0, stderr: '' });
    const db = openPostgres(DATABASE_URL, 1);
    expect(await db.rows(sql`select count(*)::int as n from batch`)).toEqual([{ n: 0 }]);
    await db.close();
  });

  test('a database that cannot be reached ends the start with a reason', { timeout: 60_000 }, async () => {
    const { code, stderr } = await runProgram(['serve'], {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      PORT: '0',
    });
    expect(code).toBe(1);
    expect(stderr).toContain('127.0.0.1:1');
  });
});

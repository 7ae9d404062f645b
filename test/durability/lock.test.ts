/** An embedded database has one owner, whoever else comes, from wherever, and however an owner ends. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { DirectoryHeld, lockDirectory } from '../../src/store/directoryLock.ts';
import { openPglite } from '../../src/store/pglite.ts';
import {
  freshDataDirectory,
  runProgram,
  startProgram,
  startServer,
  temporaryDirectory,
} from '../support/server.ts';
import { Clients, unitsOf } from './chaos.ts';
import { ask, defineUnits, settled } from './recorder.ts';
import { expectTruth } from './truth.ts';

const CLIENTS = 3;
/** What a container does to a process: its own numbers of processes. The parent's signals do not reach it; its death does. */
const CONTAINER = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const canContain = spawnSync(CONTAINER[0]!, [...CONTAINER.slice(1), 'true']).status === 0;
if (!canContain)
  console.warn(
    'SKIPPED: this machine does not let "unshare" make process namespaces, so no locks across them are tested',
  );

const START = { SAMPLE_DATA: 'none', PORT: '0' };
const locks = (directory: string): string[] =>
  readdirSync(directory).filter((file) => file.startsWith('lock'));

test.skipIf(!canContain)('two containers do not both open one directory', async () => {
  const DATA_DIR = await freshDataDirectory();
  const outside = await startServer({ DATA_DIR });
  const inside = await (await startProgram(['serve'], { ...START, DATA_DIR }, CONTAINER)).ended;
  expect(inside).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`process ${outside.pid} on `) as string,
  });
  expect((await outside.stop()).code).toBe(0);

  const contained = await startServer({ DATA_DIR }, CONTAINER);
  const refused = await runProgram(['serve'], { ...START, DATA_DIR });
  expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('process 1 on ') as string });
  await contained.kill();
  const next = await startServer({ DATA_DIR }, CONTAINER);
  expect(await ask(next, '{ engine { pending } }')).toEqual({ engine: { pending: 0 } });
});

test('a killed owner whom nobody buried does not keep the directory', async () => {
  const DATA_DIR = await freshDataDirectory();
  // The shell becomes a program that never asks how its child ended.
  const parent = ['sh', '-c', '"$@" & exec sleep 600', 'sh'];
  const { url, stdout, kill } = await startServer({ DATA_DIR }, parent);
  const pid = Number(/"pid":(\d+)/.exec(stdout())?.[1]);
  process.kill(pid, 'SIGKILL');
  await expect.poll(() => fetch(url).catch(() => 'gone'), { timeout: 30_000 }).toBe('gone');
  process.kill(pid, 0);
  const next = await startServer({ DATA_DIR });
  expect((await next.stop()).code).toBe(0);
  await kill();
});

test('an owner who is stopped still owns', async () => {
  const DATA_DIR = await freshDataDirectory();
  const server = await startServer({ DATA_DIR });
  server.signal('SIGSTOP');
  const second = await runProgram(['serve'], { ...START, DATA_DIR });
  expect(second).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`process ${server.pid} on `) as string,
  });
  server.signal('SIGCONT');
  expect((await server.stop()).code).toBe(0);
});

test(
  "of twenty that start at once on a dead owner's directory one gets it",
  { timeout: 240_000 },
  async () => {
    const DATA_DIR = await freshDataDirectory();
    await (await startServer({ DATA_DIR })).kill();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => startProgram(['serve'], { ...START, DATA_DIR })),
    );
    const codes: (number | null)[] = [];
    for (const it of all) void it.ended.then(({ code }) => codes.push(code));
    await expect.poll(() => codes.length, { timeout: 180_000 }).toBe(19);
    expect(new Set(codes)).toEqual(new Set([3]));
    all.forEach((it) => it.signal('SIGTERM'));
    expect((await Promise.all(all.map((it) => it.ended))).filter((it) => it.code === 0).length).toBe(1);
  },
);

test('of many that ask in turns one gets the lock, again and again', async () => {
  const directory = temporaryDirectory();
  for (let round = 0; round < 20; round++) {
    const asked = await Promise.allSettled(Array.from({ length: 10 }, () => lockDirectory(directory)));
    const got = asked.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    expect(got.map((it) => it.isHeld())).toEqual([true]);
    for (const it of asked) if (it.status === 'rejected') expect(it.reason).toBeInstanceOf(DirectoryHeld);
    got[0]!.release();
  }
  expect(readdirSync(directory)).toEqual(['lock.20']);
});

test('who looked long ago does not become the owner beside another', async () => {
  const directory = temporaryDirectory();
  const at = (file: string): string => join(directory, file);
  (await lockDirectory(directory)).release();
  const owner = createServer().listen(at('9@elsewhere.00'));
  await once(owner, 'listening');
  const slow = lockDirectory(directory);
  // It saw that the first is dead. Before it goes on, a second and a third came, and the third put away what was before it.
  symlinkSync('9@elsewhere.00', at('lock.3'));
  rmSync(at('lock.1'));
  await expect(slow).rejects.toThrow('is open in process 9 on elsewhere');
  expect(locks(directory)).toEqual(['lock.3']);
  owner.close();
});

test('of two that come while the owner leaves one gets the lock', async () => {
  const directory = temporaryDirectory();
  const first = await lockDirectory(directory);
  const asked = [lockDirectory(directory), lockDirectory(directory)];
  first.release();
  const got = (await Promise.allSettled(asked)).filter((it) => it.status === 'fulfilled');
  expect(got.map(({ value }) => value.isHeld())).toEqual([true]);
  got[0]!.value.release();
});

test('what is no lock is not in the way', async () => {
  const directory = temporaryDirectory();
  for (const file of ['lock', 'lock.5', 'lock.x']) writeFileSync(join(directory, file), '1 1');
  const lock = await lockDirectory(directory);
  expect(locks(directory)).toEqual(['lock', 'lock.6', 'lock.x']);
  lock.release();
});

test('a directory with a path too long for a socket is locked all the same', async () => {
  const directory = join(temporaryDirectory(), 'x'.repeat(100), 'y'.repeat(100));
  mkdirSync(directory, { recursive: true });
  const lock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toThrow(`process ${process.pid} on `);
  lock.release();
  (await lockDirectory(directory)).release();
  expect(locks(directory)).toEqual(['lock.2']);
});

test(
  'an owner whose lock is taken away ends, and nothing it acknowledged is lost',
  { timeout: 120_000 },
  async () => {
    const DATA_DIR = await freshDataDirectory();
    const first = await startServer({ DATA_DIR });
    const target = { url: first.url };
    await defineUnits(target, unitsOf(CLIENTS));
    const clients = new Clients(CLIENTS, () => target);
    await clients.more(20);
    for (const file of locks(DATA_DIR)) rmSync(join(DATA_DIR, file));
    const second = await startServer({ DATA_DIR });
    const ended = await first.ended;
    expect(ended.code).toBe(3);
    expect(ended.stdout).toContain(`the lock of the database in ${DATA_DIR} was removed or replaced`);
    target.url = second.url;
    await clients.more(20);
    const truth = await clients.stop();
    await settled(second);
    expect((await second.stop()).code).toBe(0);
    const db = await openPglite({ directory: DATA_DIR });
    await expectTruth(db, truth, clients.told, clients.units);
    await db.close();
  },
);

test('an owner that nobody asks anything notices it too', async () => {
  const DATA_DIR = await freshDataDirectory();
  const server = await startServer({ DATA_DIR });
  for (const file of locks(DATA_DIR)) rmSync(join(DATA_DIR, file));
  expect((await server.ended).code).toBe(3);
});

test('a database whose lock is taken away runs no statement more', async () => {
  const directory = await freshDataDirectory();
  const db = await openPglite({ directory });
  for (const file of locks(directory)) rmSync(join(directory, file));
  await expect(db.rows(sql`select 1`)).rejects.toThrow('was removed or replaced');
  await expect(db.transaction(() => Promise.resolve())).rejects.toThrow('was removed or replaced');
  await expect(db.close()).rejects.toThrow('was removed or replaced');
});

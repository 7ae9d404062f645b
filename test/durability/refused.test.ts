/** A start that cannot be says what is wrong, where, and what to do; and has changed nothing. */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/store/postgres.ts';
import { emptyPostgresUrl, onPostgres } from '../support/database.ts';
import { type Ended, runProgram, startProgram, temporaryDirectory } from '../support/server.ts';

const PASSWORD = 'se3cret';

/** What a start with these settings says; it must fail, and never tell the password. */
async function refusal(settings: Record<string, string>, within?: readonly string[]): Promise<string> {
  const started = await startProgram(['serve'], { PORT: '0', SAMPLE_DATA: 'none', ...settings }, within);
  const { code, stdout, stderr }: Ended = await started.ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^error: /);
  expect(stderr).not.toContain(PASSWORD);
  return stderr;
}

test('a port in use is found before the database is opened', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const DATA_DIR = join(temporaryDirectory(), 'data');
  expect(await refusal({ PORT: String(port), DATA_DIR })).toBe(
    `error: PORT: another program listens on port ${port} of 127.0.0.1. Stop it, or set PORT to another port.\n`,
  );
  expect(existsSync(DATA_DIR)).toBe(false);
});

test('parts are not run apart on an embedded database', async () => {
  const DATA_DIR = join(temporaryDirectory(), 'data');
  const { code, stderr } = await runProgram(['serve', '--only', 'engine'], { PORT: '0', DATA_DIR });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^error: --only needs a PostgreSQL, named by DATABASE_URL/);
  expect(existsSync(DATA_DIR)).toBe(false);
});

test('an address that the machine does not have is told', async () => {
  const settings = {
    HOST: '192.0.2.1',
    DATA_DIR: join(temporaryDirectory(), 'data'),
  };
  expect(await refusal(settings)).toContain('HOST: 192.0.2.1 is no address of this machine');
});

test('while the server starts it says so, and that it lives', async () => {
  const DATA_DIR = join(temporaryDirectory(), 'data');
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  const server = await startProgram(['serve'], { PORT: String(port), SAMPLE_DATA: 'none', DATA_DIR });
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
  await expect.poll(async () => (await ask('/readyz'))?.status, { interval: 5, timeout: 30_000 }).toBe(503);
  expect((await ask('/healthz'))?.status).toBe(200);
  // Who comes back by himself, as an event source does, would not after an answer that refuses.
  expect(await ask('/graphql')).toBeNull();
  await expect.poll(async () => (await ask('/readyz'))?.status, { timeout: 60_000 }).toBe(200);
  server.signal('SIGTERM');
  expect((await server.ended).code).toBe(0);
});

/** Makes a directory one that cannot be written, also for root, whom permissions do not hold: as a container's volume may be. */
const READ_ONLY = [
  'unshare',
  '--mount',
  'sh',
  '-c',
  'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"',
];
const isRoot = process.getuid?.() === 0;
const canProtect =
  !isRoot || spawnSync(READ_ONLY[0]!, [...READ_ONLY.slice(1), temporaryDirectory(), 'true']).status === 0;
if (!canProtect)
  console.warn(
    'SKIPPED: root may write anywhere and may mount nothing here, so no read-only data directory is tested',
  );

test.skipIf(!canProtect)('a data directory that cannot be written is told, with its path', async () => {
  const DATA_DIR = join(temporaryDirectory(), 'data');
  mkdirSync(DATA_DIR);
  if (!isRoot) chmodSync(join(DATA_DIR, '..'), 0o555);
  if (!isRoot) chmodSync(DATA_DIR, 0o555);
  const said = await refusal(
    { DATA_DIR: isRoot ? DATA_DIR : join(DATA_DIR, 'deep') },
    isRoot ? [...READ_ONLY, DATA_DIR] : [],
  );
  expect(said).toContain(`the database's directory ${DATA_DIR}`);
  expect(said).toContain(
    'make this user its owner, mount it for writing, or set DATA_DIR to another directory',
  );
  expect(readdirSync(DATA_DIR)).toEqual([]);
  if (!isRoot) for (const path of [join(DATA_DIR, '..'), DATA_DIR]) chmodSync(path, 0o755);
});

test('a data directory that is none, or holds something else, is told with its path', async () => {
  const file = join(temporaryDirectory(), 'file');
  writeFileSync(file, '');
  expect(await refusal({ DATA_DIR: file })).toContain(`the database's directory ${file} cannot be written`);
  const DATA_DIR = temporaryDirectory();
  mkdirSync(join(DATA_DIR, 'pg'));
  writeFileSync(join(DATA_DIR, 'pg', 'PG_VERSION'), '99\n');
  expect(await refusal({ DATA_DIR })).toContain(`the embedded database in ${DATA_DIR} cannot be opened`);
});

test('a password that breaks the URL is told as what it is, and not shown', async () => {
  for (const password of [
    `${PASSWORD}#`,
    `1#${PASSWORD}`,
    `${PASSWORD}/`,
    `1/${PASSWORD}`,
    `?${PASSWORD}`,
    `${PASSWORD}%x`,
  ]) {
    const said = await refusal({ DATABASE_URL: `postgres://kpi:${password}@127.0.0.1:1/kpi` });
    expect(said).toContain('DATABASE_URL: cannot be read');
    expect(said).toContain('percent-encoded: # is %23');
  }
});

test('a database that cannot be reached is told with its host and the variable', async () => {
  for (const host of ['127.0.0.1:1', 'no-such-host.invalid', '127.0.0.1:1,127.0.0.1:2']) {
    const said = await refusal({ DATABASE_URL: `postgres://kpi:${PASSWORD}%23@${host}/kpi` });
    expect(said).toContain(`the database at ${host} (DATABASE_URL) cannot be reached`);
  }
});

onPostgres('PostgreSQL', () => {
  test('a role that may make no tables is told the commands that let it', async () => {
    const url = await emptyPostgresUrl();
    const role = `limited-${randomBytes(4).toString('hex')}`;
    const owner = openPostgres(url, 1);
    onTestFinished(() => owner.close());
    await owner.rows(sql.raw(`create role "${role}" login`));
    const DATABASE_URL = url.replace('postgres@', `${role}:${PASSWORD}@`);
    const said = await refusal({ DATABASE_URL });
    expect(said).toContain(
      `(DATABASE_URL) does not let ${role} make tables in ${new URL(url).pathname.slice(1)}`,
    );
    const commands = said.match(/grant [^;]+;/g)!;
    expect(commands).toHaveLength(2);
    for (const command of commands) await owner.rows(sql.raw(command));
    expect(await runProgram(['migrate'], { DATABASE_URL })).toMatchObject({ code: 0, stderr: '' });
  });

  test('a database or a user that is not there is told', async () => {
    const url = await emptyPostgresUrl();
    expect(await refusal({ DATABASE_URL: `${url}_x` })).toContain(
      `has no database ${new URL(url).pathname.slice(1)}_x. Create it: create database`,
    );
    expect(await refusal({ DATABASE_URL: url.replace('postgres@', `nobody:${PASSWORD}@`) })).toContain(
      'does not let nobody in',
    );
  });
});

/** What `npm start` builds can be started from at any time, whoever else builds meanwhile, and by whatever Node. */
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { freshDataDirectory, program, runProgram } from '../support/server.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = ['.ci', 'drizzle', 'package.json', 'plugins', 'src', 'tsconfig.json'];

/** A checkout of its own, with the packages of this one. */
function checkout(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpi-matrix-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const name of SOURCES) cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

const build = (folder: string): void =>
  void execFileSync('npm', ['run', '--silent', 'build'], { cwd: folder, stdio: 'inherit' });

/** The main file of the build that is current, and all that it is made of. */
function currentBuild(folder: string): { main: string; files: string[] } {
  const entry = join(folder, 'dist/src/main.js');
  const main = resolve(dirname(entry), /from '(.+)'/.exec(readFileSync(entry, 'utf8'))![1]!);
  return { main, files: readdirSync(join(dirname(main), '..'), { recursive: true }) as string[] };
}

/** Runs `npm start` until the server is ready, ends it, and answers how it ended. */
async function startAndStop(folder: string): Promise<{ isReady: boolean; stderr: string }> {
  const { PATH, HOME } = process.env;
  const env = { PATH, HOME, PORT: '0', SAMPLE_DATA: 'none', DATA_DIR: await freshDataDirectory() };
  const npm = spawn('npm', ['start', '--silent'], {
    cwd: folder,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { isReady: false, stderr: '' };
  npm.stderr.on('data', (text: Buffer) => (output.stderr += String(text)));
  npm.stdout.on('data', (text: Buffer) => {
    if (!String(text).includes('"ready"')) return;
    output.isReady = true;
    process.kill(-npm.pid!, 'SIGTERM');
  });
  await once(npm, 'close');
  return output;
}

test('four that are started at once in one checkout all serve', { timeout: 240_000 }, async () => {
  const folder = checkout();
  for (const change of ['one', 'two']) {
    writeFileSync(join(folder, 'src/cli/lines.ts'), `\nprocess.title = '${change}';\n`, { flag: 'a' });
    const ended = await Promise.all(Array.from({ length: 4 }, () => startAndStop(folder)));
    expect(ended).toEqual(ended.map(() => ({ isReady: true, stderr: '' })));
  }
});

test('who is starting from a build keeps it, and the next one holds nothing of the sources that went', async () => {
  const folder = checkout();
  build(folder);
  const before = currentBuild(folder);
  build(folder);
  expect(currentBuild(folder)).toEqual(before);

  const plugin = 'plugins/hotline/hotline-answer-rate-15s';
  expect(before.files).toContain(`${plugin}.js`);
  rmSync(join(folder, `${plugin}.ts`));
  build(folder);
  const after = currentBuild(folder);
  expect(after.files).not.toContain(`${plugin}.js`);
  expect(currentBuild(folder).main).not.toBe(before.main);
  expect(readFileSync(before.main, 'utf8')).not.toBe('');
  // Builds do not pile up: the current one and two before it.
  for (const change of [1, 2, 3]) {
    writeFileSync(join(folder, 'src/main.ts'), `\nprocess.title = '${change}';\n`, { flag: 'a' });
    build(folder);
  }
  expect(readdirSync(join(folder, 'dist')).filter((it) => it !== 'src')).toHaveLength(3);
});

test('the command is installed as the README says, and is there after the next build', () => {
  const folder = checkout();
  build(folder);
  const [, install] = /^npm (install --global .+)$/m.exec(readFileSync(join(PROJECT, 'README.md'), 'utf8'))!;
  const prefix = join(folder, 'node');
  execFileSync('npm', [...install!.split(' '), '--prefix', prefix, '--offline'], { cwd: folder });
  const version = (): string =>
    execFileSync(join(prefix, 'bin/kpi-matrix'), ['--version'], { cwd: tmpdir(), encoding: 'utf8' });
  expect(version()).toMatch(/^\d+\.\d+\.\d+\n$/);
  writeFileSync(join(folder, 'src/main.ts'), `\nprocess.stdout.write('rebuilt');\n`, { flag: 'a' });
  build(folder);
  expect(version()).toContain('rebuilt');
});

test('a Node that is too old is told so, before anything that it cannot read is loaded', async () => {
  const main = program();
  const inside = resolve(dirname(main), /from '(.+)'/.exec(readFileSync(main, 'utf8'))![1]!);
  expect(readFileSync(inside, 'utf8')).not.toMatch(/^import\b(?!\()/m);
  const old = join(mkdtempSync(join(tmpdir(), 'kpi-matrix-node-')), 'old.cjs');
  onTestFinished(() => rmSync(dirname(old), { recursive: true }));
  writeFileSync(
    old,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.20.4' } });`,
  );
  const { code, stdout, stderr } = await runProgram(['--version'], { NODE_OPTIONS: `--require ${old}` });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^error: kpi-matrix needs Node 20\.\d+ or later, and this is 18\.20\.4: install/);
});

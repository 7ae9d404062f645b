import { Writable } from 'node:stream';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { kpiMatrix } from './commandLine.ts';
import { graphqlPeer } from './peer/graphql.ts';
import { listen } from './peer/listen.ts';

describe('the server side', () => {
  test('is run with the environment it was given', async () => {
    const seen: unknown[] = [];
    const serve = (options: unknown): Promise<void> => Promise.resolve(void seen.push(options));
    expect(await kpiMatrix(['serve'], { serve, env: { PORT: '1' } })).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await kpiMatrix(['migrate'], { migrate: serve })).toMatchObject({ code: 0 });
    await kpiMatrix(['serve', '--only', 'engine', 'delivery'], { serve });
    await kpiMatrix(['serve', '--only', 'engine', '--only', 'api'], { serve });
    expect(seen).toEqual([
      { env: { PORT: '1' } },
      { env: {} },
      { env: {}, only: ['engine', 'delivery'] },
      { env: {}, only: ['engine', 'api'] },
    ]);
    expect(await kpiMatrix(['serve', '--only', 'page'], { serve })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('api, engine, delivery'),
    });
  });

  test('names its own exit code, and is explained without a stack', async () => {
    const held = Object.assign(new Error('.data is held by process 4711'), { exitCode: 3 });
    const ended = await kpiMatrix(['serve'], { serve: () => Promise.reject(held) });
    expect(ended).toEqual({ code: 3, stdout: '', stderr: 'error: .data is held by process 4711\n' });
    const failed = await kpiMatrix(['migrate'], { migrate: () => Promise.reject(new Error('no disk')) });
    expect(failed).toMatchObject({ code: 1, stderr: 'error: no disk\n' });
  });

  test('is not loaded by the commands that only talk to it', async () => {
    const entryPoints = ['src/cli/run.ts'];
    const { metafile } = await build({
      entryPoints,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
    });
    const files = Object.values(metafile.inputs);
    const loaded = files.flatMap(({ imports }) => imports).filter(({ external }) => external);
    const packages = loaded.map(({ path }) => path).filter((path) => !path.startsWith('node:'));
    expect(new Set(packages)).toEqual(new Set(['commander', 'cli-table3', 'cli-progress']));
    const folders = Object.keys(metafile.inputs).map((path) => path.split('/').slice(0, 2).join('/'));
    expect(new Set(folders)).toEqual(new Set(['src/cli', 'src/kpi', 'package.json']));
  });
});

describe('help', () => {
  test('lists the commands, examples and exit codes', async () => {
    const { code, stdout } = await kpiMatrix(['--help']);
    expect(code).toBe(0);
    for (const part of [
      'record',
      'matrix',
      'trend',
      'kpis',
      'serve',
      'migrate',
      'Examples:',
      'Exit codes:',
    ]) {
      expect(stdout).toContain(part);
    }
  });

  test.each([
    'serve',
    'migrate',
    'token',
    'secrets',
    'doctor',
    'schema',
    'record',
    'matrix',
    'trend',
    'kpis',
    'kpi',
  ])('of %s has an example and fits 110 columns', async (name) => {
    const { code, stdout } = await kpiMatrix(['help', name]);
    expect(code).toBe(0);
    expect(stdout).toContain(`kpi-matrix ${name}`);
    expect(Math.max(...stdout.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(110);
  });

  test('is shown on stderr with exit code 2 where no command, or an unknown one, was given', async () => {
    expect(await kpiMatrix([])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('Usage:') as string,
    });
    const unknown = await kpiMatrix(['matrx']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean matrix?');
  });

  test('has a version', async () => {
    expect(await kpiMatrix(['--version'])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string,
    });
  });
});

test('a reader that has gone away (| head) is no failure', async () => {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
  });
  const { url } = await graphqlPeer({
    kpiDefinitions: { totalCount: 0, edges: [], pageInfo: { hasNextPage: false } },
  });
  const stderr = new Writable({ write: (_chunk, _encoding, done) => done() });
  const none = (): Promise<void> => Promise.resolve();
  const server = { serve: none, migrate: none, retire: () => Promise.resolve([]) };
  const io = {
    stdout,
    stderr,
    env: {},
    ...server,
    rotateSecrets: () => Promise.resolve(0),
    bi: () => Promise.resolve([]),
    biText: () => Promise.resolve({}),
    tokens: () => Promise.resolve([]),
    doctor: () => Promise.resolve([]),
    schema: () => Promise.resolve(''),
  };
  expect(await run(['node', 'kpi-matrix', 'kpis', '--url', url], io)).toBe(0);
});

test('an answer that is no GraphQL is told with its status, exit code 1', async () => {
  const url = await listen((_, response) =>
    response.writeHead(302, { Location: 'https://login.example' }).end(),
  );
  const { code, stderr } = await kpiMatrix(['kpis', '--url', url]);
  expect(stderr).toBe(
    `error: the server at ${url} did not answer as expected: 302 Found, moved to https://login.example\n`,
  );
  expect(code).toBe(1);
});

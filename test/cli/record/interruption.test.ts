import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { csv, directory, file } from '../files.ts';
import { listen } from '../peer/listen.ts';

const START = fileURLToPath(new URL('../start.ts', import.meta.url));

test('Ctrl-C while the server works ends with a sentence, exit code 130, and nothing left behind', async () => {
  let arrived = (): void => {};
  const arrival = new Promise<void>((resolve) => (arrived = resolve));
  let hungUp = (): void => {};
  const hangUp = new Promise<void>((resolve) => (hungUp = resolve));
  const url = await listen((request) => {
    request.resume().on('end', arrived);
    request.socket.on('close', hungUp);
  });
  const scratch = join(await directory(), 'tmp');
  await mkdir(scratch);
  const path = await file('rows.csv', csv('a,b,,,2012-03-31,1'));
  const child = spawn(process.execPath, ['--import', 'tsx', START, 'record', path, '--url', url], {
    env: { ...process.env, TMPDIR: scratch },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const told = text(child.stderr);
  await arrival;
  child.kill('SIGINT');
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(130);
  expect(await told).toMatch(/error: stopped: the file is recorded wholly or not at all; .*\n$/);
  await hangUp;
  expect((await readdir(scratch)).filter((name) => name.startsWith('kpi-matrix'))).toEqual([]);
}, 30_000);

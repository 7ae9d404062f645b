/**
 * The real server as a process of its own, to be killed, stopped and asked: bundled by `npm run build` (which starts in
 * two thirds of the time of the sources), inside the project so that it finds its packages.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, inject } from 'vitest';
import { KEY } from './database.ts';

/** How long a server may take until it is ready, in milliseconds; the machine may be busy. */
const PATIENCE = 60_000;

const running = new Set<ChildProcess>();
const directories: string[] = [];

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** The bundled program's main file; the run has bundled it. */
export const program = (): string => inject('program');

/** A directory that goes when the tests of the file are done. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kpi-matrix-test-'));
  directories.push(directory);
  return directory;
}

/** How a process ended. */
export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RunningProgram {
  pid: number;
  /** What it wrote so far. */
  stdout(): string;
  stderr(): string;
  signal(name: NodeJS.Signals): void;
  ended: Promise<Ended>;
}

export interface RunningServer extends RunningProgram {
  /** http://localhost:port */
  url: string;
  /** Kills it at once and waits until it is gone. */
  kill(): Promise<Ended>;
  /** Asks it to stop (SIGTERM) and waits until it has. */
  stop(): Promise<Ended>;
  /** Its memory, in MiB (Linux). */
  memory(): number;
}

type Settings = Readonly<Record<string, string>>;

const KEPT = ['PATH', 'HOME', 'TMPDIR', 'SystemRoot'];

/** Runs the program with these arguments in a clean environment; `within` is a command that runs it, such as `unshare`. */
export async function startProgram(
  args: readonly string[],
  settings: Settings = {},
  within: readonly string[] = [],
): Promise<RunningProgram> {
  const kept = KEPT.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const [command, ...rest] = [...within, process.execPath, program(), ...args];
  const child = spawn(command!, rest, {
    env: { ...Object.fromEntries(kept), NODE_ENV: 'production', SECRETS_KEY: KEY, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    running.delete(child);
    return { code: code as number | null, signal: signal as NodeJS.Signals | null, ...output };
  });
  const { stdout, stderr } = { stdout: () => output.stdout, stderr: () => output.stderr };
  return { pid: child.pid!, stdout, stderr, signal: (name) => void child.kill(name), ended };
}

/** Runs the program to its end. */
export async function runProgram(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return (await startProgram(args, settings)).ended;
}

/**
 * Starts a server without sample data on a port of its own and waits until it is ready. Throws, with what it wrote, if it ends. `only`:
 * the parts that it runs, all where there are none.
 */
export async function startServer(
  settings: Settings,
  within: readonly string[] = [],
  only: readonly string[] = [],
): Promise<RunningServer> {
  const args = ['serve', ...(only.length > 0 ? ['--only', ...only] : [])];
  const running = await startProgram(args, { PORT: '0', SAMPLE_DATA: 'none', ...settings }, within);
  const url = await Promise.race([addressOf(running), running.ended.then(died)]);
  const end = (name: NodeJS.Signals) => {
    running.signal(name);
    return running.ended;
  };
  const memory = () =>
    Number(/VmRSS:\s*(\d+)/.exec(readFileSync(`/proc/${running.pid}/status`, 'utf8'))?.[1]) / 1024;
  return { ...running, url, kill: () => end('SIGKILL'), stop: () => end('SIGTERM'), memory };
}

function died({ code, stdout, stderr }: Ended): never {
  throw new Error(`the server ended with code ${code}:\n${stdout}${stderr}`);
}

async function addressOf({ stdout }: RunningProgram): Promise<string> {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(20)) {
    const url = /"url":"(http:\/\/[^"/]+)/.exec(stdout())?.[1];
    if (url && (await isReady(url))) return url;
  }
  throw new Error(`the server did not become ready:\n${stdout()}`);
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/readyz`).then(
    (answer) => answer.ok,
    () => false,
  );

/** A directory of an embedded database, as a server without anything recorded leaves it: unpacked, because making one takes seconds. */
export async function freshDataDirectory(): Promise<string> {
  const directory = join(temporaryDirectory(), 'data');
  mkdirSync(join(directory, 'pg'), { recursive: true, mode: 0o700 });
  await promisify(execFile)('tar', ['-xf', inject('pgliteBase'), '-C', join(directory, 'pg')]);
  return directory;
}

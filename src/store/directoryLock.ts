/**
 * One process owns an embedded database's directory. It listens on a socket in it: the system closes that with the process, however it
 * ends, and answers for one that is stopped or busy, across the borders of containers too. Process ids say nothing there.
 *
 * `lock.7` is a link to the seventh owner's socket, whose name tells who it is. The highest number owns. A number can be made once
 * only, is made only while the one below it is dead, and the highest is never removed: so two cannot both own, whatever their timing.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';

/** Another living process has the directory open; `holder` is its process id, as its own container counts. */
export class DirectoryHeld extends Error {
  constructor(
    readonly directory: string,
    readonly holder: number,
    host: string,
  ) {
    super(
      `the database in ${directory} is open in process ${holder} on ${host}. An embedded database belongs to one process: ` +
        `stop that one, choose another DATA_DIR, or use a PostgreSQL with DATABASE_URL.`,
    );
  }
}

/** The lock was taken away from the process that owned the directory, so that another may open it. */
export class DirectoryLost extends Error {
  constructor(readonly directory: string) {
    super(
      `the lock of the database in ${directory} was removed or replaced while this process had it open, so another may open it too. ` +
        `This one has stopped writing; what it acknowledged is kept. Start it again when no other has the directory.`,
    );
  }
}

/** A directory that this process owns. */
export interface DirectoryLock {
  /** Whether the lock is still this process's own; no statement may run where it is not. */
  isHeld(): boolean;
  /** Gives the directory back. */
  release(): void;
}

/** Owns a directory that exists, on a disk of this machine. Throws DirectoryHeld where a living process owns it. */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  for (;;) {
    const last = highest(directory);
    const holder = last === 0 ? null : readLock(directory, last);
    if (holder !== null && (await answers(join(directory, holder)))) throw heldBy(directory, holder);
    const name = `${process.pid}@${host()}.${randomBytes(4).toString('hex')}`;
    const server = await listen(join(directory, name));
    const release = (): void => {
      server.close();
      rmSync(join(directory, name), { force: true });
    };
    try {
      if (claim(directory, last + 1, name))
        return { isHeld: () => readLock(directory, last + 1) === name, release };
      release();
    } catch (error) {
      release();
      throw error;
    }
  }
}

/** False where somebody else was faster. What earlier owners left is removed. */
function claim(directory: string, number: number, name: string): boolean {
  try {
    symlinkSync(name, lockFile(directory, number));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  const all = numbers(directory);
  if (Math.max(...all) > number) {
    // It was made before, and the one above it too: this process looked long ago.
    rmSync(lockFile(directory, number), { force: true });
    return false;
  }
  for (const lower of all.filter((it) => it < number)) {
    const left = readLock(directory, lower);
    if (left !== null) rmSync(join(directory, left), { force: true });
    rmSync(lockFile(directory, lower), { force: true });
  }
  return true;
}

const lockFile = (directory: string, number: number): string => join(directory, `lock.${number}`);

const numbers = (directory: string): number[] =>
  readdirSync(directory)
    .flatMap((file) => /^lock\.([1-9]\d*)$/.exec(file)?.[1] ?? [])
    .map(Number);

const highest = (directory: string): number => Math.max(0, ...numbers(directory));

/** The name of the socket that a lock points to; null where there is no such lock. */
function readLock(directory: string, number: number): string | null {
  try {
    return readlinkSync(lockFile(directory, number));
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EINVAL'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}

function heldBy(directory: string, name: string): DirectoryHeld {
  const [, pid, host] = /^(\d+)@(.*)\.[0-9a-f]+$/.exec(name) ?? [];
  return new DirectoryHeld(directory, Number(pid ?? 0), host ?? 'an unknown host');
}

/** Whether a process listens on the socket; a stopped one does, and so does one with a full queue. One that just left is asked again. */
function answers(socket: string): Promise<boolean> {
  return reachable(
    socket,
    (path) =>
      new Promise((resolve, reject) => {
        const connection = connect(path);
        const end = (answer: boolean | Promise<boolean>): void => {
          connection
            .removeAllListeners()
            .on('error', () => {})
            .destroy();
          resolve(answer);
        };
        connection.on('connect', () => end(true));
        connection.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'EAGAIN') end(true);
          else if (error.code === 'ECONNRESET') end(answers(socket));
          else if (['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(error.code ?? '')) end(false);
          else reject(error);
        });
      }),
  );
}

function listen(socket: string): Promise<Server> {
  return reachable(
    socket,
    (path) =>
      new Promise((resolve, reject) => {
        const server = createServer((connection) => connection.on('error', () => {}).destroy());
        server.unref().once('error', reject);
        server.listen(path, () => resolve(server));
      }),
  );
}

/** What a socket's address holds on every system, in bytes; Node cuts a longer one without a word, and uses another file. */
const LONGEST_ADDRESS = 103;

/** So that a socket's name leaves room for the path of a temporary folder, which is long on macOS. */
const LONGEST_HOST = 20;

const host = (): string =>
  hostname()
    .replace(/[^\w.-]/g, '_')
    .slice(0, LONGEST_HOST);

const fits = (path: string): boolean => Buffer.byteLength(path) <= LONGEST_ADDRESS;

/** Uses a socket by a path that is short enough: its own, the one from here, or one over a link in the temporary folder. */
async function reachable<T>(socket: string, use: (path: string) => Promise<T>): Promise<T> {
  const short = [resolve(socket), relative('', socket)].find(fits);
  if (short !== undefined) return use(short);
  const folder = mkdtempSync(join(tmpdir(), 'kpi-'));
  try {
    const linked = join(folder, 'd', basename(socket));
    if (!fits(linked))
      throw new Error(`${tmpdir()} is too long a path for temporary files: set TMPDIR to a shorter one`);
    symlinkSync(dirname(resolve(socket)), join(folder, 'd'));
    return await use(linked);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

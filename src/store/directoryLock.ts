/** One process owns an embedded database's directory: a file that names it, taken over only from the dead. */
import { chmodSync, closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Another living process has the directory open; `holder` is its process id. */
export class DirectoryHeld extends Error {
  constructor(
    readonly directory: string,
    readonly holder: number,
  ) {
    super(
      `the database in ${directory} is open in process ${holder}. An embedded database belongs to one process: ` +
        `stop that one, choose another DATA_DIR, or use a PostgreSQL with DATABASE_URL.`,
    );
  }
}

/** Takes the directory (made with mode 0700) or throws DirectoryHeld. Returns how to give it back. */
export function lockDirectory(directory: string): () => void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const file = join(directory, 'lock');
  const mine = `${process.pid} ${startOf(process.pid) ?? ''}\n`;
  if (!create(file, mine)) {
    const holder = livingHolder(file);
    if (holder !== null) throw new DirectoryHeld(directory, holder);
    rmSync(file, { force: true });
    if (!create(file, mine)) throw new DirectoryHeld(directory, livingHolder(file) ?? 0);
    settle(file, mine, directory);
  }
  return () => {
    if (readLock(file) === mine) rmSync(file, { force: true });
  };
}

/** Two processes may take over from the same dead one and the later remove the earlier's file: the one left in it wins. */
function settle(file: string, mine: string, directory: string): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  if (readLock(file) !== mine) throw new DirectoryHeld(directory, livingHolder(file) ?? 0);
}

function create(file: string, text: string): boolean {
  try {
    const handle = openSync(file, 'wx', 0o600);
    writeSync(handle, text);
    closeSync(handle);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function readLock(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function livingHolder(file: string): number | null {
  const [pid = '', start = ''] = (readLock(file) ?? '').trim().split(' ');
  const holder = Number(pid);
  if (!Number.isInteger(holder) || holder <= 0 || !isAlive(holder)) return null;
  const startNow = startOf(holder);
  return start && startNow && start !== startNow ? null : holder;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process started, in clock ticks since boot, where the system tells (Linux): process ids are used again. */
function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** The key that a server makes for itself: beside an embedded database, but not in it. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isKey, newKey } from './vault.ts';

/** The file of the key cannot be used; the message names it and the remedy. */
export class KeyFileUnusable extends Error {
  constructor(file: string, why: string, cause?: unknown) {
    super(
      `SECRETS_KEY is not set, and ${resolve(file)}, where a key is kept instead, ${why}. ` +
        'Restore the file, or set SECRETS_KEY (a new one: openssl rand -base64 32).',
      { cause },
    );
  }
}

/** The key in a file, made with mode 0600 where it is missing; servers that make it at once have the same. Throws KeyFileUnusable. */
export function keyIn(file: string): { key: string; isNew: boolean } {
  try {
    const isNew = read(file) === null && make(file);
    const key = read(file) ?? '';
    if (!isKey(key)) throw new KeyFileUnusable(file, 'does not hold 32 bytes in base64');
    return { key, isNew };
  } catch (error) {
    if (error instanceof KeyFileUnusable) throw error;
    throw new KeyFileUnusable(file, `cannot be read or written (${(error as Error).message})`, error);
  }
}

/** The key in a file, which is not made; null where there is none yet. Throws KeyFileUnusable. */
export function keyKeptIn(file: string): string | null {
  try {
    return read(file) === null ? null : keyIn(file).key;
  } catch (error) {
    if (error instanceof KeyFileUnusable) throw error;
    throw new KeyFileUnusable(file, `cannot be read (${(error as Error).message})`, error);
  }
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** False where another was faster. Nobody finds half a key: the file is whole, and on disk, before it gets its name. */
function make(file: string): boolean {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  write(draft, `${newKey()}\n`);
  try {
    linkSync(draft, file);
    sync(dirname(file));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function write(file: string, text: string): void {
  const descriptor = openSync(file, 'wx', 0o600);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function sync(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

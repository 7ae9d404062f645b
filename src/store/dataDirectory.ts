/** The directory of an embedded database: private to who runs the server, and found wanting before the database stumbles over it. */
import { accessSync, chmodSync, constants, existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** The directory cannot hold the database; the message names it and the remedy. */
export class DirectoryUnusable extends Error {
  constructor(directory: string, cause: unknown) {
    super(
      `the database's directory ${resolve(directory)} cannot be written by the user with id ${process.getuid?.()} (${(cause as Error).message}): ` +
        'make this user its owner, mount it for writing, or set DATA_DIR to another directory, on a disk of this machine.',
      { cause },
    );
  }
}

/** Makes the directory where it is missing, with mode 0700. Throws DirectoryUnusable where it, or the database in it, cannot be written. */
export function makeDataDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
    for (const path of [directory, `${directory}/pg`])
      if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new DirectoryUnusable(directory, error);
  }
}

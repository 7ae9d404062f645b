/** Which key secrets are encrypted with. */
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Configuration } from './config.ts';
import { makeDataDirectory } from './store/dataDirectory.ts';
import { keyIn } from './store/keyFile.ts';

/** Where a server keeps the key that it made for itself. */
export const keyFileIn = (directory: string): string => join(directory, 'secrets.key');

/**
 * The key of the settings, else the one in DATA_DIR, which is made where it is missing: `readConfiguration` takes settings without a key
 * on the loopback only. Throws KeyFileUnusable, and DirectoryUnusable where an embedded database could not be there either.
 */
export function secretsKey(
  { SECRETS_KEY, DATABASE_URL, DATA_DIR }: Configuration,
  log: Pick<Logger, 'info'>,
): string {
  if (SECRETS_KEY !== undefined) return SECRETS_KEY;
  if (DATABASE_URL === undefined) makeDataDirectory(DATA_DIR);
  const file = keyFileIn(DATA_DIR);
  const { key, isNew } = keyIn(file);
  if (isNew)
    log.info({ file }, 'made a key for the secrets of webhooks: keep a copy, without it they are lost');
  return key;
}

/** The parts of a server: which there are, and how they reach the database. */
import { type Database, databaseOf } from '../store/database.ts';
import { RemoteDriver } from '../store/remote.ts';
import { vaultOf } from '../store/vault.ts';
import type { PartName } from './messages.ts';
import { Part, type PartOptions } from './part.ts';

/** What each part is started with. */
export type Common = Pick<PartOptions, 'program' | 'settings' | 'log' | 'onDelay'>;

/** What parts that work on the database need. */
export interface PartsOptions extends Common {
  /** Told of each chunk of the engine. */
  onChunk: (seconds: number, written: number) => void;
  /** Told what came of each message to a webhook, and for how many events it stood. */
  onSent: (format: string, result: string, events: number) => void;
}

/** The embedded database in a thread of its own, and the line of this thread to it. */
export interface EmbeddedDatabase {
  db: Database;
  part: Part;
}

/**
 * Opens the embedded database in a thread of its own. Rejects with PartFailed where it cannot be opened. `onLost`: the directory was
 * taken away; it must end the process at once. `connect` is called with each new thread, for those who ask it.
 */
export async function openEmbedded(
  options: Common & { onLost: (message: string) => never },
  connect: (part: Part) => void,
): Promise<EmbeddedDatabase> {
  const driver = new RemoteDriver('pglite');
  const part = new Part({
    ...options,
    name: 'database',
    onMessage: (message) => {
      if (message.type === 'lost') options.onLost(message.message);
    },
    onThread: (thread) => {
      driver.attach(thread.line());
      connect(thread);
    },
  });
  await part.start();
  return { db: databaseOf(driver, vaultOf(options.settings)), part };
}

/** A part that works on the database, in a thread of its own; where the database is embedded it is given a line to it. */
export function partOf(
  name: Exclude<PartName, 'database'>,
  options: PartsOptions,
  database: () => Part | undefined,
): Part {
  const { onChunk, onSent, ...given } = options;
  return new Part({
    ...given,
    name,
    onMessage: (message) => {
      if (message.type === 'computed') onChunk(message.seconds, message.written);
      if (message.type === 'sent') onSent(message.format, message.result, message.events);
    },
    onThread: (part) => {
      const line = database()?.line();
      if (line) part.take(line);
    },
  });
}

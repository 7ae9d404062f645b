/** The parts of a server: which there are, and how they reach the database. */
import { type Database, databaseOf } from '../store/database.ts';
import { RemoteDriver } from '../store/remote.ts';
import type { FromPart } from './messages.ts';
import { Part, type PartOptions } from './part.ts';

/** What the parts of a server need. */
export interface PartsOptions extends Pick<PartOptions, 'program' | 'settings' | 'log' | 'onDelay'> {
  /** The directory of the embedded database was taken away; must end the process at once. */
  onLost: (message: string) => never;
  /** Told of each chunk of the engine. */
  onChunk: (seconds: number, written: number) => void;
}

/** The embedded database in a thread of its own, and the line of this thread to it. */
export interface EmbeddedDatabase {
  db: Database;
  part: Part;
}

/** Opens the embedded database in a thread of its own. Rejects with PartFailed where it cannot be opened. */
export async function openEmbedded(
  options: Omit<PartsOptions, 'onChunk'>,
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
  return { db: databaseOf(driver), part };
}

/** The engine in a thread of its own; with an embedded database it is given a line to it. */
export function engineOf(options: Omit<PartsOptions, 'onLost'>, database: () => Part | undefined): Part {
  const onMessage = (message: FromPart) => {
    if (message.type === 'computed') options.onChunk(message.seconds, message.written);
  };
  const given: PartOptions = { ...options, name: 'engine', onMessage };
  return new Part({
    ...given,
    onThread: (engine) => {
      const line = database()?.line();
      if (line) engine.take(line);
    },
  });
}

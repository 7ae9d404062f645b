/** What is done to a database from the command line, without a server: it is noted in the audit, as what is done through the API is. */
import { userInfo } from 'node:os';
import { pino } from 'pino';
import { EXIT } from './cli/exit.ts';
import { Audit } from './engine/access/audit.ts';
import type { Database } from './store/database.ts';
import type { AuditOutcome } from './store/words.ts';

/** It was not done; the message says why, with every problem. */
export class CommandRefused extends Error {
  readonly exitCode = EXIT.USAGE;
}

/** Who does it: beside it stands the name of whoever is logged in on the machine. */
export const COMMAND_LINE = 'command line';

/** Each of several types without a key. */
export type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What is done, by the name of the API where that has one, and to what. */
export interface Deed {
  action: string;
  targets: string[];
}

/** Does something and notes what became of it: nothing in its list, or CommandRefused, is a refusal. */
export async function noted<T>(
  { db, months }: { db: Database; months: number },
  { action, targets }: Deed,
  work: () => Promise<T[]>,
): Promise<T[]> {
  const audit = new Audit({ db, log: pino({ level: 'silent' }), months });
  const note = (outcome: AuditOutcome) =>
    audit.note({
      by: `${COMMAND_LINE} (${personHere()})`,
      principal: COMMAND_LINE,
      address: null,
      action,
      targets,
      outcome,
      rows: null,
    });
  try {
    const shown = await work();
    await note(shown.length > 0 ? 'DONE' : 'REFUSED');
    return shown;
  } catch (error) {
    await note(error instanceof CommandRefused ? 'REFUSED' : 'FAILED');
    throw error;
  }
}

/** The name of whoever runs the program; a user that the machine has no name for, as in a container, is a number. */
function personHere(): string {
  try {
    return userInfo().username;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw error;
    return `user ${process.getuid?.()}`;
  }
}

/** The databases of earlier releases. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrationsFolder } from '../../src/store/migrations.ts';
import { temporaryDirectory } from '../support/server.ts';

interface Journal {
  entries: object[];
}

/** What a folder of migrations holds. */
export const readJournal = (folder: string): Journal =>
  JSON.parse(readFileSync(join(folder, 'meta', '_journal.json'), 'utf8')) as Journal;

/** A folder of the first migrations, as it was when there were so many. */
export function firstMigrations(count: number): string {
  const folder = join(temporaryDirectory(), 'drizzle');
  cpSync(migrationsFolder(), folder, { recursive: true });
  const journal = readJournal(folder);
  const first = { ...journal, entries: journal.entries.slice(0, count) };
  writeFileSync(join(folder, 'meta', '_journal.json'), JSON.stringify(first));
  return folder;
}

/** Where the migrations are, and the refusal to work on tables that a newer version made. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readMigrationFiles } from 'drizzle-orm/migrator';

/** The database was migrated by a newer version of this program. */
export class SchemaTooNew extends Error {
  constructor() {
    super(
      'the database was set up by a newer version of this program: start that version, or restore a backup',
    );
  }
}

/** The folder of the generated migrations, from the sources as well as from the bundle. */
export function migrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'drizzle', 'meta', '_journal.json'))) {
    if (dirname(folder) === folder) throw new Error('the folder drizzle/ with the migrations is missing');
    folder = dirname(folder);
  }
  return join(folder, 'drizzle');
}

/** How the tables of a database stand to this version's. */
export interface SchemaState {
  /** How many migrations the database knows. */
  done: number;
  /** How many of this version it does not know yet. */
  pending: number;
  /** Whether it knows one that this version does not: a newer version made it. */
  isNewer: boolean;
}

/** Compares the migrations that a database knows with those of the folder. */
export async function schemaState(
  folder: string,
  query: (text: string) => Promise<unknown[]>,
): Promise<SchemaState> {
  const known = new Set(readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.hash));
  const [table] = await query(`select to_regclass('drizzle.__drizzle_migrations') is not null as found`);
  const isThere = (table as { found: boolean }).found;
  const rows = isThere ? await query('select hash from drizzle.__drizzle_migrations') : [];
  const done = new Set((rows as { hash: string }[]).map(({ hash }) => hash));
  return {
    done: done.size,
    pending: [...known].filter((hash) => !done.has(hash)).length,
    isNewer: [...done].some((hash) => !known.has(hash)),
  };
}

/** Throws SchemaTooNew where the database knows a migration that the folder does not. */
export async function refuseNewerSchema(
  folder: string,
  query: (text: string) => Promise<unknown[]>,
): Promise<void> {
  const { isNewer } = await schemaState(folder, query);
  if (isNewer) throw new SchemaTooNew();
}

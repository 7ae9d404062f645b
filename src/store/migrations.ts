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

/** Throws SchemaTooNew where the database knows a migration that the folder does not. */
export async function refuseNewerSchema(
  folder: string,
  query: (text: string) => Promise<unknown[]>,
): Promise<void> {
  const [table] = await query(`select to_regclass('drizzle.__drizzle_migrations') is not null as found`);
  if (!(table as { found: boolean }).found) return;
  const done = (await query('select hash from drizzle.__drizzle_migrations')) as { hash: string }[];
  const known = new Set(readMigrationFiles({ migrationsFolder: folder }).map((migration) => migration.hash));
  if (done.some(({ hash }) => !known.has(hash))) throw new SchemaTooNew();
}

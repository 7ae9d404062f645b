/** What whoever operates a database asks about it; reads only, and opens no secret. */
import { sql } from 'drizzle-orm';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { migrationsFolder, type SchemaState, schemaState } from './migrations.ts';
import { webhook } from './schema.ts';

/** Which PostgreSQL answers, and whether what it acknowledges is on disk. */
export interface DatabaseFacts {
  version: string;
  /** Settings by which what was acknowledged may be lost. */
  careless: readonly string[];
  schema: SchemaState;
}

/** Asks a database what it is. */
export async function databaseFacts(db: Statements): Promise<DatabaseFacts> {
  const [row] = await db.rows<{ version: string; fsync: string; commit: string }>(sql`
    select current_setting('server_version') as version, current_setting('fsync') as fsync,
      current_setting('synchronous_commit') as commit`);
  const { version, fsync, commit } = row!;
  const careless = Object.entries({ fsync, synchronous_commit: commit }).flatMap(([name, value]) =>
    value === 'off' ? [name] : [],
  );
  const schema = await schemaState(migrationsFolder(), (text) => db.rows(sql.raw(text)));
  return { version, careless, schema };
}

const HEALTH = columns(webhook, ['name', 'state', 'stateReason', 'failures', 'failingSince']);
/** A webhook, and how sending to it goes. */
export type WebhookHealth = RowOf<typeof HEALTH>;

/** The webhooks that are told nothing at the moment: their endpoints fail, or refused for good. */
export const troubledWebhooks = (db: Statements) =>
  db.rows<WebhookHealth>(sql`
    select ${HEALTH} from ${webhook} where state = 'DISABLED' or (state = 'ACTIVE' and failing_since is not null) order by id`);

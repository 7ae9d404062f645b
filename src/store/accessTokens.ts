/** Tokens as rows: whom they let in, until when, and when last. Of a token itself there is only a hash. */
import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { instant } from './parameters.ts';
import { accessToken } from './schema.ts';

const TOKEN = columns(accessToken, [
  'id',
  'hash',
  'name',
  'grants',
  'createdBy',
  'createdAt',
  'expiresAt',
  'lastUsedAt',
  'revokedAt',
]);
/** A token, as far as it is kept. */
export type TokenRow = RowOf<typeof TOKEN>;

/** Every token, newest first; also those that are over. */
export const tokenRows = (db: Statements) =>
  db.rows<TokenRow>(sql`select ${TOKEN} from ${accessToken} order by created_at desc, id`);

/** A token by its id; undefined where there is none. */
export async function tokenRow(db: Statements, id: string): Promise<TokenRow | undefined> {
  const [row] = await db.rows<TokenRow>(sql`select ${TOKEN} from ${accessToken} where id = ${id}`);
  return row;
}

/** Adds a token, or changes nothing where there is one with its id; undefined then. */
export async function insertToken(
  db: Statements,
  it: Omit<TokenRow, 'lastUsedAt' | 'revokedAt'>,
): Promise<TokenRow | undefined> {
  const [row] = await db.rows<TokenRow>(sql`
    insert into ${accessToken} (id, hash, name, grants, created_by, created_at, expires_at)
    values (${it.id}, ${it.hash}, ${it.name}, ${texts(it.grants)}, ${it.createdBy}, ${instant(it.createdAt)}, ${instant(it.expiresAt)})
    on conflict (id) do nothing returning ${TOKEN}`);
  return row;
}

/** Ends a token now; one that was revoked stays as it was. Undefined where there is none. */
export async function revokeToken(db: Statements, id: string, now: Date): Promise<TokenRow | undefined> {
  const [row] = await db.rows<TokenRow>(sql`
    update ${accessToken} set revoked_at = coalesce(revoked_at, ${instant(now)}) where id = ${id} returning ${TOKEN}`);
  return row;
}

/** Notes that a token was used; at most once a minute each. */
export const noteTokenUse = (db: Statements, id: string, now: Date) =>
  db.rows(sql`
    update ${accessToken} set last_used_at = ${instant(now)}
    where id = ${id} and (last_used_at is null or last_used_at <= ${instant(now)} - interval '1 minute')`);

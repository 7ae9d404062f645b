/** What of a webhook is a secret, and how the database keeps it: whoever knows the URL of a chat bot may write there. */
import { sql } from 'drizzle-orm';
import type { Database, Statements } from './database.ts';
import { webhook } from './schema.ts';
import { isSealed, sealedWith } from './vault.ts';

/** The secrets of a webhook, either sealed or as they are meant. */
export interface WebhookSecrets {
  id: number;
  url: string;
  secret: string | null;
  oldSecret: string | null;
}

/** The URL of a webhook as it is kept. */
export const sealUrl = ({ vault }: Statements, id: number, url: string): string =>
  vault.seal(url, `url of webhook ${id}`);

/** A secret of a webhook as it is kept; the present one becomes the old one without being sealed again. */
export const sealSecret = ({ vault }: Statements, id: number, secret: string | null): string | null =>
  secret === null ? null : vault.seal(secret, `secret of webhook ${id}`);

/** A webhook with its secrets as they are meant. Throws SecretUnreadable. */
export function opened<Row extends WebhookSecrets>({ vault }: Pick<Statements, 'vault'>, row: Row): Row {
  const secretOf = (text: string | null) =>
    text === null ? null : vault.open(text, `secret of webhook ${row.id}`);
  return {
    ...row,
    url: vault.open(row.url, `url of webhook ${row.id}`),
    secret: secretOf(row.secret),
    oldSecret: secretOf(row.oldSecret),
  };
}

/**
 * Seals what an older release left plain; how many webhooks had something. All are opened, so that a server that lacks a key is told so
 * here. Throws SecretUnreadable. Several servers may do it at once.
 */
export const sealWebhooks = (db: Database): Promise<number> => rewrite(db, isPlain);

/** Seals every webhook again, with the newest key; how many. Throws SecretUnreadable where one cannot be read, and then changes none. */
export const resealWebhooks = (db: Database): Promise<number> => rewrite(db, () => true);

/** The ids of the keys that webhooks are sealed with, each with how many; nothing is opened. */
export async function keysOfWebhooks(db: Statements): Promise<ReadonlyMap<string, number>> {
  const kept = await db.rows<WebhookSecrets>(
    sql`select id, url, secret, old_secret as "oldSecret" from ${webhook} order by id`,
  );
  const counts = new Map<string, number>();
  for (const { url, secret, oldSecret } of kept) {
    const ids = [url, secret, oldSecret].map((it) => (it === null ? null : sealedWith(it)));
    for (const id of new Set(ids)) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

const isPlain = ({ url, secret, oldSecret }: WebhookSecrets): boolean =>
  [url, secret, oldSecret].some((it) => it !== null && !isSealed(it));

function rewrite(db: Database, isWanted: (kept: WebhookSecrets) => boolean): Promise<number> {
  return db.transaction(async (tx) => {
    // Who comes second waits for the first, and reads what it wrote.
    const kept = await tx.rows<WebhookSecrets>(sql`
      select id, url, secret, old_secret as "oldSecret" from ${webhook} order by id for update`);
    const meant = kept.map((it) => opened(tx, it));
    const wanted = meant.filter((_, at) => isWanted(kept[at]!));
    for (const { id, url, secret, oldSecret } of wanted)
      await tx.rows(sql`
        update ${webhook} set url = ${sealUrl(tx, id, url)}, secret = ${sealSecret(tx, id, secret)},
          old_secret = ${sealSecret(tx, id, oldSecret)} where id = ${id}`);
    return wanted.length;
  });
}

/** Webhooks as rows: what a person set up, and how sending to it goes. Deliveries stand in deliveries.ts. */
import { sql, type SQL } from 'drizzle-orm';
import { texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { instant, json } from './parameters.ts';
import { accessToken, delivery, webhook } from './schema.ts';
import { opened, sealSecret, sealUrl } from './sealedWebhooks.ts';

/** A webhook, but for who sends to it now. */
const WEBHOOK = columns(webhook, [
  'id',
  'name',
  'url',
  'format',
  'kinds',
  'filter',
  'secret',
  'oldSecret',
  'oldSecretUntil',
  'state',
  'stateReason',
  'cursor',
  'freeAt',
  'failures',
  'failingSince',
  'createdAt',
  'principal',
  'grants',
]);
/** A webhook and how sending to it goes. */
export type WebhookRow = RowOf<typeof WEBHOOK>;

/** Runs statements that answer webhooks, and opens their secrets. */
const opening = (db: Statements) => async (statement: SQL) =>
  (await db.rows<WebhookRow>(statement)).map((row) => opened(db, row));

/** Every webhook, oldest first. */
export const webhookRows = (db: Statements) =>
  opening(db)(sql`select ${WEBHOOK} from ${webhook} order by id`);

/** A webhook by its id; undefined where there is none. */
export async function webhookRow(db: Statements, id: number): Promise<WebhookRow | undefined> {
  const [row] = await opening(db)(sql`select ${WEBHOOK} from ${webhook} where id = ${id}`);
  return row;
}

/** What a new webhook is made of. */
export type NewWebhook = Pick<
  WebhookRow,
  'name' | 'url' | 'format' | 'kinds' | 'filter' | 'secret' | 'cursor' | 'createdAt' | 'principal' | 'grants'
>;

/** Undefined where the name is taken. */
export async function insertWebhook(db: Statements, it: NewWebhook): Promise<WebhookRow | undefined> {
  // Secrets are sealed for the webhook's id, which therefore has to be known before.
  const [next] = await db.rows<{ id: number }>(
    sql`select nextval(pg_get_serial_sequence('webhook', 'id')) as id`,
  );
  const { id } = next!;
  const [row] = await opening(db)(sql`
    insert into ${webhook} (id, name, url, format, kinds, filter, secret, cursor, created_at, principal, grants)
      overriding system value
    values (${id}, ${it.name}, ${sealUrl(db, id, it.url)}, ${it.format}, ${texts(it.kinds)}, ${json(it.filter)},
      ${sealSecret(db, id, it.secret)}, ${it.cursor}, ${instant(it.createdAt)}, ${it.principal}, ${texts(it.grants)})
    on conflict (principal, name) do nothing returning ${WEBHOOK}`);
  return row;
}

/**
 * Changes what a person set up; undefined where there is no such webhook, or another one has the name. What went wrong
 * at another URL is forgotten.
 */
export async function updateWebhook(
  db: Statements,
  {
    id,
    name,
    url,
    kinds,
    filter,
    principal,
    grants,
  }: Pick<WebhookRow, 'id' | 'name' | 'url' | 'kinds' | 'filter' | 'principal' | 'grants'>,
): Promise<WebhookRow | undefined> {
  const before = await webhookRow(db, id);
  if (!before) return undefined;
  // The same URL sealed again is another text, so the database cannot tell.
  const moved =
    url === before.url
      ? sql``
      : sql`, url = ${sealUrl(db, id, url)}, failures = 0, failing_since = null, free_at = null`;
  const [row] = await opening(db)(sql`
    update ${webhook} set name = ${name}, kinds = ${texts(kinds)}, filter = ${json(filter)},
      principal = ${principal}, grants = ${texts(grants)} ${moved}
    where id = ${id} and not exists (select from ${webhook} other where other.principal = ${principal} and other.name = ${name}
      and other.id <> ${id})
    returning ${WEBHOOK}`);
  return row;
}

/** Somebody's webhook by its name; undefined where there is none. */
export async function webhookNamed(
  db: Statements,
  { principal, name }: Pick<WebhookRow, 'principal' | 'name'>,
): Promise<WebhookRow | undefined> {
  const [row] = await opening(db)(
    sql`select ${WEBHOOK} from ${webhook} where principal = ${principal} and name = ${name}`,
  );
  return row;
}

/** How many webhooks there are. */
export async function countWebhooks(db: Statements): Promise<number> {
  const [row] = await db.rows<{ count: number }>(sql`select count(*)::int as count from ${webhook}`);
  return row!.count;
}

/** Pauses, or lets it run again with a clean record; undefined where there is no such webhook. */
export async function setWebhookState(
  db: Statements,
  id: number,
  state: 'ACTIVE' | 'PAUSED',
): Promise<WebhookRow | undefined> {
  const [row] = await opening(db)(sql`
    update ${webhook} set state = ${state}, state_reason = null, failures = 0, failing_since = null, free_at = null
    where id = ${id} returning ${WEBHOOK}`);
  return row;
}

/** Puts another secret in the place of the present one, which stays valid until a time. */
export async function rotateSecret(
  db: Statements,
  id: number,
  secret: string,
  oldUntil: Date,
): Promise<WebhookRow | undefined> {
  const [row] = await opening(db)(sql`
    update ${webhook} set old_secret = secret, old_secret_until = ${instant(oldUntil)}, secret = ${sealSecret(db, id, secret)}
    where id = ${id} returning ${WEBHOOK}`);
  return row;
}

/** Removes a webhook with its deliveries; whether there was one. One statement. */
export async function deleteWebhook(db: Statements, id: number): Promise<boolean> {
  const rows = await db.rows(sql`
    with gone as (delete from ${webhook} where id = ${id} returning id),
      with_it as (delete from ${delivery} where webhook_id in (select id from gone))
    select id from gone`);
  return rows.length > 0;
}

const BEHIND = columns(webhook, ['id', 'cursor', 'kinds', 'filter', 'grants']);

/**
 * The webhooks that events after their cursor may concern; `head` is the last event's place. Only those that ask for no
 * other kinds than these: what a server of an older release does not know, it leaves to a newer one.
 */
export const webhooksBehind = (db: Statements, head: number, kinds: readonly string[]) =>
  db.rows<RowOf<typeof BEHIND>>(sql`
    select ${BEHIND} from ${webhook}
    where state = 'ACTIVE' and cursor < ${head} and kinds <@ ${texts(kinds)} order by id`);

/**
 * Makes this worker the only one that sends to a webhook, for so many milliseconds from now, or goes on being it.
 * Undefined where another one is, or where nothing may be sent now. Leases are counted by the database's clock.
 */
export async function lease(
  db: Statements,
  { id, worker, milliseconds, now }: { id: number; worker: string; milliseconds: number; now: Date },
): Promise<WebhookRow | undefined> {
  const [row] = await opening(db)(sql`
    update ${webhook} set leased_by = ${worker}, leased_until = clock_timestamp() + ${milliseconds} * interval '1 millisecond'
    where id = (select id from ${webhook} where id = ${id} and state = 'ACTIVE'
        and (free_at is null or free_at <= ${instant(now)})
        and (leased_by is null or leased_by = ${worker} or leased_until < clock_timestamp()) for update skip locked)
    returning ${WEBHOOK}`);
  return row;
}

/** Disables the webhooks whose owners came in with a token that lets nobody in any longer: they tell nothing more. */
export const disableOrphans = (db: Statements, now: Date) =>
  db.rows(sql`
    update ${webhook} w set state = 'DISABLED', state_reason = 'the access token that it was made with lets nobody in any longer'
    where state <> 'DISABLED' and exists (
      select from ${accessToken} t where w.principal = 'token:' || t.id and (t.revoked_at is not null or t.expires_at <= ${instant(now)}))`);

/** Lets others send to the webhook. */
export const release = (db: Statements, id: number, worker: string) =>
  db.rows(
    sql`update ${webhook} set leased_by = null, leased_until = null where id = ${id} and leased_by = ${worker}`,
  );

/** Forgets who was sending when the only process that can have ended. */
export const forgetLeases = (db: Statements) =>
  db.rows(sql`update ${webhook} set leased_by = null, leased_until = null where leased_by is not null`);

/** How an endpoint took a message. */
export interface EndpointNote {
  id: number;
  now: Date;
  /** Attempts in a row that the endpoint itself failed; 0 after a success. */
  failures: number;
  freeAt: Date | null;
  /** Why it is to be sent to no more; null as long as it is. */
  disabled: string | null;
}

/** Keeps how the endpoint took a message. */
export const noteEndpoint = (tx: Statements, { id, now, failures, freeAt, disabled }: EndpointNote) =>
  tx.rows(sql`
    update ${webhook} set failures = ${failures}, free_at = ${instant(freeAt)},
      failing_since = case when ${failures} = 0 then null else coalesce(failing_since, ${instant(now)}) end,
      state = case when ${disabled}::text is null then state else 'DISABLED' end,
      state_reason = coalesce(${disabled}::text, state_reason)
    where id = ${id}`);

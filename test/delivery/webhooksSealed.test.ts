/** The secrets and URLs of webhooks in the database: nobody reads them who has it alone, and whoever has the key notices nothing. */
import { sql } from 'drizzle-orm';
import { beforeAll, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { LOCAL } from '../../src/access/viewer.ts';
import type { Database } from '../../src/store/database.ts';
import { resealWebhooks, sealWebhooks } from '../../src/store/sealedWebhooks.ts';
import { isSealed, newKey, SecretUnreadable, Vault } from '../../src/store/vault.ts';
import { webhookRow } from '../../src/store/webhooks.ts';
import { KEY, onEachDatabase } from '../support/database.ts';
import { endpoint, type Got, startWorld, status } from './webhookWorld.ts';

const TOKEN = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';

/** Every row of every table as text, as a dump has it. */
async function dumpOf(db: Database): Promise<string> {
  const tables = await db.rows<{ name: string }>(sql`
    select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`);
  const texts: string[] = [];
  for (const { name } of tables)
    texts.push(
      ...(await db.rows<{ row: string }>(sql`select it::text as row from ${sql.raw(name)} it`)).map(
        (it) => it.row,
      ),
    );
  return texts.join('\n');
}

/** The same database as a server with other keys has it. */
const withKeys = (db: Database, ...keys: string[]): Database => {
  const vault = new Vault(keys);
  return { ...db, vault, transaction: (work) => db.transaction((tx) => work({ ...tx, vault })) };
};

interface Kept {
  url: string;
  secret: string | null;
  old_secret: string | null;
}

const keptOf = async (db: Database, id: number): Promise<Kept> =>
  (await db.rows<Kept>(sql`select url, secret, old_secret from webhook where id = ${id}`))[0]!;

const verify = (secret: string, { text, headers }: Got) =>
  new Webhook(secret).verify(text, headers as Record<string, string>);

onEachDatabase((fresh) => {
  let db: Database;
  beforeAll(async () => {
    db = await fresh();
    return () => db.close();
  });

  /** As a release before this one kept it. */
  const makePlain = ({
    id,
    url,
    secret,
    oldSecret,
  }: {
    id: number;
    url: string;
    secret: string | null;
    oldSecret: string | null;
  }) =>
    db.rows(
      sql`update webhook set url = ${url}, secret = ${secret}, old_secret = ${oldSecret} where id = ${id}`,
    );

  test('a dump of the database has neither a secret nor a URL, also after both were changed and an answer repeated them', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint((response, { url }) =>
      response.writeHead(404).end(`Cannot POST ${url}, no ${TOKEN}`),
    );
    const url = `${receiver.url}?key=${TOKEN}`;
    const made = await world.webhook(url, { name: 'to a program' });
    const given = 'SEC5f0d1cbb7ae9d2';
    const bot = await world.webhook(`${url}&bot=1`, { name: 'to a bot', format: 'DINGTALK', secret: given });
    const rotated = await world.webhooks.administration.rotate(made.webhook.id, null);
    if (rotated.outcome !== 'done') throw new Error(rotated.outcome);
    await world.webhooks.administration.update(bot.webhook.id, { url: `${url}&bot=2` }, LOCAL);
    await world.open();
    await world.webhooks.settle();
    expect(receiver.got.map((it) => it.url)).toEqual([
      expect.stringContaining(`key=${TOKEN}`),
      expect.stringContaining(`key=${TOKEN}`),
    ]);
    const dump = await dumpOf(db);
    expect(dump).toContain('Cannot POST');
    for (const hidden of [
      TOKEN,
      '/hook',
      url,
      made.secret!,
      made.secret!.slice(6),
      rotated.secret!.slice(6),
      given,
    ])
      expect(dump).not.toContain(hidden);
    const tested = await world.webhooks.administration.test(bot.webhook.id);
    expect(JSON.stringify({ ...tested, webhook: null })).toMatch(/Cannot POST …, no …/);
  });

  test('each is sealed for its own webhook: moved to another it is refused', async () => {
    const world = await startWorld(db);
    const [one, other] = [
      await world.webhook('https://example.org/1'),
      await world.webhook('https://example.org/2'),
    ];
    const { url, secret } = await keptOf(db, one.webhook.id);
    expect([url, secret].map((it) => isSealed(it!))).toEqual([true, true]);
    await db.rows(sql`update webhook set url = ${url} where id = ${other.webhook.id}`);
    await expect(world.row(other.webhook.id)).rejects.toThrow(
      `the url of webhook ${other.webhook.id} was changed`,
    );
  });

  test('a name that is taken changes nothing, and the webhook that has it is answered with its URL', async () => {
    const world = await startWorld(db);
    const { webhook } = await world.webhook('https://example.org/1', { name: 'one' });
    const again = { name: 'one', url: 'https://example.org/2', format: 'STANDARD' as const };
    expect(await world.webhooks.administration.create(again, LOCAL)).toMatchObject({
      outcome: 'conflict',
      existing: { id: webhook.id, url: 'https://example.org/1' },
    });
    await world.webhook('https://example.org/2', { name: 'two' });
    expect(await world.webhooks.administration.update(webhook.id, { name: 'two' }, LOCAL)).toMatchObject({
      outcome: 'conflict',
    });
    expect(await world.row(webhook.id)).toMatchObject({ name: 'one', url: 'https://example.org/1' });
  });

  test('what went wrong is forgotten with another URL, and not where the same one is given again', async () => {
    const world = await startWorld(db);
    const receiver = await endpoint(status(500));
    const { webhook } = await world.webhook(receiver.url);
    await world.open();
    await world.webhooks.settle();
    const failed = await world.row(webhook.id);
    expect(failed).toMatchObject({ failures: 1, failingSince: expect.any(Date), freeAt: expect.any(Date) });
    await world.webhooks.administration.update(webhook.id, { url: receiver.url, name: 'renamed' }, LOCAL);
    expect(await world.row(webhook.id)).toEqual({ ...failed, name: 'renamed' });
    await world.webhooks.administration.update(webhook.id, { url: `${receiver.url}/new` }, LOCAL);
    expect(await world.row(webhook.id)).toMatchObject({
      ...{ url: `${receiver.url}/new`, failures: 0, failingSince: null, freeAt: null },
    });
  });

  test('a webhook of an older release goes on being delivered and signed with the same secrets, before it is sealed and after', async () => {
    const world = await startWorld(db, { now: () => new Date() });
    const receiver = await endpoint();
    const { webhook, secret } = await world.webhook(receiver.url);
    await world.webhooks.administration.rotate(webhook.id, null);
    const row = await world.row(webhook.id);
    await makePlain(row);
    await world.open();
    await world.webhooks.settle();
    expect(await sealWebhooks(db)).toBe(1);
    expect(Object.values(await keptOf(db, webhook.id)).map((it: string) => isSealed(it))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await world.row(webhook.id)).toEqual({ ...row, cursor: 1 });
    await world.open('drop-rate');
    await world.webhooks.settle();
    expect(receiver.got).toHaveLength(2);
    for (const got of receiver.got) for (const it of [secret!, row.secret!]) verify(it, got);
    expect(await sealWebhooks(db)).toBe(0);
  });

  test('what has no secret stays without', async () => {
    const world = await startWorld(db);
    const { webhook } = await world.webhook('https://example.org/x', { format: 'SLACK' });
    await makePlain(webhook);
    expect(await sealWebhooks(db)).toBe(1);
    expect(await keptOf(db, webhook.id)).toMatchObject({ secret: null, old_secret: null });
    expect(await world.row(webhook.id)).toEqual(webhook);
  });

  test('servers that seal at once seal each webhook once', async () => {
    const world = await startWorld(db);
    const made = [];
    for (let at = 0; at < 20; at++) made.push((await world.webhook(`https://example.org/${at}`)).webhook);
    for (const it of made) await makePlain(it);
    const sealed = await Promise.all([sealWebhooks(db), sealWebhooks(db), sealWebhooks(db)]);
    expect(sealed.sort()).toEqual([0, 0, 20]);
    for (const it of made) expect(await world.row(it.id)).toEqual(it);
  });

  test('a key is changed by reading with both and writing with the new one', async () => {
    const world = await startWorld(db, { now: () => new Date() });
    const fresh = newKey();
    const receiver = await endpoint();
    const { webhook, secret } = await world.webhook(receiver.url);
    const [both, only] = [withKeys(db, fresh, KEY), withKeys(db, fresh)];
    await expect(sealWebhooks(only)).rejects.toThrow(SecretUnreadable);
    await expect(resealWebhooks(only)).rejects.toThrow('SECRETS_KEY_PREVIOUS');
    expect(await sealWebhooks(both)).toBe(0);
    expect(await world.row(webhook.id)).toEqual(webhook);
    expect(await resealWebhooks(both)).toBe(1);
    expect(await webhookRow(only, webhook.id)).toEqual(webhook);
    await expect(sealWebhooks(db)).rejects.toThrow(SecretUnreadable);
    await world.open();
    await world.make({ db: only }).settle();
    verify(secret!, receiver.got[0]!);
  });
});

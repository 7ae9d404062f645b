/** What `kpi-matrix doctor` finds in real databases; that it changes none of them; that it goes on where something cannot be seen. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { everywhere } from '../src/access/grant.ts';
import { newToken } from '../src/access/token.ts';
import { examine } from '../src/doctor.ts';
import { AccessTokens } from '../src/engine/access/tokens.ts';
import { insertWebhook, noteEndpoint } from '../src/store/webhooks.ts';
import { lockDirectory } from '../src/store/directoryLock.ts';
import { openPostgres } from '../src/store/postgres.ts';
import { loadReference } from '../src/store/reference.ts';
import { newKey } from '../src/store/vault.ts';
import { emptyPostgresUrl, freshPostgresUrl, KEY, onPostgres, VAULT } from './support/database.ts';
import { freshDataDirectory, temporaryDirectory } from './support/server.ts';

const NOW = new Date('2026-11-28T09:00:00Z');

/** Everything found, as lines. */
async function found(env: Record<string, string>): Promise<string[]> {
  const findings = await examine({ env: { DATA_DIR: temporaryDirectory(), ...env }, now: NOW });
  return findings.map(({ level, about, text }) => `${level} ${about}: ${text}`);
}

const saying = (text: string): string => expect.stringContaining(text) as string;
const NETWORK = { HOST: '0.0.0.0', ALLOWED_HOSTS: 'kpi.example.com', SECRETS_KEY: KEY };
const NOBODY = saying('problem tokens: nobody can come in');

test('every problem of the settings is told at once, and none of what follows from them', async () => {
  const lines = await found({ HOST: '0.0.0.0', OIDC_ISSUER: 'https://login.example.com' });
  expect(lines).toEqual([
    saying('Node'),
    saying('problem settings: OIDC_ISSUER, OIDC_AUDIENCE: give both'),
    saying('problem settings: SECRETS_KEY: a server that listens on 0.0.0.0'),
    saying('note settings: the rest was not looked at'),
  ]);
});

test('where nothing is there yet it makes nothing', async () => {
  const DATA_DIR = join(temporaryDirectory(), 'not', 'there');
  const lines = await found({ DATA_DIR });
  expect(lines).toContainEqual(saying('note database: there is no embedded database in'));
  expect(lines).toContainEqual(saying('are free on the disk of'));
  expect(lines).toContainEqual(saying('the first start makes a key in'));
  expect(lines.filter((it) => it.startsWith('problem'))).toEqual([]);
  expect(existsSync(DATA_DIR)).toBe(false);
});

test('an embedded database is looked into, and left to whoever comes next', async () => {
  const DATA_DIR = await freshDataDirectory();
  const once = await found({ ...NETWORK, DATA_DIR });
  expect(once).toContainEqual(saying('can be opened'));
  expect(once).toContain('ok schema: the tables are those of this version');
  expect(once).toContainEqual(saying('not a power loss'));
  expect(once).toContainEqual(NOBODY);
  expect(await found({ ...NETWORK, DATA_DIR })).toEqual(once);
});

test('one that a server has open is not looked into, and that is no problem', async () => {
  const DATA_DIR = await freshDataDirectory();
  const lock = await lockDirectory(DATA_DIR);
  const lines = await found({ ...NETWORK, DATA_DIR });
  lock.release();
  expect(lines).toContainEqual(saying('note database: what is inside could not be looked at'));
  expect(lines).toContain('note tokens: whether anybody can come in is not known');
  expect(lines.filter((it) => it.startsWith('problem'))).toEqual([]);
});

test('a PostgreSQL that cannot be reached is told with the remedy, and without the password', async () => {
  const lines = await found({ ...NETWORK, DATABASE_URL: 'postgres://kpi:s3cret@127.0.0.1:1/kpi' });
  expect(lines).toContainEqual(
    saying('problem database: the database at 127.0.0.1:1 (DATABASE_URL) cannot be'),
  );
  expect(lines).toContain('note tokens: whether anybody can come in is not known');
  expect(lines.join()).not.toContain('s3cret');
});

onPostgres('on a PostgreSQL', () => {
  test('without tables it says so, and makes none', async () => {
    const DATABASE_URL = await emptyPostgresUrl();
    const lines = await found({ ...NETWORK, DATABASE_URL });
    expect(lines).toContainEqual(saying('note schema: the database has no tables yet'));
    expect(lines).toContainEqual(NOBODY);
    const db = openPostgres(DATABASE_URL, 1);
    expect(await db.rows(sql`select from pg_tables where schemaname in ('public', 'drizzle')`)).toEqual([]);
    await db.close();
  });

  test('migrations that are to come, and those of a newer version, are told', async () => {
    const DATABASE_URL = await freshPostgresUrl();
    const db = openPostgres(DATABASE_URL, 1);
    const last = sql`(select max(id) from drizzle.__drizzle_migrations)`;
    await db.rows(sql`delete from drizzle.__drizzle_migrations where id = ${last}`);
    const older = await found({ ...NETWORK, DATABASE_URL });
    expect(older).toContainEqual(saying('note schema: 1 migration of this version is still to come'));
    expect(older).toContain('note tokens: whether anybody can come in is not known');
    await db.rows(sql`update drizzle.__drizzle_migrations set hash = 'of the future' where id = ${last}`);
    const newer = await found({ ...NETWORK, DATABASE_URL });
    expect(newer).toContainEqual(saying('problem schema: a newer version set the database up'));
    await db.close();
  });

  test('tokens, keys and webhooks are looked at, and no secret is told', async () => {
    const DATABASE_URL = await freshPostgresUrl();
    const db = openPostgres(DATABASE_URL, 2, VAULT);
    const tokens = new AccessTokens(db, () => NOW);
    const made = await tokens.create(await loadReference(db), 'test', {
      name: 'head of IT',
      grants: [everywhere('ADMIN')],
      expiresAt: new Date('2026-12-05T00:00:00Z'),
    });
    const secret = made.outcome === 'created' ? made.secret : '';
    const webhook = await insertWebhook(db, {
      ...{ name: 'on call', url: 'https://hooks.example.com/s3cret', format: 'STANDARD', kinds: ['BREACH'] },
      ...{
        filter: {},
        secret: 'whsec_s3cret',
        cursor: 0,
        createdAt: NOW,
        principal: 'local',
        grants: ['admin:*'],
      },
    });
    const note = { id: webhook!.id, now: NOW, failures: 1, freeAt: null, disabled: 'it answered 410' };
    await noteEndpoint(db, note);
    await db.close();

    const { text: ADMIN_TOKEN } = newToken();
    const env = { ...NETWORK, DATABASE_URL, ADMIN_TOKEN, SECRETS_KEY: newKey(), SECRETS_KEY_PREVIOUS: KEY };
    const lines = await found(env);
    expect(lines).toContainEqual(saying('ok tokens: 1 token is valid; admins: head of IT'));
    expect(lines).toContainEqual(saying('note tokens: within 30 days one expires: head of IT'));
    expect(lines).toContainEqual(saying('note tokens: never used: head of IT'));
    expect(lines).toContain('ok ADMIN_TOKEN: it is set, and lets an admin in');
    expect(lines).toContain('note SECRETS_KEY_PREVIOUS: it is still needed, by 1 webhook');
    expect(lines).toContain('note webhooks: on call is disabled: it answered 410');
    // The server of the tests forces nothing to its disk.
    expect(lines.filter((it) => it.startsWith('problem'))).toEqual([saying('fsync is off')]);
    for (const hidden of [secret, ADMIN_TOKEN, env.SECRETS_KEY, KEY, 's3cret'])
      expect(lines.join()).not.toContain(hidden);

    const { SECRETS_KEY_PREVIOUS: _, ...without } = env;
    expect(await found(without)).toContainEqual(
      saying('problem SECRETS_KEY: the secrets of 1 webhook are encrypted with another key'),
    );
  });
});

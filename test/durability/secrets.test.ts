/** The key of secrets through the life of a server: made, kept, missing, changed; and what an older release left plain. */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import type { Database } from '../../src/store/database.ts';
import { openPglite } from '../../src/store/pglite.ts';
import { openPostgres } from '../../src/store/postgres.ts';
import { isKey, isSealed, newKey } from '../../src/store/vault.ts';
import { type Endpoint, endpoint, until } from '../delivery/webhookWorld.ts';
import { emptyPostgresUrl, onPostgres } from '../support/database.ts';
import {
  freshDataDirectory,
  type RunningServer,
  runProgram,
  startServer,
  temporaryDirectory,
} from '../support/server.ts';
import { firstMigrations } from './firstMigrations.ts';
import { ask, defineUnits } from './recorder.ts';
import { OPERATOR } from './story.ts';

/** The last release that kept secrets plain had so many migrations. */
const BEFORE = 12;
const TOKEN = '693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa';
const ALLOW_WEBHOOK_HOSTS = '127.0.0.1';

/** Records a day on which so many of 100 calls were answered, few and many in turn, and waits until that is told. */
async function told(server: RunningServer, { got }: Endpoint, date: string, answered = 1): Promise<void> {
  await defineUnits(server, []);
  await ask(server, `mutation { setWatching(operator: "${OPERATOR}", waitDays: 0) { __typename } }`);
  const before = got.length;
  await ask(
    server,
    `mutation { recordObservations(input: { idempotencyKey: "${date}", observations: [
      { input: "callsOfferedToAgents", operator: "${OPERATOR}", date: "${date}", value: 100 }
      { input: "callsAnsweredIn15s", operator: "${OPERATOR}", date: "${date}", value: ${answered} } ] }) { __typename } }`,
  );
  await until(() => got.length > before, 30_000);
}

const createWebhook = async (server: RunningServer, url: string): Promise<string> => {
  const { createWebhook: made } = await ask<{ createWebhook: { secret: string } }>(
    server,
    `mutation ($url: String!) { createWebhook(input: { name: "a program", url: $url, filter: { history: null } }) {
      ... on CreateWebhookSuccess { secret } } }`,
    { url },
  );
  return made.secret;
};

const verifyAll = (secret: string, { got }: Endpoint): void => {
  for (const { text, headers } of got) new Webhook(secret).verify(text, headers as Record<string, string>);
};

test(
  'on this machine alone a server makes a key that only its user reads, keeps it, and does not start without it',
  { timeout: 180_000 },
  async () => {
    const DATA_DIR = await freshDataDirectory();
    const settings = { DATA_DIR, ALLOW_WEBHOOK_HOSTS, SECRETS_KEY: '', LOG_LEVEL: 'trace' };
    const file = join(DATA_DIR, 'secrets.key');
    const receiver = await endpoint();
    const url = `${receiver.url}?key=${TOKEN}`;
    const first = await startServer(settings);
    const key = readFileSync(file, 'utf8').trim();
    expect(isKey(key)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const secret = await createWebhook(first, url);
    await told(first, receiver, '2026-03-02');
    const metrics = await (await fetch(`${first.url}/metrics`)).text();
    const rotating = { DATA_DIR, SECRETS_KEY: newKey(), SECRETS_KEY_PREVIOUS: key };
    expect(await runProgram(['secrets', 'rotate'], rotating)).toMatchObject({ code: 3, stdout: '' });
    const { stdout, stderr, code } = await first.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('made a key for the secrets of webhooks');
    for (const hidden of [key, secret, TOKEN]) expect(stdout + metrics).not.toContain(hidden);

    const second = await startServer(settings);
    await told(second, receiver, '2026-03-03', 99);
    expect((await second.stop()).stdout).not.toContain('made a key');
    expect(readFileSync(file, 'utf8').trim()).toBe(key);

    renameSync(file, `${file}.away`);
    const without = await runProgram(['serve'], { ...settings, PORT: '0' });
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(
      /^error: the url of webhook 1 is encrypted with a key that is neither SECRETS_KEY nor SECRETS_KEY_PREVIOUS/,
    );
    writeFileSync(file, 'no key\n');
    const broken = await runProgram(['serve'], { ...settings, PORT: '0' });
    expect(broken).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`${file}, where a key is kept instead, does not hold 32 bytes`),
    });
    renameSync(`${file}.away`, file);

    const { SECRETS_KEY_PREVIOUS: _, ...alone } = rotating;
    const refused = await runProgram(['secrets', 'rotate'], alone);
    expect(refused).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('SECRETS_KEY_PREVIOUS'),
    });
    expect(await runProgram(['secrets', 'rotate'], rotating)).toEqual({
      ...{ code: 0, signal: null, stderr: '' },
      stdout: 'the secrets of 1 webhook are encrypted with SECRETS_KEY\n',
    });
    expect((await runProgram(['serve'], { ...settings, PORT: '0' })).code).toBe(1);
    const third = await startServer({ ...settings, SECRETS_KEY: rotating.SECRETS_KEY });
    await told(third, receiver, '2026-03-04');
    expect((await third.stop()).code).toBe(0);
    verifyAll(secret, receiver);
  },
);

/** A webhook as the release before kept it. */
async function oldWebhook(db: Database, url: string, secret: string): Promise<void> {
  await db.migrate(firstMigrations(BEFORE));
  await db.rows(sql`insert into webhook (name, url, format, filter, secret, old_secret, old_secret_until, cursor, created_at)
    values ('old', ${url}, 'STANDARD', '{}', ${secret}, 'whsec_b2xk', '2026-01-01', 0, now())`);
}

const kept = (db: Database) =>
  db.rows<{ url: string; secret: string; old: string }>(
    sql`select url, secret, old_secret as old from webhook`,
  );

async function expectSealed(db: Database): Promise<void> {
  const [row] = await kept(db);
  expect([row!.url, row!.secret, row!.old].map(isSealed)).toEqual([true, true, true]);
}

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

test('a webhook of an older release is sealed at the first start, and delivered and signed as before', async () => {
  const DATA_DIR = join(temporaryDirectory(), 'data');
  const receiver = await endpoint();
  const before = await openPglite({ directory: DATA_DIR });
  await oldWebhook(before, `${receiver.url}?key=${TOKEN}`, SECRET);
  await before.close();
  const server = await startServer({ DATA_DIR, ALLOW_WEBHOOK_HOSTS });
  await told(server, receiver, '2026-03-02');
  const { stdout, code } = await server.stop();
  expect(code).toBe(0);
  expect(stdout).toContain('encrypted the secrets of webhooks that were kept plain');
  verifyAll(SECRET, receiver);
  expect(receiver.got[0]!.url).toBe(`/hook?key=${TOKEN}`);
  const after = await openPglite({ directory: DATA_DIR });
  await expectSealed(after);
  await after.close();
});

onPostgres('PostgreSQL', () => {
  test(
    'so it is where two servers start at once, of which one only delivers',
    { timeout: 120_000 },
    async () => {
      const DATABASE_URL = await emptyPostgresUrl();
      const receiver = await endpoint();
      const db = openPostgres(DATABASE_URL, 1);
      await oldWebhook(db, receiver.url, SECRET);
      // Which of them makes the key nobody knows.
      const settings = { DATABASE_URL, ALLOW_WEBHOOK_HOSTS, SECRETS_KEY: '', DATA_DIR: temporaryDirectory() };
      const [api, other] = await Promise.all([
        startServer(settings, [], ['api', 'engine']),
        startServer(settings, [], ['delivery']),
      ]);
      await expectSealed(db);
      await told(api, receiver, '2026-03-02');
      verifyAll(SECRET, receiver);
      const ended = [await api.stop(), await other.stop()];
      expect(ended.map((it) => it.code)).toEqual([0, 0]);
      expect(ended.filter((it) => it.stdout.includes('that were kept plain'))).toHaveLength(1);
      expect((await runProgram(['serve'], { ...settings, PORT: '0', SECRETS_KEY: newKey() })).stderr).toMatch(
        /^error: the url of webhook 1 is encrypted with a key that is neither/,
      );
      await db.close();
    },
  );
});

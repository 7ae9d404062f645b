/** A token with one character changed, expired, revoked, or with an id that there is not: the same words, and the same work. */
import { crc32 } from 'node:zlib';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newToken, tokenOf } from '../../src/access/token.ts';
import { AccessTokens } from '../../src/engine/access/tokens.ts';
import type { Statements } from '../../src/store/database.ts';
import { type Answer, ask, type DoorServer, type DoorWorld, startDoors } from './doorWorld.ts';

let world: DoorWorld;
let server: DoorServer;
let now = Date.now();
let good: string;

beforeAll(async () => {
  world = await startDoors();
  server = await world.open({ settings: { TRUST_PROXY: '1' }, now: () => new Date(now) });
  good = await world.token('reader:acme');
});
afterAll(() => world.close());

let from = 0;
const asked = (token: string): Promise<Answer> =>
  ask(server.url, '{ viewer { name } }', { token, headers: { 'X-Forwarded-For': `192.0.2.${++from}` } });

/** The token with another secret, and the checksum that belongs to it. */
function withOtherSecret(token: string): string {
  const rest = token.slice(0, -6);
  const changed = rest.slice(0, -1) + (rest.endsWith('0') ? '1' : '0');
  return changed + checkOf(changed);
}

function checkOf(text: string): string {
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let check = '';
  for (let left = crc32(text); check.length < 6; left = Math.floor(left / 62))
    check = digits[left % 62]! + check;
  return check;
}

const other = (character: string): string => (character === 'a' ? 'b' : 'a');

const idOf = (token: string): string => tokenOf(token)!.id;

const keep = (column: 'expires_at' | 'revoked_at', token: string) =>
  world.db.rows(
    sql`update access_token set ${sql.identifier(column)} = ${new Date(now - 1000).toISOString()}::timestamptz where id = ${idOf(token)}`,
  );

test('a token with one character changed is refused, wherever; the right one is let in', async () => {
  expect(await asked(good)).toMatchObject({ status: 200, data: { viewer: { name: 'reader:acme' } } });
  for (let at = 0; at < good.length; at += 7) {
    const { status } = await asked(good.slice(0, at) + other(good[at]!) + good.slice(at + 1));
    expect([at, status]).toEqual([at, 401]);
  }
  for (const text of [good.slice(0, -1), `${good}a`, good.toUpperCase(), `${good} x`, withOtherSecret(good)])
    expect((await asked(text)).status).toBe(401);
});

test('a token that expired, was revoked, was changed or has an unknown id is refused in the same words', async () => {
  const [expired, revoked] = [await world.token('admin:*'), await world.token('admin:*')];
  await keep('expires_at', expired);
  await keep('revoked_at', revoked);
  const mistyped = good.slice(0, -1) + other(good.at(-1)!);
  const answers = [];
  for (const token of [expired, revoked, mistyped, withOtherSecret(good), newToken().text, 'a.b.c', 'x'])
    answers.push(await asked(token));
  for (const { status, text, headers } of answers) {
    expect([status, text, headers['www-authenticate']]).toEqual([401, answers[0]!.text, 'Bearer']);
    expect(Object.keys(headers)).toEqual(Object.keys(answers[0]!.headers));
  }
});

test('one expires while it is used', async () => {
  const token = await world.token('reader:acme');
  await world.db.rows(
    sql`update access_token set expires_at = ${new Date(now + 5000).toISOString()}::timestamptz where id = ${idOf(token)}`,
  );
  expect((await asked(token)).status).toBe(200);
  now += 5001;
  expect((await asked(token)).status).toBe(401);
});

/** The tokens of a process that has just started, and the statements that they need. */
function counted(): { tokens: AccessTokens; statements: string[] } {
  const statements: string[] = [];
  const db: Statements = {
    vault: world.db.vault,
    rows: (statement) => {
      statements.push('one');
      return world.db.rows(statement);
    },
  };
  return { tokens: new AccessTokens(db, () => new Date(now)), statements };
}

test('a mistyped one is refused without asking the database', async () => {
  const { tokens, statements } = counted();
  const mistyped = good.slice(0, 20) + other(good[20]!) + good.slice(21);
  expect(await tokens.viewerWith(mistyped)).toBeNull();
  expect(await tokens.viewerWith('kpi_')).toBeNull();
  expect(statements).toEqual([]);
});

test('an unknown id makes no difference that 20,000 tries could show: as much is done as for a wrong secret, the first time and again', async () => {
  const { tokens, statements } = counted();
  const counts = [];
  for (const token of [newToken().text, withOtherSecret(good)]) {
    for (let time = 0; time < 2; time++) {
      expect(await tokens.viewerWith(token)).toBeNull();
      counts.push(statements.splice(0).length);
    }
  }
  expect(counts).toEqual([1, 0, 1, 0]);
});

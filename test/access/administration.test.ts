/** Making, listing and ending tokens through the API; what the settings bring; and that all of it is noted. */
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newToken, tokenOf } from '../../src/access/token.ts';
import { ask, type Answer, type DoorServer, type DoorWorld, send, startDoors } from './doorWorld.ts';

const METRICS = 'scrapes-the-metrics';
const ADMIN = newToken();

let world: DoorWorld;
let server: DoorServer;
let now = Date.now();

const settings = { ADMIN_TOKEN: ADMIN.text, METRICS_TOKEN: METRICS, TRUST_PROXY: '1' };

beforeAll(async () => {
  world = await startDoors();
  server = await world.open({ settings, now: () => new Date(now) });
});
afterAll(() => world.close());

const CREATE = `mutation ($input: CreateAccessTokenInput!) { createAccessToken(input: $input) {
  __typename
  ... on CreateAccessTokenSuccess { secret accessToken { id name createdBy createdAt expiresAt lastUsedAt revokedAt } }
  ... on ValidationError { problems { path message } }
} }`;
const REVOKE = `mutation ($id: ID!) { revokeAccessToken(id: $id) {
  __typename ... on RevokeAccessTokenSuccess { accessToken { id revokedAt } } } }`;
const LIST = '{ accessTokens { id name lastUsedAt revokedAt } }';
const AUDIT = `query ($filter: AuditFilter, $first: Int, $after: String) { auditEvents(filter: $filter, first: $first, after: $after) {
  edges { node { at by principal from action targets outcome rows } } pageInfo { hasNextPage endCursor } } }`;

const asAdmin = (query: string, variables: object = {}, from = '192.0.2.1'): Promise<Answer> =>
  ask(server.url, query, { token: ADMIN.text, variables, headers: { 'X-Forwarded-For': from } });
const create = async (input: object) => (await asAdmin(CREATE, { input })).data.createAccessToken;

test('the secret is shown once, lets in, and is kept nowhere', async () => {
  const { secret, accessToken } = await create({
    name: 'pudong',
    grants: [{ role: 'READER', operator: 'acme' }],
  });
  expect(tokenOf(secret)).not.toBeNull();
  expect(accessToken).toMatchObject({ name: 'pudong', createdBy: 'ADMIN_TOKEN', revokedAt: null });
  const year = Date.parse(accessToken.expiresAt) - Date.parse(accessToken.createdAt);
  expect(year).toBe(365 * 24 * 3_600_000);
  const { data } = await ask(server.url, '{ viewer { name kind grants { role operator } } }', {
    token: secret,
  });
  expect(data.viewer).toEqual({
    name: 'pudong',
    kind: 'TOKEN',
    grants: [{ role: 'READER', operator: 'acme' }],
  });
  const { text } = await asAdmin(LIST);
  expect(text).toContain(accessToken.id);
  expect(text).not.toContain(secret.slice(20));
  const [dump] = await world.db.rows<{ all: string }>(
    sql`select (select string_agg(a::text, '') from access_token a) || (select string_agg(e::text, '') from audit_event e) as all`,
  );
  expect(dump!.all).toContain(tokenOf(secret)!.id);
  for (const kept of [secret, ADMIN.text, METRICS]) expect(dump!.all).not.toContain(kept.slice(15));
});

test('everything that is wrong with one is told at once, with the way to it', async () => {
  const { __typename, problems } = await create({
    name: '',
    expiresAt: new Date(now - 1000).toISOString(),
    grants: [
      { role: 'READER', operator: 'acme' },
      { role: 'READER', operator: 'acne' },
      { role: 'READER', orgUnit: 'north', businessLine: 'mobil' },
      { role: 'READER', operator: 'acme', orgUnit: 'nord', businessLine: 'mobil' },
    ],
  });
  expect(__typename).toBe('ValidationError');
  expect(problems.map(({ path }: { path: string[] }) => path.join('.'))).toEqual([
    'name',
    'grants.1.operator',
    'grants.2.orgUnit',
    'grants.2.businessLine',
    'grants.3.businessLine',
    'grants.3.orgUnit',
    'expiresAt',
  ]);
  const none = await create({
    name: 'x',
    grants: [],
    expiresAt: new Date(now + 6 * 366 * 864e5).toISOString(),
  });
  expect(none.problems).toEqual([
    { path: ['grants'], message: expect.stringContaining('at least one') as string },
    { path: ['expiresAt'], message: 'at most five years from now' },
  ]);
  const star = await create({ name: 'x', grants: [{ role: 'READER', operator: '*' }] });
  expect(star.problems).toHaveLength(1);
});

test('its last use is noted, at most once a minute', async () => {
  const { secret, accessToken } = await create({ name: 'busy', grants: [{ role: 'READER' }] });
  const usedLast = async () => {
    await ask(server.url, '{ viewer { name } }', { token: secret });
    const { data } = await asAdmin(LIST);
    return (data.accessTokens as { id: string; lastUsedAt: string }[]).find((it) => it.id === accessToken.id)!
      .lastUsedAt;
  };
  const first = new Date(now).toISOString();
  expect(await usedLast()).toBe(first);
  now += 59_000;
  expect(await usedLast()).toBe(first);
  now += 1000;
  expect(await usedLast()).toBe(new Date(now).toISOString());
});

test('one that is revoked is over at once, and there is no way back', async () => {
  const { secret, accessToken } = await create({ name: 'gone', grants: [{ role: 'READER' }] });
  const status = async () => (await ask(server.url, '{ viewer { name } }', { token: secret })).status;
  expect(await status()).toBe(200);
  const revoked = (await asAdmin(REVOKE, { id: accessToken.id })).data.revokeAccessToken.accessToken
    .revokedAt;
  expect(await status()).toBe(401);
  now += 1000;
  const again = (await asAdmin(REVOKE, { id: accessToken.id })).data.revokeAccessToken;
  expect(again.accessToken.revokedAt).toBe(revoked);
  for (const id of ['nonsense', '', accessToken.id.slice(2)])
    expect((await asAdmin(REVOKE, { id })).data.revokeAccessToken.__typename).toBe('NotFoundError');
});

test('whoever is no admin of everything is refused, and nothing is changed', async () => {
  const before = (await asAdmin(LIST)).data.accessTokens.length;
  const admin = tokenOf(ADMIN.text)!.id;
  for (const grant of ['admin:acme', 'manager:*', 'author:*', 'recorder:*', 'reader:*']) {
    const token = await world.token(grant);
    const input = { name: 'mine', grants: [{ role: 'ADMIN' }] };
    for (const [query, variables] of [
      [CREATE, { input }],
      [REVOKE, { id: admin }],
      [LIST, {}],
      [AUDIT, {}],
    ] as const)
      expect([grant, (await ask(server.url, query, { token, variables })).code]).toEqual([
        grant,
        'FORBIDDEN',
      ]);
    expect((await send(server.url, '/metrics', { token })).status).toBe(403);
  }
  expect((await asAdmin(LIST)).data.accessTokens.length).toBe(before + 5);
});

test('METRICS_TOKEN scrapes, and does nothing else', async () => {
  const scraped = await send(server.url, '/metrics', { token: METRICS });
  expect([scraped.status, scraped.text.includes('# HELP')]).toEqual([200, true]);
  expect((await send(server.url, '/metrics', { token: ADMIN.text })).status).toBe(200);
  expect((await send(server.url, '/metrics', { token: `${METRICS}x` })).status).toBe(401);
  for (const query of ['{ operators { code } }', '{ viewer { name } }', '{ __schema { types { name } } }'])
    expect(await ask(server.url, query, { token: METRICS })).toMatchObject({
      status: 403,
      code: 'FORBIDDEN',
    });
  const headers = { 'Content-Type': 'text/csv', 'Idempotency-Key': 'k' };
  const sent = { method: 'POST', token: METRICS, headers, body: 'x' };
  expect(await send(server.url, '/observations', sent)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
});

test('ADMIN_TOKEN is taken over once: revoked it stays, also when a server is started with it', async () => {
  const token = newToken();
  const started = () => world.open({ settings: { ADMIN_TOKEN: token.text } });
  const listed = async ({ url }: DoorServer) => ask(url, LIST, { token: token.text });
  const first = await started();
  expect((await listed(first)).status).toBe(200);
  const second = await started();
  const { data } = await listed(second);
  const all = data.accessTokens as { id: string; name: string }[];
  const own = all.filter(({ id }) => Buffer.from(id, 'base64url').toString().includes(token.id));
  expect(own.map(({ name }) => name)).toEqual(['ADMIN_TOKEN']);
  const revoked = await ask(first.url, REVOKE, { token: token.text, variables: { id: own[0]!.id } });
  expect(revoked.data.revokeAccessToken.__typename).toBe('RevokeAccessTokenSuccess');
  expect((await listed(await started())).status).toBe(401);
});

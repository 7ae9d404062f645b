/** JWT of an identity provider: which are let in, with what, and which are not; and what becomes of it when its issuer is away. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { exportJWK, exportSPKI, type JWTPayload } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { ask, type Answer, type DoorServer, type DoorWorld, startDoors } from './doorWorld.ts';
import { type Algorithm, type Issuer, seconds, startIssuer } from './issuer.ts';

const AUDIENCE = 'kpi-matrix';
const COOLDOWN = 60_000;
const ALGORITHMS: readonly Algorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA'];

let world: DoorWorld;
let issuer: Issuer;
let server: DoorServer;
/** Of the keys alone, in milliseconds. */
let clock = 0;

beforeAll(async () => {
  [world, issuer] = await Promise.all([startDoors(), startIssuer(AUDIENCE)]);
  for (const algorithm of ALGORITHMS) {
    await issuer.makeKey(algorithm, algorithm);
    await issuer.publish(algorithm);
  }
  await issuer.makeKey('stranger', 'RS256');
  server = await open();
});
afterAll(async () => {
  await world.close();
  await issuer.stop();
});
beforeEach(() => {
  issuer.isUp = true;
  clock += 10 * COOLDOWN;
});

const open = (): Promise<DoorServer> =>
  world.open({
    settings: { TRUST_PROXY: '1', OIDC_ISSUER: issuer.url, OIDC_AUDIENCE: AUDIENCE },
    keys: { cooldown: COOLDOWN, now: () => clock },
  });

let from = 0;
const asked = (token: string, at = server): Promise<Answer> =>
  ask(at.url, '{ viewer { name kind expiresAt grants { role operator orgUnit businessLine } } }', {
    token,
    headers: { 'X-Forwarded-For': `2001:db8:0:${(++from).toString(16)}::1` },
  });

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test.each(ALGORITHMS)('a good one that is signed with %s is let in with its grants', async (algorithm) => {
  const exp = seconds() + 300;
  const grants = ['reader:acme/north', 'recorder:*?mobile'];
  const { status, data } = await asked(
    await issuer.sign(algorithm, { exp, name: 'Mei Li', kpi_grants: grants }),
  );
  expect(status).toBe(200);
  expect(data).toEqual({
    viewer: {
      name: 'Mei Li',
      kind: 'JWT',
      expiresAt: new Date((exp + 60) * 1000).toISOString(),
      grants: [
        { role: 'READER', operator: 'acme', orgUnit: 'north', businessLine: null },
        { role: 'RECORDER', operator: null, orgUnit: null, businessLine: 'mobile' },
      ],
    },
  });
});

test('grants may be one text; those that are none are left out, and a name that is no line is not taken', async () => {
  const claims = { kpi_grants: 'boss:acme reader:rival', name: 'a\u0000b' };
  const { data } = await asked(await issuer.sign('ES256', claims));
  expect(data.viewer).toMatchObject({ name: 'mei', grants: [{ role: 'READER', operator: 'rival' }] });
});

const WRONG: Record<string, JWTPayload> = {
  'another audience': { aud: 'another' },
  'no audience': { aud: undefined },
  'another issuer': { iss: 'http://127.0.0.1:1' },
  'no issuer': { iss: undefined },
  'one that expired before the skew': { exp: seconds() - 120 },
  'one that never expires': { exp: undefined },
  'one that is not yet valid': { nbf: seconds() + 600 },
  'one of nobody': { sub: undefined },
  'one of somebody without a name': { sub: '' },
  'one of somebody who is no text': { sub: 7 as never },
  'no grants': { kpi_grants: undefined },
  'an empty list of grants': { kpi_grants: [] },
  'grants that are none': { kpi_grants: ['boss:acme', 7, null, { role: 'ADMIN' }, 'reader:*/north'] },
  'grants that are no list': { kpi_grants: { admin: '*' } },
};

test.each(Object.entries(WRONG))('a JWT: %s is refused', async (_, claims) => {
  expect(await asked(await issuer.sign('RS256', claims))).toMatchObject({
    status: 401,
    code: 'UNAUTHENTICATED',
  });
});

test('within the skew one goes on, and one without an end of this world has an end', async () => {
  expect((await asked(await issuer.sign('RS256', { exp: seconds() - 20 }))).status).toBe(200);
  const { data } = await asked(await issuer.sign('RS256', { exp: 1e300 }));
  expect(data.viewer.expiresAt).toMatch(/^\+?275760-09-13/);
});

test('a JWT with alg none, or HS256 signed with the public key, is refused', async () => {
  const claims = encoded(
    JSON.parse(Buffer.from((await issuer.sign('RS256')).split('.')[1]!, 'base64url').toString()),
  );
  for (const alg of ['none', 'None', 'NONE']) {
    for (const signature of ['', 'AA'])
      expect((await asked(`${encoded({ alg, kid: 'RS256' })}.${claims}.${signature}`)).status).toBe(401);
  }
  const { publicKey } = await issuer.makeKey('RS256 again', 'RS256');
  await issuer.publish('RS256 again');
  const known = await exportSPKI(publicKey);
  const signed = `${encoded({ alg: 'HS256', kid: 'RS256 again' })}.${claims}`;
  const signature = createHmac('sha256', known).update(signed).digest('base64url');
  expect((await asked(`${signed}.${signature}`)).status).toBe(401);
});

test('a JWT whose key is not in the set, also where it brings it or its kid is a path, is refused', async () => {
  const { publicKey } = await issuer.makeKey('own', 'RS256');
  const jwk = await exportJWK(publicKey);
  for (const header of [
    {},
    { kid: 'RS256' },
    { kid: '../../../../dev/null' },
    { kid: 'file:///etc/passwd' },
    { kid: `${issuer.url}/keys` },
    { kid: "x' or '1'='1" },
    { jwk },
    { jku: `${issuer.url}/keys` },
  ])
    expect((await asked(await issuer.sign('own', {}, header))).status).toBe(401);
});

test('a token that was changed after it was signed is refused, and so is what is none', async () => {
  const token = await issuer.sign('EdDSA', { kpi_grants: ['reader:acme'] });
  const [header, , signature] = token.split('.');
  const more = encoded({ ...claimsOf(token), kpi_grants: ['admin:*'] });
  for (const text of [`${header}.${more}.${signature}`, `${header}..`, 'a.b.c', '..', 'e30.e30.e30'])
    expect((await asked(text)).status).toBe(401);
});

const claimsOf = (token: string): object =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as object;

test('however many tokens name unknown keys, the keys are asked for once a minute', async () => {
  // An unknown key waits for what may just be asked beside the requests.
  await asked(await issuer.sign('stranger', {}, { kid: 'first' }));
  clock += COOLDOWN;
  const before = issuer.asked();
  for (let i = 0; i < 30; i++)
    expect((await asked(await issuer.sign('stranger', {}, { kid: `k${i}` }))).status).toBe(401);
  await Promise.all(
    Array.from({ length: 10 }, async (_, i) => asked(await issuer.sign('stranger', {}, { kid: `m${i}` }))),
  );
  expect(issuer.asked() - before).toBe(1);
  clock += COOLDOWN;
  await asked(await issuer.sign('stranger'));
  expect(issuer.asked() - before).toBe(2);
});

test('a key that is added is found a minute after the set was read; one that was withdrawn is forgotten', async () => {
  await issuer.makeKey('new', 'ES256');
  const token = await issuer.sign('new');
  expect((await asked(token)).status).toBe(401);
  await issuer.publish('new');
  expect((await asked(token)).status).toBe(401);
  clock += COOLDOWN;
  expect((await asked(token)).status).toBe(200);
  issuer.withdraw('new');
  clock += 61 * COOLDOWN;
  expect((await asked(token)).status).toBe(401);
});

test('while the issuer is away nobody can tell who comes new: 503, and others are not concerned', async () => {
  const fresh = await open();
  issuer.isUp = false;
  const [jwt, token] = [await issuer.sign('RS256'), await world.token('reader:acme')];
  const answer = await asked(jwt, fresh);
  expect(answer).toMatchObject({ status: 503, code: 'UNAVAILABLE' });
  expect(answer.headers['retry-after']).toBe('5');
  expect((await asked(token, fresh)).status).toBe(200);
  expect((await asked('no.token.atall', fresh)).status).toBe(401);
  issuer.isUp = true;
  expect((await asked(jwt, fresh)).status).toBe(503);
  clock += 5000;
  expect((await asked(jwt, fresh)).status).toBe(200);
});

test('keys that are known serve for an hour while the issuer is away, and a new one is not known to be wrong', async () => {
  const fresh = await open();
  const jwt = await issuer.sign('RS256');
  expect((await asked(jwt, fresh)).status).toBe(200);
  issuer.isUp = false;
  clock += 59 * COOLDOWN;
  expect((await asked(jwt, fresh)).status).toBe(200);
  expect((await asked(await issuer.sign('stranger'), fresh)).status).toBe(503);
  expect((await asked(jwt, fresh)).status).toBe(200);
  clock += 2 * COOLDOWN;
  expect((await asked(jwt, fresh)).status).toBe(503);
});

test('over a WebSocket an issuer that is away is a reason to come back, and a wrong token is none', async () => {
  const fresh = await open();
  const closeOf = async (token: string) => {
    const socket = new WebSocket(`${fresh.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    await once(socket, 'open');
    const payload = { authorization: `Bearer ${token}` };
    socket.send(JSON.stringify({ type: 'connection_init', payload }));
    return ((await once(socket, 'close')) as [number])[0];
  };
  const wrong = `${'a'.repeat(20_000)}.b.c`;
  issuer.isUp = false;
  expect(await closeOf(await issuer.sign('RS256'))).toBe(1013);
  expect(await closeOf(wrong)).toBe(4401);
  issuer.isUp = true;
  clock += COOLDOWN;
  expect(await closeOf(await issuer.sign('stranger'))).toBe(4401);
});

test('the first time of a day that somebody comes is noted, under the name of the issuer and theirs', async () => {
  const token = await issuer.sign('ES256', { sub: 'first timer', name: 'New Here' });
  for (let i = 0; i < 3; i++) expect((await asked(token)).status).toBe(200);
  const rows = await world.db.rows(
    sql`select by, action, outcome from audit_event where principal = ${`jwt:${issuer.url}#first timer`}`,
  );
  expect(rows).toEqual([{ by: 'New Here', action: 'authentication', outcome: 'DONE' }]);
});

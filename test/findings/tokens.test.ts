import { expect, test } from 'vitest';
import { type AccessKnown, tokenFindings } from '../../src/findings/tokens.ts';
import type { TokenRow } from '../../src/store/accessTokens.ts';

const NOW = new Date('2026-11-28T09:00:00Z');
const days = (count: number) => new Date(NOW.getTime() + count * 24 * 3_600_000);

const token = (id: string, it: Partial<TokenRow> = {}): TokenRow => ({
  id,
  hash: '',
  name: `of ${id}`,
  grants: ['admin:*'],
  createdBy: 'command line',
  createdAt: days(-200),
  expiresAt: days(100),
  lastUsedAt: days(-1),
  revokedAt: null,
  ...it,
});

const found = (tokens: readonly TokenRow[] | null, it: Partial<AccessKnown> = {}) =>
  tokenFindings({ tokens, adminToken: null, hasIssuer: false, asksWho: true, now: NOW, ...it }).map(
    ({ level, about, text }) => `${level} ${about}: ${text}`,
  );

const NOBODY = [
  'problem tokens: nobody can come in: there is no valid token, no ADMIN_TOKEN and no identity provider',
];

test('where tokens are asked for and none is valid, nobody can come in', () => {
  expect(found([])).toEqual(NOBODY);
  expect(found([token('a', { revokedAt: days(-1) }), token('b', { expiresAt: NOW })])).toEqual(NOBODY);
});

test('unless an identity provider or ADMIN_TOKEN lets them in, or nobody is asked', () => {
  expect(found([], { hasIssuer: true })).toEqual(['ok tokens: none in the database is valid']);
  expect(found([], { adminToken: 'z' })).toContain('ok ADMIN_TOKEN: it is set, and lets an admin in');
  expect(found([], { asksWho: false })).toEqual(['ok tokens: there is none, and none is asked for']);
});

test('the valid ones are counted, and admins named; an admin of one operator is none', () => {
  const tokens = [token('a'), token('b', { grants: ['reader:x'] }), token('c', { grants: ['admin:x'] })];
  expect(found(tokens)).toEqual(['ok tokens: 3 tokens are valid; admins: of a (a)']);
  expect(found(tokens.slice(1))).toEqual(["note tokens: 2 tokens are valid, none of them an admin's"]);
});

test('an ADMIN_TOKEN that was ended lets nobody in, and is not said to', () => {
  const ended = token('a', { revokedAt: days(-1) });
  const said = 'ADMIN_TOKEN: this token was revoked or has expired, and lets nobody in';
  expect(found([ended], { adminToken: 'a' })).toContain(`problem ${said}`);
  expect(found([ended, token('b')], { adminToken: 'a' })).toContain(`note ${said}`);
});

test('those that expire within 30 days, were never used, or not for 90 days, are named', () => {
  const tokens = [
    token('a', { expiresAt: days(29) }),
    token('b', { expiresAt: days(31), lastUsedAt: null }),
    token('c', { lastUsedAt: days(-91) }),
    token('d', { lastUsedAt: days(-89) }),
    token('e', { expiresAt: days(5), lastUsedAt: null, revokedAt: days(-1) }),
  ];
  expect(found(tokens).slice(1)).toEqual([
    'note tokens: within 30 days one expires: of a (a) on 2026-12-27',
    'note tokens: never used: of b (b)',
    'note tokens: not used for 90 days: of c (c)',
  ]);
});

test('of many only some are named', () => {
  const tokens = Array.from({ length: 9 }, (_, at) => token(`t${at}`));
  expect(found(tokens)).toEqual([
    'ok tokens: 9 tokens are valid; admins: of t0 (t0), of t1 (t1), of t2 (t2), of t3 (t3), of t4 (t4) and 4 more',
  ]);
});

test('of a database that could not be looked at nothing is claimed', () => {
  expect(found(null)).toEqual(['note tokens: whether anybody can come in is not known']);
  expect(found(null, { hasIssuer: true })).toEqual([]);
  expect(found(null, { asksWho: false })).toEqual([]);
});

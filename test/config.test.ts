import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { BadConfiguration, asksWho, readConfiguration } from '../src/config.ts';

test('without any variable the server is local, embedded and has the sample data', () => {
  const { PORT, HOST, DATABASE_URL, DATA_DIR, SAMPLE_DATA } = readConfiguration({});
  expect({ PORT, HOST, DATABASE_URL, DATA_DIR, SAMPLE_DATA }).toEqual({
    ...{ PORT: 4000, HOST: '127.0.0.1', DATABASE_URL: undefined, DATA_DIR: '.data', SAMPLE_DATA: 'auto' },
  });
});

test('every bad setting is told at once, with its variable', () => {
  const bad = {
    PORT: '99999',
    DATABASE_URL: 'mysql://x',
    SAMPLE_DATE: '2026-02-30',
    LOG_LEVEL: 'loud',
    SAMPLE_DATA: 'yes',
    SECRETS_KEY: 'too short to be one',
    SECRETS_KEY_PREVIOUS: Buffer.alloc(31, 'longer').toString('base64'),
    MAX_IN_FLIGHT: '0',
    RATE_LIMIT: '-1',
  };
  expect(() => readConfiguration(bad)).toThrow(BadConfiguration);
  for (const variable of Object.keys(bad)) expect(() => readConfiguration(bad)).toThrow(variable);
});

test('a key that is none is told with how to make one, and not shown', () => {
  for (const SECRETS_KEY of [
    'x'.repeat(44),
    randomBytes(16).toString('base64'),
    randomBytes(32).toString('hex'),
  ]) {
    const said = problemsOf({ SECRETS_KEY, SECRETS_KEY_PREVIOUS: SECRETS_KEY });
    expect(said).toBe(
      'SECRETS_KEY: must be 32 bytes in base64. Make one with: openssl rand -base64 32\n' +
        'SECRETS_KEY_PREVIOUS: must be 32 bytes in base64. Make one with: openssl rand -base64 32',
    );
  }
});

test('an address that others can reach needs a key for secrets; this machine alone does not', () => {
  const open = { HOST: '0.0.0.0' };
  expect(problemsOf(open)).toMatch(/^SECRETS_KEY: .*openssl rand -base64 32$/);
  expect(problemsOf({ ...open, SECRETS_KEY: '' })).toMatch(/^SECRETS_KEY: /);
  for (const HOST of ['127.0.0.1', '::1', 'localhost'])
    expect(readConfiguration({ HOST }).SECRETS_KEY).toBeUndefined();
});

/** What is said of settings that are refused. */
function problemsOf(environment: Record<string, string>): string {
  try {
    readConfiguration(environment);
  } catch (error) {
    return (error as BadConfiguration).message;
  }
  throw new Error('nothing was refused');
}

test('whoever asks from another machine has to say who they are; on this one only where it is wanted', () => {
  const SECRETS_KEY = randomBytes(32).toString('base64');
  expect(asksWho(readConfiguration({ HOST: '0.0.0.0', SECRETS_KEY }))).toBe(true);
  expect(asksWho(readConfiguration({ HOST: '::1' }))).toBe(false);
  expect(asksWho(readConfiguration({ AUTH: 'required' }))).toBe(true);
});

test('whoever relied on everybody being let in is told, not shut out in silence', () => {
  const old = { HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: '1' };
  expect(() => readConfiguration(old)).toThrow('ALLOW_UNAUTHENTICATED: is gone');
});

test('an identity provider is named with its audience; a token is one', () => {
  const issuer = { OIDC_ISSUER: 'https://id.example/realm' };
  expect(() => readConfiguration(issuer)).toThrow('OIDC_AUDIENCE');
  expect(readConfiguration({ ...issuer, OIDC_AUDIENCE: 'kpi' }).OIDC_GRANTS_CLAIM).toBe('kpi_grants');
  expect(() => readConfiguration({ ADMIN_TOKEN: 'kpi_secret' })).toThrow('ADMIN_TOKEN');
});

test('an origin that may use the API is written as browsers send it, and what is not is told with what to write', () => {
  const named = 'https://bi.example.com, http://localhost:5173,https://[::1]:8443';
  expect(readConfiguration({ ALLOWED_ORIGINS: named }).ALLOWED_ORIGINS).toEqual([
    'https://bi.example.com',
    'http://localhost:5173',
    'https://[::1]:8443',
  ]);
  expect(readConfiguration({}).ALLOWED_ORIGINS).toEqual([]);
  for (const [text, remedy] of [
    ['https://bi.example.com/', 'write https://bi.example.com'],
    ['https://BI.example.com:443', 'write https://bi.example.com'],
    ['https://bi.example.com/page?x=1', 'write https://bi.example.com'],
    ['https://bücher.example', 'write https://xn--bcher-kva.example'],
    ['bi.example.com', 'such as https://'],
    ['bi.example.com:8080', 'such as https://'],
    ['file:///tmp/page.html', 'such as https://'],
    ['*', 'such as https://'],
    ['null', 'such as https://'],
  ] as const)
    expect(() => readConfiguration({ ALLOWED_ORIGINS: `https://fine.example,${text}` })).toThrow(
      new RegExp(`^ALLOWED_ORIGINS: "${text.replace(/[*?]/g, '\\$&')}" is not an exact origin: .*${remedy}`),
    );
});

test('every URL of a PostgreSQL that the driver reads is taken', () => {
  for (const DATABASE_URL of [
    'postgres://localhost/kpi',
    'postgresql://kpi@db.example:5433/kpi?sslmode=require',
    'postgres://kpi:a%23b%2Fc%3F%25@db.example/kpi',
    'postgres://kpi:a,b@one.example:1,two.example:2/kpi',
    'postgres://kpi:x@[::1]:5432/k%20pi?options=-c%20x%3D1,2',
  ])
    expect(readConfiguration({ DATABASE_URL }).DATABASE_URL).toBe(DATABASE_URL);
});

/** What is found about Node, the disk, an identity provider and webhooks. */
import { expect, test } from 'vitest';
import { databaseFindings, diskFinding } from '../../src/findings/database.ts';
import { issuerFindings } from '../../src/findings/issuer.ts';
import { nodeFindings } from '../../src/findings/node.ts';
import { webhookFindings } from '../../src/findings/webhooks.ts';
import { listen } from '../cli/peer/listen.ts';

test('a version of Node that is not tested is told, and may go on', () => {
  const levelOf = (version: string) => nodeFindings(version)[0]!.level;
  expect(['20.19.0', '20.20.2', '22.1.0', '24.0.0', '25.3.1'].map(levelOf)).toEqual(Array(5).fill('ok'));
  expect(['20.18.3', '21.7.0', '23.11.0'].map(levelOf)).toEqual(Array(3).fill('note'));
});

test('a disk that is nearly full is told, one that is full is a problem', () => {
  expect(diskFinding('.data', 3 * 2 ** 30)).toMatchObject({
    level: 'ok',
    text: expect.stringContaining('3 GiB') as string,
  });
  expect(diskFinding('.data', 500 * 2 ** 20)).toMatchObject({
    level: 'note',
    text: expect.stringContaining('500 MiB') as string,
  });
  expect(diskFinding('.data', 99 * 2 ** 20).level).toBe('problem');
});

test('a PostgreSQL that is too old, or forgets, is a problem', () => {
  const schema = { done: 13, pending: 0, isNewer: false };
  const levels = (version: string, careless: string[] = []) =>
    databaseFindings('postgres', { version, careless, schema }).map(({ level }) => level);
  expect(levels('15.18 (Debian 15.18-0+deb12u1)')).toEqual(['ok', 'ok']);
  expect(levels('14.2')).toEqual(['problem', 'ok']);
  expect(levels('17.1', ['fsync', 'synchronous_commit'])).toEqual(['ok', 'problem', 'problem', 'ok']);
});

test('a webhook that is disabled or fails is named with why', () => {
  const webhook = { name: 'on call', stateReason: null, failures: 0, failingSince: null };
  const said = webhookFindings([
    { ...webhook, state: 'DISABLED', stateReason: 'it answered 410' },
    { ...webhook, state: 'ACTIVE', failures: 3, failingSince: new Date('2026-11-27T10:00:00Z') },
  ]).map(({ level, text }) => `${level} ${text}`);
  expect(said).toEqual([
    'note on call is disabled: it answered 410',
    'note on call has failed since 2026-11-27T10:00:00.000Z (3 attempts)',
  ]);
  expect(webhookFindings([])[0]!.level).toBe('ok');
});

/** An identity provider that calls itself so (itself, if left out), and publishes these keys. */
async function issuer(keys: object[], name?: string): Promise<string> {
  const url = await listen(({ url: path }, response) => {
    const described = { issuer: name ?? url, jwks_uri: `${url}/keys` };
    if (path === '/.well-known/openid-configuration') response.end(JSON.stringify(described));
    else if (path === '/keys') response.end(JSON.stringify({ keys }));
    else response.writeHead(404).end();
  });
  return url;
}

const said = async (url: string, patience = 5000) =>
  (await issuerFindings(url, patience)).map(({ level, text }) => `${level} ${text}`);

test('an identity provider that publishes keys by its own name is well', async () => {
  const url = await issuer([{}, {}]);
  expect(await said(url)).toEqual([`ok ${url} answers, and publishes 2 keys`]);
});

test('one that has no keys, or another name, lets nobody in', async () => {
  const empty = await issuer([]);
  expect(await said(empty)).toEqual([`problem ${empty}/keys holds no key`]);
  const other = await issuer([{}], 'https://login.example.com/');
  expect((await said(other))[1]).toMatch(/^problem the issuer calls itself "https:\/\/login.example.com\/"/);
});

test('one that does not answer is told with why', async () => {
  const refused = await listen((_, response) => void response.writeHead(500).end());
  expect(await said(refused)).toEqual([expect.stringContaining('answered 500')]);
  expect(await said('http://127.0.0.1:1')).toEqual([
    expect.stringMatching(/^problem the keys of .* cannot be fetched/),
  ]);
  const silent = await listen(() => {});
  expect(await said(silent, 50)).toEqual([expect.stringContaining('timeout')]);
});

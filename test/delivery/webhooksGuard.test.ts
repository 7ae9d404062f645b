/** Where a webhook must not lead, and that it does not: checked where the connection is made. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isPublic } from '../../src/delivery/webhooks/addresses.ts';
import { gateFor, type Resolve, urlProblem } from '../../src/delivery/webhooks/endpoint.ts';
import { retryAfter, retryDelay } from '../../src/delivery/webhooks/schedule.ts';
import { sender } from '../../src/delivery/webhooks/send.ts';
import type { Database } from '../../src/store/database.ts';
import { freshPglite } from '../support/database.ts';
import { endpoint, startWorld, status } from './webhookWorld.ts';

describe('addresses', () => {
  test.each([
    ...[
      '127.0.0.1',
      '127.9.9.9',
      '0.0.0.0',
      '10.1.2.3',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '100.64.0.1',
    ],
    ...[
      '169.254.169.254',
      '224.0.0.1',
      '239.1.1.1',
      '255.255.255.255',
      '240.0.0.1',
      '198.18.0.1',
      '192.0.0.8',
    ],
    ...[
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:8.8.8.8',
      '::7f00:1',
      '64:ff9b::7f00:1',
      '64:ff9b::808:808',
      '64:ff9b:1::1',
    ],
    ...[
      'fc00::1',
      'fd12:3456::1',
      'fe80::1',
      'fe80::1%eth0',
      'fec0::1',
      'ff02::1',
      '2002:7f00:1::1',
      '2001:0:1::1',
      '100::1',
    ],
    ...['', 'localhost', '8.8.8.8.8', '08.8.8.8'],
  ])('%s is not public', (address) => expect(isPublic(address)).toBe(false));

  test.each([
    '8.8.8.8',
    '1.1.1.1',
    '172.32.0.1',
    '100.128.0.1',
    '223.5.5.5',
    '2606:4700::1111',
    '2400:3200::1',
  ])('%s is public', (address) => expect(isPublic(address)).toBe(true));
});

describe('URLs', () => {
  const gate = gateFor(['Hooks.Internal', '127.0.0.1']);

  test.each([
    ...[
      'http://example.com/',
      'ftp://example.com/',
      'file:///etc/passwd',
      'nonsense',
      'https://user:pass@example.com/',
    ],
    ...[
      'https://localhost.localdomain@10.0.0.1/',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://[::ffff:10.0.0.1]/',
    ],
    ...[
      'https://0x7f.2/x',
      'https://2130706434/',
      'https://017700000002/',
      'https://169.254.169.254/latest/meta-data/',
    ],
  ])('%s is refused', (url) => expect(urlProblem(url, gate)).not.toBeNull());

  test.each([
    'https://example.com/hook',
    'https://example.com:8443/',
    'http://hooks.internal:8080/',
    'http://127.0.0.1:9/',
  ])('%s is taken', (url) => expect(urlProblem(url, gate)).toBeNull());
});

describe('connections', () => {
  const post = (url: string, resolve: Resolve, hosts: string[] = []) =>
    sender(2000)({ url, headers: {}, body: '{}' }, gateFor(hosts, resolve));

  test.each([
    '10.0.0.1',
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '169.254.169.254',
    'fd00::1',
    '64:ff9b::a00:1',
  ])('a name that resolves to %s is not connected to', async (address) => {
    const resolve: Resolve = async () => [{ address, family: address.includes(':') ? 6 : 4 }];
    await expect(post('https://rebound.example/', resolve)).rejects.toThrow(
      'not an address of the public internet',
    );
  });

  test('one hidden address among public ones refuses the name', async () => {
    const resolve: Resolve = async () => [
      { address: '1.1.1.1', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    await expect(post('https://mixed.example/', resolve)).rejects.toThrow('resolves to 127.0.0.1');
  });

  test('a name is resolved once, and what was checked is connected to', async () => {
    const receiver = await endpoint();
    const asked: string[] = [];
    const resolve: Resolve = async (host) => {
      asked.push(host);
      return [{ address: '127.0.0.1', family: 4 }];
    };
    const url = receiver.url.replace('127.0.0.1', 'hooks.internal');
    expect((await post(url, resolve, ['hooks.internal'])).status).toBe(200);
    expect(asked).toEqual(['hooks.internal']);
    expect(receiver.got[0]!.headers.host).toMatch(/^hooks\.internal:\d+$/);
  });

  test('an address as such is guarded too, where Node would look nothing up', async () => {
    const resolve: Resolve = async () => [{ address: '1.1.1.1', family: 4 }];
    await expect(post('https://127.0.0.1/', resolve)).rejects.toThrow(
      'not an address of the public internet',
    );
    await expect(post('https://[::1]/', resolve)).rejects.toThrow('not an address of the public internet');
  });

  test('a name that never resolves is given up in time', async () => {
    const never = gateFor([], () => new Promise(() => {}));
    const sent = sender(200)({ url: 'https://slow.example/', headers: {}, body: '' }, never);
    await expect(sent).rejects.toThrow('no answer within 0.2 seconds');
  });

  test('an answer that never ends counts by its status', async () => {
    const receiver = await endpoint((response) => void response.writeHead(202).write('half'));
    const message = { url: receiver.url, headers: {}, body: '' };
    expect(await sender(300)(message, gateFor(['127.0.0.1']))).toMatchObject({ status: 202, body: 'half' });
  });

  test('of a long answer only the beginning is read', async () => {
    const receiver = await endpoint((response) => {
      response.writeHead(200);
      const more = () => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const answer = await post(receiver.url, async () => [], ['127.0.0.1']);
    expect(answer.body).toHaveLength(4096);
  });
});

describe('deliveries', () => {
  let db: Database;
  beforeAll(async () => void (db = await freshPglite()));
  afterAll(() => db.close());

  test('a redirect is a failure, and is not followed', async () => {
    const world = await startWorld(db);
    const target = await endpoint();
    const redirecting = await endpoint(status(307, { location: target.url }));
    const { webhook } = await world.webhook(redirecting.url);
    await world.open();
    await world.webhooks.settle();
    expect(target.got).toHaveLength(0);
    expect(await world.deliveries(webhook.id)).toMatchObject([
      { state: 'PENDING', lastStatus: 307, lastError: expect.stringContaining('redirects are not followed') },
    ]);
  });

  test('a name that comes to resolve to a private address is sent nothing, and the operator can see why', async () => {
    const world = await startWorld(db, { resolve: async () => [{ address: '10.0.0.7', family: 4 }] });
    const { webhook } = await world.webhook('https://rebound.example/hook');
    await world.open();
    await world.webhooks.settle();
    expect(await world.deliveries(webhook.id)).toMatchObject([
      { lastStatus: null, lastError: expect.stringContaining('10.0.0.7') },
    ]);
  });
});

describe('waiting', () => {
  const now = new Date('2026-03-01T08:00:00Z');

  test.each([
    ['120', 120_000],
    ['Sun, 01 Mar 2026 08:01:00 GMT', 60_000],
    ['Sun, 01 Mar 2026 07:00:00 GMT', 0],
    ['9999999', 24 * 3_600_000],
    ['soon', null],
    [undefined, null],
  ])('Retry-After: %s', (header, wait) => expect(retryAfter(header, now)).toBe(wait));

  test('a retry is up to a fifth later than planned, never earlier', () => {
    expect([retryDelay(1, 0), retryDelay(1, 1), retryDelay(10, 0)]).toEqual([5000, 6000, null]);
  });
});

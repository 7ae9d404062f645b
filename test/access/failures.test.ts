/** Failed authentication: twenty a minute for each address, which is that of whoever asks and not of a proxy, nor one that they make up. */
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressOf } from '../../src/http/identity/address.ts';
import { ask, type DoorWorld, send, startDoors } from './doorWorld.ts';

let world: DoorWorld;
let token: string;

beforeAll(async () => {
  world = await startDoors();
  token = await world.token('reader:acme');
});
afterAll(() => world.close());

const QUERY = '{ viewer { name } }';

test('after twenty in a minute an address is told to wait, and a right token from there still works', async () => {
  const { url } = await world.open();
  const statuses = [];
  for (let i = 0; i < 20; i++) statuses.push((await ask(url, QUERY, { token: `wrong${i}` })).status);
  expect(new Set(statuses)).toEqual(new Set([401]));
  for (const wrong of ['wrong', undefined]) {
    const { status, code, headers } = await ask(url, QUERY, { token: wrong });
    expect([status, code]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
  }
  expect((await send(url, '/metrics')).status).toBe(429);
  expect((await ask(url, QUERY, { token })).status).toBe(200);
  expect((await send(url, '/healthz')).status).toBe(200);
});

test('X-Forwarded-For is believed of the proxies that are there, and never of whoever asks', async () => {
  const [behind, open] = [await world.open({ settings: { TRUST_PROXY: '1' } }), await world.open()];
  const statusOf = async (url: string, forwarded: string) =>
    (await ask(url, QUERY, { token: 'wrong', headers: { 'X-Forwarded-For': forwarded } })).status;
  for (let i = 0; i < 20; i++) {
    await statusOf(behind.url, `198.51.100.${i}, 192.0.2.1`);
    await statusOf(open.url, `192.0.2.${i}`);
  }
  expect(await statusOf(behind.url, '198.51.100.99, 192.0.2.1')).toBe(429);
  expect(await statusOf(behind.url, '192.0.2.1, 192.0.2.2')).toBe(401);
  expect(await statusOf(open.url, '192.0.2.99')).toBe(429);
});

test('over IPv6 it is a network that is counted: whoever has one has as many addresses as they like', async () => {
  const { url } = await world.open({ settings: { TRUST_PROXY: '1' } });
  const statusOf = async (address: string) =>
    (await ask(url, QUERY, { token: 'wrong', headers: { 'X-Forwarded-For': address } })).status;
  for (let i = 0; i < 20; i++) await statusOf(`2001:db8:1:2:${i}::1`);
  expect(await statusOf('2001:db8:1:2::99')).toBe(429);
  expect(await statusOf('2001:DB8:0001:2::99')).toBe(429);
  expect(await statusOf('2001:db8:1:3::99')).toBe(401);
});

describe('the address', () => {
  const from = (remoteAddress: string | undefined, ...forwarded: string[]) => {
    const header = forwarded.length > 0 ? forwarded.join(', ') : undefined;
    return {
      socket: { remoteAddress },
      headers: { 'x-forwarded-for': header },
    } as unknown as IncomingMessage;
  };

  test.each([
    ['without a proxy is that of the connection', 0, from('10.0.0.1', '1.1.1.1'), '10.0.0.1'],
    ['behind one is what it saw', 1, from('10.0.0.1', '6.6.6.6', '1.1.1.1'), '1.1.1.1'],
    [
      'behind two is what the outer one saw',
      2,
      from('10.0.0.1', '6.6.6.6', '1.1.1.1', '10.0.0.2'),
      '1.1.1.1',
    ],
    ['is the outermost known where there are fewer than said', 3, from('10.0.0.1', '1.1.1.1'), '1.1.1.1'],
    ['is that of the connection where a proxy says nothing', 1, from('10.0.0.1'), '10.0.0.1'],
    ['is not taken from nothing', 1, from('10.0.0.1', '', ' '), '10.0.0.1'],
    ['of a connection that is gone is empty', 0, from(undefined), ''],
    ['is cut', 1, from('10.0.0.1', 'x'.repeat(5000)), 'x'.repeat(100)],
  ])('%s', (_, hops, request, expected) => {
    expect(addressOf(request, hops)).toBe(expected);
  });
});

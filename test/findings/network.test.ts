import { expect, test } from 'vitest';
import type { Finding } from '../../src/findings/finding.ts';
import { networkFindings, type NetworkSettings } from '../../src/findings/network.ts';

const LOCAL: NetworkSettings = {
  HOST: '127.0.0.1',
  PORT: 4000,
  ALLOWED_HOSTS: [],
  ALLOWED_ORIGINS: [],
  TRUST_PROXY: 0,
  isLocal: true,
  asksWho: false,
};
const OPEN = { ...LOCAL, HOST: '10.0.0.5', isLocal: false, asksWho: true };
const BEHIND = { ...LOCAL, asksWho: true, TRUST_PROXY: 1, ALLOWED_HOSTS: ['kpi.example.com'] };

const levels = (findings: readonly Finding[]) => findings.map(({ level, about }) => `${level} ${about}`);

test('a server of this machine alone needs nothing', () => {
  const found = networkFindings(LOCAL);
  expect(levels(found)).toEqual(['ok HOST, PORT']);
  expect(found[0]!.text).toContain('http://127.0.0.1:4000');
  expect(found[0]!.text).toContain('without a token');
});

test('on another address it says what has to stand in front, and by which names nobody comes in', () => {
  const found = networkFindings(OPEN);
  expect(levels(found)).toEqual([
    'ok HOST, PORT',
    'note TLS',
    'problem ALLOWED_HOSTS',
    'note TRUST_PROXY',
    'note METRICS_TOKEN',
  ]);
  expect(found[0]!.text).toContain('everybody has to say who they are');
});

test('where a proxy lets the network in by the loopback, and nobody is asked who they are, that is a problem', () => {
  const open = { ...BEHIND, asksWho: false };
  expect(levels(networkFindings(open))).toContain('problem AUTH');
  expect(levels(networkFindings({ ...open, TRUST_PROXY: 0 }))).toContain('problem AUTH');
  expect(levels(networkFindings({ ...open, ALLOWED_HOSTS: [] }))).toContain('problem AUTH');
  expect(levels(networkFindings(BEHIND))).not.toContain('problem AUTH');
});

test('behind a proxy on this machine all is said', () => {
  const found = networkFindings({ ...BEHIND, METRICS_TOKEN: 'of the one that scrapes' });
  expect(levels(found)).toEqual(['ok HOST, PORT', 'ok ALLOWED_HOSTS', 'ok TRUST_PROXY', 'ok METRICS_TOKEN']);
  expect(JSON.stringify(found)).not.toContain('of the one that scrapes');
});

test('origins without TLS are named', () => {
  const ALLOWED_ORIGINS = ['https://bi.example.com', 'http://old.example.com'];
  const found = networkFindings({ ...LOCAL, ALLOWED_ORIGINS });
  expect(found[1]).toMatchObject({ level: 'note', about: 'ALLOWED_ORIGINS' });
  expect(found[1]!.text).toContain('http://old.example.com');
  expect(found[1]!.text).not.toContain('bi.example.com');
  const all = networkFindings({ ...LOCAL, ALLOWED_ORIGINS: ['https://bi.example.com'] });
  expect(levels(all)).toEqual(['ok HOST, PORT', 'ok ALLOWED_ORIGINS']);
});

test('an address of IPv6 is written as one can open it', () => {
  expect(networkFindings({ ...LOCAL, HOST: '::1' })[0]!.text).toContain('http://[::1]:4000');
});

/** The page for browsers, at a real server: small, of files that stay, and with nothing in it that somebody else could have written. */
import { createContext, runInContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { freshDataDirectory, type RunningServer, startServer } from '../support/server.ts';

let server: RunningServer;
let page: Response;
let html: string;

beforeAll(async () => {
  server = await startServer({ DATA_DIR: await freshDataDirectory() });
  page = await fetch(`${server.url}/graphql`, { headers: { Accept: 'text/html' } });
  html = await page.text();
});

const attribute = (name: string) =>
  [...html.matchAll(new RegExp(`${name}="([^"]*)"`, 'g'))].map(([, text]) =>
    text!.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
const workers = () => JSON.parse(attribute('data-workers')[0]!) as Record<string, string>;
const scripts = () => attribute('src');
const files = () => [...attribute('href'), ...scripts(), ...Object.values(workers())];

test('the page is small, asked for anew each time, and has nothing inline', () => {
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('cache-control')).toBe('no-cache');
  expect(html.length).toBeLessThan(5000);
  for (const [, tag, content] of html.matchAll(/(<script[^>]*>)([^<]*)/g)) {
    expect(tag).toContain(' src="/graphiql/');
    expect(content).toBe('');
  }
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|https?:/);
});

test('everything it loads is there, of the right type, for good', async () => {
  expect(files().length).toBe(7);
  for (const path of files()) {
    const kind = /^\/graphiql\/[0-9a-f]{16}\.(js|css|ico)$/.exec(path)?.[1];
    const answer = await fetch(`${server.url}${path}`);
    expect([path, answer.status]).toEqual([path, 200]);
    expect(answer.headers.get('content-type')).toBe(
      { js: 'text/javascript; charset=utf-8', css: 'text/css; charset=utf-8', ico: 'image/x-icon' }[kind!],
    );
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(100);
  }
});

test.each([
  ['br, gzip', 'br'],
  ['gzip, deflate', 'gzip'],
  ['br;q=0,gzip', 'gzip'],
  ['identity', null],
])('who takes %s gets its files as %s, whole', async (accepted, encoding) => {
  const [library = ''] = scripts();
  const [answer, again] = await Promise.all(
    [0, 1].map(() => fetch(`${server.url}${library}`, { headers: { 'Accept-Encoding': accepted } })),
  );
  expect(answer!.headers.get('content-encoding')).toBe(encoding);
  expect(answer!.headers.get('vary')).toBe('Accept-Encoding');
  if (encoding) expect(Number(answer!.headers.get('content-length'))).toBeLessThan(2_000_000);
  const text = await answer!.text();
  expect(text).toContain('renderYogaGraphiQL');
  expect(await again!.text()).toBe(text);
});

test('HEAD of a file says how long it is; what is no file is not there, and is not kept', async () => {
  const [library = ''] = scripts();
  const head = await fetch(`${server.url}${library}`, {
    method: 'HEAD',
    headers: { 'Accept-Encoding': 'identity' },
  });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(1_000_000);
  for (const path of ['/graphiql/0123456789abcdef.js', '/graphiql/', '/graphiql/constructor']) {
    const answer = await fetch(`${server.url}${path}`);
    expect([path, answer.status, answer.headers.get('cache-control')]).toEqual([path, 404, null]);
  }
});

test('the page runs no script but its own, in no frame, and tells no other site where it was', () => {
  const policy = new Map(
    page.headers
      .get('content-security-policy')!
      .split('; ')
      .map((it) => [it.split(' ')[0]!, it.split(' ').slice(1).join(' ')]),
  );
  expect(Object.fromEntries(policy)).toEqual({
    'default-src': "'self'",
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data:",
    'font-src': "'self' data:",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'object-src': "'none'",
  });
  expect(page.headers.get('x-frame-options')).toBe('DENY');
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
});

test('no answer is taken for a page by what is in it, whatever is asked', async () => {
  for (const [path, init] of [
    ['/', { redirect: 'manual' }],
    ['/healthz', {}],
    ['/readyz', {}],
    ['/metrics', {}],
    ['/other', {}],
    ['/observations', {}],
    ['/observations', { method: 'POST' }],
    ['/graphql', {}],
    ['/graphql', { method: 'POST', body: '<script>' }],
    ['/graphql?query={__typename}', {}],
    ['/graphql', { headers: { Origin: 'https://elsewhere.example' } }],
  ] satisfies [string, RequestInit][]) {
    const answer = await fetch(`${server.url}${path}`, init);
    expect([path, answer.headers.get('x-content-type-options')]).toEqual([path, 'nosniff']);
    expect([path, answer.headers.get('content-type')]).not.toEqual([path, expect.stringContaining('html')]);
    await answer.text();
  }
});

test('a token that is typed goes with each request from then on, and is kept nowhere but there', async () => {
  const listeners: Record<string, () => void> = {};
  const token = { value: '', addEventListener: (name: string, it: () => void) => (listeners[name] = it) };
  const root = {
    dataset: { options: attribute('data-options')[0], workers: attribute('data-workers')[0] },
  };
  let fetched = 0;
  const refetch = { click: () => fetched++ };
  const found: Record<string, object> = { '#root': root, '#token': token };
  const rendered: { additionalHeaders: object; shouldPersistHeaders: boolean }[] = [];
  const self: { MonacoEnvironment?: { getWorkerUrl(id: string, label: string): string } } = {};
  const script = await (await fetch(`${server.url}${scripts().at(-1)}`)).text();
  runInContext(
    script,
    createContext({
      document: { querySelector: (selector: string) => found[selector] ?? refetch },
      self,
      YogaGraphiQL: { renderYogaGraphiQL: (_: object, options: never) => rendered.push(options) },
    }),
  );
  const [{ additionalHeaders, shouldPersistHeaders }] = rendered as [(typeof rendered)[0]];
  const type = (text: string) => {
    token.value = text;
    listeners.input!();
    return { ...additionalHeaders };
  };
  expect(shouldPersistHeaders).toBe(false);
  expect(additionalHeaders).toEqual({});
  expect(type(' abc ')).toEqual({ Authorization: 'Bearer abc' });
  expect(type('Bearer abcd')).toEqual({ Authorization: 'Bearer abcd' });
  expect(type('')).toEqual({});
  listeners.change!();
  expect(fetched).toBe(1);
  for (const [label, path] of Object.entries(workers()))
    expect(self.MonacoEnvironment!.getWorkerUrl('', label)).toBe(path);
});

/** The recipes, run as they are written at a real server, and the page that they stand on. */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { freshPostgresUrl, onPostgres } from '../support/database.ts';
import { freshDataDirectory, program, type RunningServer, startServer } from '../support/server.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = join(PROJECT, 'src/web/recipes');

/** The programs of each language, and those that cannot be run here. */
const PROGRAMS: Readonly<Record<string, { file: string; command: readonly string[] }>> = {
  sh: { file: 'recipe.sh', command: ['bash', '-eu'] },
  python: { file: 'recipe.py', command: ['python3'] },
  js: { file: 'recipe.mjs', command: [process.execPath] },
};
const NOT_RUN = new Set(['powerquery', 'pandas']);
/** What takes a PostgreSQL: skipped where there is none. */
const ON_POSTGRES = ['grafana', 'superset', 'metabase'];

interface Block {
  recipe: string;
  language: string;
  text: string;
}

const BLOCKS: readonly Block[] = readdirSync(SOURCES)
  .filter((name) => name.endsWith('.md'))
  .flatMap((name) =>
    [...readFileSync(join(SOURCES, name), 'utf8').matchAll(/^```(\S+)\n([^]*?)^```$/gm)].map(
      ([, language = '', text = '']) => ({ recipe: name.replace('.md', ''), language, text }),
    ),
  );
const RUN = BLOCKS.filter(({ language }) => !NOT_RUN.has(language));

let server: RunningServer;
let token = '';
/** Empty where there is no PostgreSQL. */
let DATABASE_URL = '';
/** Inside the project, so that programs find the packages. */
let folder = '';

beforeAll(async () => {
  if (inject('postgresUrl') !== null) DATABASE_URL = await freshPostgresUrl();
  server = await startServer(DATABASE_URL ? { DATABASE_URL } : { DATA_DIR: await freshDataDirectory() });
  folder = mkdtempSync(join(PROJECT, 'node_modules/.cache/recipes-'));
  writeFileSync(join(folder, 'kpi-matrix'), `#!/bin/sh\nexec "${process.execPath}" "${program()}" "$@"\n`);
  chmodSync(join(folder, 'kpi-matrix'), 0o755);
  const ask = async (mutation: string) => {
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ query: `mutation { ${mutation} }` }),
    });
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    return ((await response.json()) as any).data;
  };
  await ask(
    'defineReferenceData(input: { operators: [{ code: "lanwan-telecom", name: { en: "Lanwan", zh: "蓝湾" } }] }) { __typename }',
  );
  const values = ['2026-09-30', '2026-10-31'].flatMap((date) => [
    `{ input: "callsOfferedToAgents", operator: "lanwan-telecom", date: "${date}", value: 1000 }`,
    `{ input: "callsAnsweredIn15s", operator: "lanwan-telecom", date: "${date}", value: 700 }`,
  ]);
  await ask(
    `recordObservations(input: { idempotencyKey: "recipes", observations: [${values.join(' ')}] }) { __typename }`,
  );
  const made = await ask(
    'createAccessToken(input: { name: "recipes", grants: [{ role: READER, operator: "lanwan-telecom" }] }) { ... on CreateAccessTokenSuccess { secret } }',
  );
  token = made.createAccessToken.secret;
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.stop();
});

async function run({ language, text }: Block): Promise<string> {
  if (language === 'sql') return runSql(text);
  const { file, command } = PROGRAMS[language]!;
  const [program, ...args] = command;
  const address = server.url.replace('http://', '');
  writeFileSync(join(folder, file), text.replaceAll('localhost:4000', address));
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH: `${folder}:${PATH}`, HOME, DATABASE_URL, KPI_MATRIX_TOKEN: token };
  return (await promisify(execFile)(program!, [...args, file], { cwd: folder, env, timeout: 30_000 })).stdout;
}

/** The rows as lines of JSON. */
async function runSql(text: string): Promise<string> {
  const sql = postgres(DATABASE_URL, { max: 1 });
  const rows = await sql.unsafe(text);
  await sql.end();
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** What each recipe prints, in their order. */
const PRINTED: Readonly<Record<string, readonly RegExp[]>> = {
  curl: [/^\{"data":\{"matrix":\{"index":[\d.]+,"coverage":[\d.]+\}\}\}/, /^200\n$/],
  grafana: [/^[\w-]{20,}\n$/, /^$/],
  superset: [/^[\w-]{20,}\n$/, /"kpi":"hotline-answer-rate-15s"/],
  metabase: [/^[\w-]{20,}\n$/, /"process":"HOTLINE","dimension":"OPERATIONS","score":[\d.]+/],
  pandas: [/^2026-09 70 CRITICAL\n2026-10 70 CRITICAL\n$/],
  observable: [/process: 'HOTLINE'/],
  apollo: [/^2026-10 [\d.]+\n$/],
  urql: [/^2026-10 [\d.]+\n$/, /^OPENED hotline-answer-rate-15s\n$/],
};

test('every program of a recipe is run, or said not to be', () => {
  const languages = new Set(BLOCKS.map(({ language }) => language));
  expect(
    [...languages].filter((it) => !NOT_RUN.has(it) && it !== 'sql' && !Object.hasOwn(PROGRAMS, it)),
  ).toEqual([]);
  const counts = Object.fromEntries(
    Object.keys(PRINTED).map((recipe) => [recipe, RUN.filter((it) => it.recipe === recipe).length]),
  );
  expect(counts).toEqual(Object.fromEntries(Object.entries(PRINTED).map(([name, it]) => [name, it.length])));
  expect(RUN.filter(({ recipe }) => !Object.hasOwn(PRINTED, recipe))).toEqual([]);
});

describe('a recipe runs as it is written:', () => {
  const printed = async (recipe: string) => {
    const blocks = RUN.filter((it) => it.recipe === recipe);
    for (const [at, block] of blocks.entries()) expect(await run(block)).toMatch(PRINTED[recipe]![at]!);
  };
  test.each(Object.keys(PRINTED).filter((it) => !ON_POSTGRES.includes(it)))('%s', printed);
  onPostgres('on PostgreSQL:', () => void test.each(ON_POSTGRES)('%s', printed));

  test('curl is told 304 while the answer is the same', async () => {
    const [, again] = RUN.filter((it) => it.recipe === 'curl');
    expect(await run(again!)).toBe('304\n');
  });
});

test('what is fetched by programs that are not here is there', async () => {
  const addresses = BLOCKS.filter(({ language }) => NOT_RUN.has(language)).map(({ text }) => {
    const [path, query] = [
      /RelativePath = "([^"]+)"/.exec(text)?.[1],
      /Query = \[([^\]]+)\]/.exec(text)?.[1],
    ];
    const parameters = [...(query ?? '').matchAll(/(\w+) = "([^"]+)"/g)].map(([, name, value]) => [
      name!,
      value!,
    ]);
    return path
      ? `/${path}?${String(new URLSearchParams(parameters))}`
      : /localhost:4000([^"]+)"/.exec(text)![1]!;
  });
  expect(addresses.length).toBeGreaterThan(2);
  for (const address of addresses) {
    const response = await fetch(`${server.url}${address}`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    expect([response.status, (await response.text()).split(',')[0]]).toEqual([
      200,
      expect.stringMatching(/^\w+$/),
    ]);
  }
});

test('a token is sent in a header, never in an address', () => {
  for (const { text } of BLOCKS) expect(text).not.toMatch(/[?&](access_)?token=/i);
});

describe('the page', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}${path}`, { headers });

  test('holds every recipe, loads nothing from elsewhere, and has nothing inline', async () => {
    const response = await get('/recipes', { Accept: 'text/html' });
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ]);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    const page = await response.text();
    expect(page).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
    const loaded = [...page.matchAll(/<link[^>]+href="([^"]+)"|\ssrc="([^"]+)"/g)].map(([, a, b]) => a ?? b);
    expect(loaded).toEqual(['/recipes/style.css']);
    for (const { recipe } of BLOCKS) expect(page).toContain(`<section id="${recipe}">`);
    expect((await get('/recipes/style.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
    expect(Buffer.byteLength(page)).toBeLessThan(50_000);
  });

  test('is not sent again to who has it', async () => {
    const tag = (await get('/recipes')).headers.get('etag') ?? '';
    expect((await get('/recipes', { 'If-None-Match': tag })).status).toBe(304);
  });
});

/** The page for those who operate a server: whatever it names is there, by that name. */
import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { program } from '../../src/cli/program.ts';
import type { Io } from '../../src/cli/io.ts';
import { CODES } from '../../src/graphql/errors.ts';
import { createMetrics } from '../../src/http/metrics.ts';
import { routeOf } from '../../src/http/routes.ts';
import { grantOf } from '../../src/access/grant.ts';
import { ROLES } from '../../src/access/role.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const PAGE = read('.github/OPERATING.md');
const README = read('README.md');
const CONFIGURATION = read('src/config.ts');
const SCHEMA = read('src/graphql/schema.graphql');

const all = (pattern: RegExp, text = PAGE): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([whole, name]) => name ?? whole)),
];
const blocks = (language: string): string[] => all(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'));

/** The settings of a server, as they are read. */
const SETTINGS = all(/^ {2}([A-Z][A-Z_]+): /gm, CONFIGURATION).filter((it) => it !== 'ALLOW_UNAUTHENTICATED');

/** What the command line reads itself. */
const OF_THE_COMMAND_LINE = ['KPI_MATRIX_TOKEN'];

/** Codes that a request is refused with before GraphQL sees it. */
const OF_HTTP = all(
  /code: '([A-Z_]+)'/g,
  ['deadlines', 'overload', 'identity/admission'].map((it) => read(`src/http/${it}.ts`)).join(),
);

/** States and outcomes, as they are stored. */
const STORED = all(/'([A-Z]{4,})'/g, read('src/store/words.ts') + read('src/store/deliveries.ts'));

test('the README has every setting in its table', () => {
  expect(SETTINGS.length).toBeGreaterThan(20);
  const [, section = ''] = README.split('\n## Configure\n');
  const rows = all(/`([A-Z_]{3,})`/g, section.split('\n## ')[0]);
  expect(SETTINGS.filter((it) => !rows.includes(it))).toEqual([]);
  expect(all(/^\| `([A-Z_]+)`/gm, section).filter((it) => !SETTINGS.includes(it))).toEqual([]);
});

test('every setting, code and state that the page names is one', () => {
  const named = all(/`([A-Z][A-Z_]{3,})(?:=\w+)?`/g);
  const known = [...SETTINGS, ...OF_THE_COMMAND_LINE, ...Object.keys(CODES), ...OF_HTTP, ...STORED];
  expect(named.length).toBeGreaterThan(25);
  expect(named.filter((it) => !known.includes(it))).toEqual([]);
});

test('every code of a refusal that a client has to understand is explained', () => {
  const ofTheirMaking = ['BAD_USER_INPUT', 'CURSOR_FOREIGN'];
  const codes = [...Object.keys(CODES), ...OF_HTTP].filter((it) => !ofTheirMaking.includes(it));
  expect(codes.filter((it) => !PAGE.includes(`\n| \`${it}\``))).toEqual([]);
});

test('every metric that the page names is told, with the labels and reasons, and none of ours is left out', async () => {
  const metrics = createMetrics();
  const backlog = () => Promise.resolve({ pending: 0, oldestPendingAt: null });
  const queue = () =>
    Promise.resolve([
      { state: 'PENDING', count: 1 },
      { state: 'DEAD', count: 1 },
    ]);
  metrics.watch({ backlog, queue, subscriptions: () => 0, lag: () => Promise.resolve(0) });
  metrics.sent('STANDARD', 'delivered', 1);
  metrics.delayed('api', { p99: 0, longest: 0 });
  metrics.request('/graphql', 200, 0.1);
  const told = await metrics.registry.metrics();
  const names = all(/^# TYPE (\w+)/gm, told);
  expect(all(/`((?:kpi_matrix|process|nodejs)_\w+)`/g).filter((it) => !names.includes(it))).toEqual([]);
  expect(names.filter((it) => it.startsWith('kpi_matrix_') && !PAGE.includes(`| \`${it}\``))).toEqual([]);
  for (const reason of ['in_flight', 'delay', 'slow_body', 'connections']) {
    expect(PAGE).toContain(`\`${reason}\``);
    expect(told).toContain(`reason="${reason}"`);
  }
  for (const label of ['part="api"', 'status="200"', 'result="delivered"', 'state="DEAD"'])
    expect(told).toContain(label);
});

test('every command that the page names is one, with its options', () => {
  const silent = { write: () => true };
  const root = program({ stdout: silent, stderr: silent, env: {} } as unknown as Io);
  const used = all(
    /kpi-matrix((?: [\w"-][^\n`]*)?)/g,
    [...blocks('sh'), ...all(/`(kpi-matrix [^`]+)`/g)].join('\n'),
  );
  expect(used.length).toBeGreaterThan(8);
  for (const line of used) {
    const words = line.trim().split(/\s+/);
    const { command, rest } = found(root, words);
    expect(command.parent, line).not.toBe(null);
    expect(command.commands.length > 0 && !rest[0]!.startsWith('--'), line).toBe(false);
    const options = rest.filter((it) => it.startsWith('--'));
    expect(
      options.filter((it) => !command.options.some(({ long }) => long === it)),
      line,
    ).toEqual([]);
  }
});

/** The command that words lead to. */
function found(command: Command, [word, ...rest]: string[]): { command: Command; rest: string[] } {
  const next = command.commands.find((it) => it.name() === word);
  return next ? found(next, rest) : { command, rest: [word ?? '', ...rest] };
}

test('every query is one of the API, and every mutation and query that is named', () => {
  const queries = blocks('graphql');
  expect(queries.length).toBeGreaterThan(0);
  for (const query of queries) expect(validate(buildSchema(SCHEMA), parse(query))).toEqual([]);
  const named = all(/`([a-z]+[A-Z][A-Za-z]+)`/g);
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((it) => !new RegExp(`^ {2}${it}\\(`, 'm').test(SCHEMA))).toEqual([]);
});

test('every path, role, grant and file is there', () => {
  const paths = all(/`(\/[a-z]+)`/g);
  expect(paths.length).toBeGreaterThan(3);
  expect(paths.filter((it) => routeOf('GET', it).pattern === 'other')).toEqual([]);
  expect(all(/^\| ([A-Z]{5,}) /gm)).toEqual([...ROLES]);
  const grants = all(/`((?:reader|responder|recorder|author):(?!operator)[^`]+)`/g);
  expect(grants.filter((it) => typeof grantOf(it) === 'string')).toEqual([]);
  expect(grants).toHaveLength(4);
  const tables = readdirSync(new URL('../../drizzle/', import.meta.url)).filter((it) => it.endsWith('.sql'));
  expect(tables.some((it) => read(`drizzle/${it}`).includes('CREATE TABLE "audit_event"'))).toBe(true);
  expect(read('src/secretsKey.ts')).toContain("'secrets.key'");
  expect(read('src/store/audit.ts')).toContain('`audit_event_${');
});

test('what the page says of the log is said in it', () => {
  for (const [words, file] of [
    ["'ready'", 'src/serve.ts'],
    ["'stopped'", 'src/serve.ts'],
    ['failed and is tried again', 'src/world/loop.ts'],
    ['works again', 'src/world/loop.ts'],
  ] as const)
    expect(read(file), words).toContain(words);
});

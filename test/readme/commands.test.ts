/** The commands that the documents name: they can be installed as said, are used rightly, and come from nowhere else. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runProgram } from '../support/server.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const DOCUMENTS = [
  'README.md',
  'plugins/GUIDE.md',
  'plugins/CATALOGUE.md',
  'plugins/SOURCES.md',
  '.github/CONTRIBUTING.md',
  '.github/OPERATING.md',
  '.github/SQL.md',
  'test/bench/README.md',
];

test("no document asks the public registry for a command of ours, whose name there is anybody's", () => {
  for (const file of DOCUMENTS) expect(read(file), file).not.toMatch(/\b(npx|npm exec|pnpm dlx|bunx)\b/);
});

test('every command of the README is one: it fails for want of a server only', async () => {
  const commands = [...read('README.md').matchAll(/^kpi-matrix (.+)$/gm)].map(([, line]) => line!.split(' '));
  expect(commands.length).toBeGreaterThan(4);
  const codes = await Promise.all(
    commands.map(async (args) => (await runProgram(args, { KPI_MATRIX_URL: 'http://127.0.0.1:1' })).code),
  );
  expect(codes).toEqual(commands.map(() => 5));
});

test('every script and every part of the bench that the documents name is there', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const texts = DOCUMENTS.map(read).join('\n');
  const named = [...texts.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((it) => !Object.hasOwn(scripts, it))).toEqual([]);
  const parts = [...texts.matchAll(/npm run bench -- ([\w ]+)/g)].flatMap(([, names]) => names!.split(' '));
  const bench = read('test/bench/run.ts');
  expect(parts.filter((it) => !new RegExp(`^  ${it}[:,]`, 'm').test(bench))).toEqual([]);
});

test('every file that a document points at is there', () => {
  for (const file of DOCUMENTS)
    for (const [, target] of read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g))
      expect(
        existsSync(new URL(target!, new URL(`../../${file}`, import.meta.url))),
        `${file}: ${target}`,
      ).toBe(true);
});

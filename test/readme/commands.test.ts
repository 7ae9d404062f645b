/** The commands that the documents name: they can be installed as said, are used rightly, and come from nowhere else. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runProgram } from '../support/server.ts';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const DOCUMENTS = ['README.md', 'plugins/GUIDE.md', 'plugins/CATALOGUE.md', 'plugins/SOURCES.md'];

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

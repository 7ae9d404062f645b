import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders of `src` by floor; files directly in `src`, and the command line, stand on the top floor. */
const FLOORS: Readonly<Record<string, number>> = {
  kpi: 0,
  registry: 1,
  store: 1,
  sample: 1,
  engine: 2,
  delivery: 2,
  graphql: 3,
  http: 3,
  cli: 4,
  '': 4,
};

function filesIn(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((it) => it.isFile() && it.name.endsWith('.ts'))
    .map((it) => join(it.parentPath, it.name));
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const statements = /^(?:import|export)\b[^'"]*?from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(statements)].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

function roomOf(file: string): string {
  const [first = '', second] = relative(join(ROOT, 'src'), file).split('/');
  return second === undefined ? '' : first;
}

test('a folder imports only from floors below it, and neighbours do not know each other', () => {
  const trespasses = filesIn('src').flatMap((file) =>
    importsOf(file)
      .filter((target) => target.startsWith('.') && target.endsWith('.ts'))
      .map((target) => ({ from: roomOf(file), to: roomOf(join(dirname(file), target)), file, target }))
      .filter(
        ({ from, to }) => from !== to && !(FLOORS[to]! < FLOORS[from]!) && !(from === '' && to === 'cli'),
      )
      .map(({ file: path, target }) => `${relative(ROOT, path)} imports ${target}`),
  );
  expect(trespasses).toEqual([]);
});

test('every folder of src has its floor', () => {
  const rooms = new Set(filesIn('src').map(roomOf));
  expect([...rooms].filter((room) => !Object.hasOwn(FLOORS, room))).toEqual([]);
});

test('the meaning of numbers knows no I/O: nothing but zod and hashing', () => {
  const outside = filesIn('src/kpi').flatMap((file) =>
    importsOf(file).filter((target) => !target.startsWith('.')),
  );
  expect([...new Set(outside)].sort()).toEqual(['node:crypto', 'zod']);
});

test('plugins see only #kpi', () => {
  const seen = filesIn('plugins').flatMap(importsOf);
  expect([...new Set(seen)]).toEqual(['#kpi']);
});

test('SQL stands only in the store', () => {
  const others = filesIn('src').filter((file) => !['store', ''].includes(roomOf(file)));
  const knowing = others.filter((file) => importsOf(file).some((target) => target.startsWith('drizzle-orm')));
  expect(knowing.map((file) => relative(ROOT, file))).toEqual([]);
});

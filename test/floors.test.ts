import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Folders of `src` by floor; files directly in `src` stand on the top floor. `cli` and `web` stand beside: see below. */
const FLOORS: Readonly<Record<string, number>> = {
  kpi: 0,
  statistics: 0,
  access: 0,
  store: 1,
  registry: 1,
  world: 2,
  engine: 3,
  delivery: 3,
  voice: 4,
  analysis: 4,
  sample: 4,
  management: 5,
  graphql: 6,
  http: 6,
  parts: 7,
  findings: 7,
  '': 8,
};

/** What stands beside the floors, and what it may see beside itself. Only files directly in `src` see it. */
const BESIDE: Readonly<Record<string, readonly string[]>> = { cli: ['kpi'], web: [] };

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

const mayImport = (from: string, to: string): boolean => {
  if (from === to) return true;
  const seen = BESIDE[from];
  if (seen) return seen.includes(to);
  return BESIDE[to] ? from === '' : FLOORS[to]! < FLOORS[from]!;
};

/** Imports of files of `src`, as paths from there. */
const ARROWS = filesIn('src').flatMap((file) =>
  importsOf(file)
    .filter((target) => target.startsWith('.') && target.endsWith('.ts'))
    .map((target) => ({ from: file, to: join(dirname(file), target) })),
);
const inWords = ({ from, to }: { from: string; to: string }) =>
  `${relative(ROOT, from)} imports ${relative(ROOT, to)}`;

test('a folder imports only from floors below it, and neighbours do not know each other', () => {
  const trespasses = ARROWS.filter(({ from, to }) => !mayImport(roomOf(from), roomOf(to)));
  expect(trespasses.map(inWords)).toEqual([]);
});

test('no file imports itself by way of others', () => {
  const targets = new Map<string, string[]>();
  for (const { from, to } of ARROWS) targets.set(from, [...(targets.get(from) ?? []), to]);
  const finished = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) {
      const circle = [...way.slice(way.indexOf(file)), file];
      circles.push(circle.map((it) => relative(ROOT, it)).join(' → '));
    }
    if (finished.has(file) || way.includes(file)) return;
    for (const target of targets.get(file) ?? []) walk(target, [...way, file]);
    finished.add(file);
  };
  for (const file of targets.keys()) walk(file, []);
  expect(circles).toEqual([]);
});

test('every folder of src has its floor, or its place beside', () => {
  const rooms = new Set(filesIn('src').map(roomOf));
  expect([...rooms].filter((room) => !Object.hasOwn(FLOORS, room) && !Object.hasOwn(BESIDE, room))).toEqual(
    [],
  );
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

test('resolvers reach the store only by what is closed over who asks', () => {
  const reading = new Set(
    filesIn('src/store').flatMap((file) =>
      [
        ...readFileSync(file, 'utf8').matchAll(
          /^export (?:async )?(?:function|const) (\w+)[^;{]*?\(\s*(?:db|tx): /gm,
        ),
      ].map((match) => match[1]!),
    ),
  );
  expect(reading.size).toBeGreaterThan(60);
  // What binds them; and what a moment is made of.
  const binding = new Set(
    ['reads.ts', 'loaders.ts', 'context.ts'].map((it) => join(ROOT, 'src/graphql', it)),
  );
  const taken = filesIn('src/graphql')
    .filter((file) => !binding.has(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/^import \{([^}]*)\} from '[^']*\/store\/[^']*';/gm)]
        .flatMap((match) => match[1]!.split(','))
        .map((name) => name.trim())
        .filter((name) => reading.has(name))
        .map((name) => `${relative(ROOT, file)} takes ${name}`),
    );
  expect(taken).toEqual([]);
});

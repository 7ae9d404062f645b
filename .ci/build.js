/**
 * Bundles the product: `node .ci/build.js [folder [more entry points…]]`, into `dist/` if no folder is named.
 *
 * Programs may start from the folder, and other builds may run, while this one writes. So each build is a folder of its own, named
 * by what is in it and renamed into place when it is whole; `src/main.js` and `src/kpi/define.js` beside the builds only
 * lead to the current one. Whoever came in by them stays in one build to the end.
 */
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { recipePages } from './recipes.js';

/** Builds that stay: a program may just be starting from the one before. */
const KEPT = 3;
/** What a build that was killed left behind is removed after this time, in milliseconds. */
const ABANDONED = 3_600_000;

const project = fileURLToPath(new URL('..', import.meta.url));
const [target = 'dist', ...more] = process.argv.slice(2);
const folder = resolve(project, target);
const entries = ['src/main.ts', 'src/kpi/define.ts', ...more];

const { outputFiles } = await build({
  absWorkingDir: project,
  entryPoints: [...entries, 'plugins/**/*.ts'],
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  outdir: folder,
  outbase: '.',
  chunkNames: 'dist-chunks/[name]-[hash]',
  logLevel: 'warning',
  write: false,
});
const code = outputFiles.map(({ path, contents }) => ({ path: relative(folder, path), contents }));
const files = [...code, ...recipePages(project)].sort((a, b) => (a.path < b.path ? -1 : 1));

const hash = createHash('sha256');
for (const { path, contents } of files) hash.update(`${path} ${contents.length}\n`).update(contents);
const current = `build-${hash.digest('hex').slice(0, 16)}`;

mkdirSync(folder, { recursive: true });
if (!existsSync(join(folder, current))) putInPlace();
utimesSync(join(folder, current), new Date(), new Date());
for (const entry of entries) leadTo(entry.replace(/\.ts$/, '.js'));
removeOld();

function putInPlace() {
  const fresh = join(folder, `.new-${randomUUID()}`);
  for (const { path, contents } of files) {
    mkdirSync(join(fresh, dirname(path)), { recursive: true });
    writeFileSync(join(fresh, path), contents);
  }
  try {
    renameSync(fresh, join(folder, current));
  } catch (error) {
    rmSync(fresh, { recursive: true });
    // Another build of the same sources was faster.
    if (!existsSync(join(folder, current))) throw error;
  }
}

/** Writes the file that leads into the current build, whole and only where it leads elsewhere. */
function leadTo(entry) {
  const file = join(folder, entry);
  const code = `#!/usr/bin/env node\nexport * from '${relative(dirname(file), join(folder, current, entry))}';\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === code) return;
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${randomUUID()}`;
  writeFileSync(fresh, code, { mode: 0o755 });
  renameSync(fresh, file);
}

function removeOld() {
  const found = readdirSync(folder)
    .filter((name) => /^(build|\.new)-/.test(name))
    .map((name) => ({ name, used: statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.used - a.used);
  const old = found.filter((it) => it.name.startsWith('build-')).slice(KEPT);
  const abandoned = found.filter((it) => it.name.startsWith('.new-') && it.used < Date.now() - ABANDONED);
  for (const { name } of [...old, ...abandoned]) rmSync(join(folder, name), { recursive: true, force: true });
}

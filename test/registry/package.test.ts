/** KPIs as a package of a team's own: written against `kpi-matrix`, packed, installed, and named in KPI_PLUGINS. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, expectTypeOf, onTestFinished, test } from 'vitest';
import type { KpiLiteral } from '../../src/kpi/definition.ts';
import type { InputDefinition } from '../../src/kpi/input.ts';
import type * as Package from '../../src/kpi/package.d.ts';
import { loadRegistry } from '../../src/registry/registry.ts';
import { program } from '../support/server.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ACME = join(ROOT, 'test/packages/acme-kpis');

/** Packs a package without its scripts; answers the tarball's path. */
function pack(folder: string, into: string): string {
  const options = ['--silent', '--json', '--ignore-scripts', '--offline', '--pack-destination', into];
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', ...options], { cwd: folder, encoding: 'utf8' }),
  ) as { filename: string }[];
  return join(into, packed!.filename);
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpi-matrix-package-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('an installed tarball brings its KPIs and inputs, with no trace of the sources it was written with', async () => {
  const folder = temporary();
  const installed = join(folder, 'node_modules/@acme/kpis');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['xzf', pack(ACME, folder), '-C', installed, '--strip-components=1']);
  const registry = await loadRegistry({
    folder: new URL('../../plugins/', import.meta.url),
    plugins: ['@acme/kpis'],
    from: folder,
  });
  expect(registry.byCode.get('courier-promise-kept-rate')).toMatchObject({
    origin: 'PACKAGE',
    source: '@acme/kpis',
  });
  expect(registry.inputs.get('simCardsInTime')).toMatchObject({ origin: 'PACKAGE' });
  expect(registry.kpis).toHaveLength(152);
});

test('the tarball of the product holds what `import … from "kpi-matrix"` needs', async () => {
  const listed = execFileSync(
    'npm',
    ['pack', '--dry-run', '--silent', '--json', '--ignore-scripts', '--offline'],
    { cwd: ROOT, encoding: 'utf8' },
  );
  const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }];
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    exports: { '.': { types: string; default: string } };
  };
  const { types, default: code } = manifest.exports['.'];
  const paths = files.map((it) => `./${it.path}`);
  expect(paths).toContain(types);
  const built = join(dirname(program()), '..', code.replace('./dist/', ''));
  expect(Object.keys((await import(built)) as object).sort()).toEqual(['defineInputs', 'defineKpi']);
  expect(paths.filter((it) => /^\.\/(test|src\/(?!kpi\/package\.d\.ts))/.test(it))).toEqual([]);
});

test('the types of the package are those of the language', () => {
  expectTypeOf<Package.KpiLiteral>().toExtend<KpiLiteral>();
  expectTypeOf<KpiLiteral>().toExtend<Package.KpiLiteral>();
  expectTypeOf<Package.InputDefinition>().toExtend<InputDefinition>();
  expectTypeOf<InputDefinition>().toExtend<Package.InputDefinition>();
});

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadRegistry } from '../../src/registry/registry.ts';
import { RegistryError } from '../../src/registry/registryError.ts';
import { asUrl, exporting, folderWith, inputLiteral, inputsFile, kpiLiteral } from './fixtures.ts';

const own = { 'hotline/inputs.js': inputsFile, 'hotline/base.js': exporting(kpiLiteral('base')) };

/** Loads with one add-on folder, whose files are these. */
async function loadWithFolder(files: Record<string, string>) {
  const addOn = await folderWith(files);
  return loadRegistry({ folder: asUrl(await folderWith(own)), plugins: [addOn] });
}

/** Loads with packages installed beside the working directory. */
async function loadWithPackages(packages: Record<string, { files: Record<string, string>; json?: object }>) {
  const from = dirname(await folderWith({}));
  for (const [name, { files, json }] of Object.entries(packages)) {
    const folder = join(from, 'node_modules', name);
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'package.json'),
      JSON.stringify({ name, type: 'module', main: 'index.js', ...json }),
    );
    for (const [file, text] of Object.entries(files)) await writeFile(join(folder, file), text);
  }
  return loadRegistry({ folder: asUrl(await folderWith(own)), plugins: Object.keys(packages), from });
}

const typescript = (code: string): string => `
  import { defineKpi } from '#kpi';
  const share: string = '100 * tips / callsOffered';
  export default defineKpi({ ...${JSON.stringify(kpiLiteral(code, { examples: [noData] }))}, formula: share });`;
const noData = { inputs: {}, value: null, status: 'NO_DATA' } as const;

describe('KPI_PLUGINS', () => {
  test('a folder of TypeScript and JavaScript files adds its KPIs and inputs', async () => {
    const registry = await loadWithFolder({
      'inputs.mjs': `import { defineInputs } from '#kpi';
        export default defineInputs(${JSON.stringify([inputLiteral('tips')])});`,
      'deep/tip-share.ts': typescript('tip-share'),
      'notes.md': 'not a plugin',
    });
    expect(registry.byCode.get('tip-share')).toMatchObject({
      origin: 'PACKAGE',
      inputs: ['tips', 'callsOffered'],
    });
    expect(registry.byCode.get('tip-share')!.source).toMatch(/deep\/tip-share\.ts$/);
    expect(registry.inputs.get('tips')!.origin).toBe('PACKAGE');
  });

  test('a package adds what it exports: one KPI, an array of both, or kpis and inputs by name', async () => {
    const literal = (code: string) => JSON.stringify(kpiLiteral(code));
    const registry = await loadWithPackages({
      'one-kpi': { files: { 'index.js': `export default ${literal('alone')};` } },
      '@acme/mixed': {
        files: {
          'index.js': `export default [${literal('first')}, ${JSON.stringify([inputLiteral('tips')])}];`,
        },
      },
      named: {
        files: {
          'index.js': `export const kpis = [${literal('second')}, ${literal('third')}]; export const inputs = [];`,
        },
      },
      'common-js': {
        files: { 'index.js': `module.exports = { kpis: [${literal('fourth')}] };` },
        json: { type: 'commonjs' },
      },
    });
    expect([...registry.byCode.keys()].sort()).toEqual([
      'alone',
      'base',
      'first',
      'fourth',
      'second',
      'third',
    ]);
    expect(registry.inputs.has('tips')).toBe(true);
    expect(registry.byCode.get('third')!.source).toBe('named#third');
  });

  test('one code from two origins is refused with both named', async () => {
    const error = await loadWithPackages({
      rival: { files: { 'index.js': exporting(kpiLiteral('base')) } },
    }).catch(String);
    expect(error).toContain('rival');
    expect(error).toContain('plugins/hotline/base.js');
  });

  test('what does not compile, throws or does not exist is named with its place', async () => {
    const folder = await folderWith({
      'syntax.ts': 'export default {\n  code: ,\n};',
      'throws.js': 'throw new Error("no paper");',
    });
    const empty = await folderWith({});
    const options = { folder: asUrl(await folderWith(own)), plugins: [folder, empty, 'no-such-package'] };
    const error: unknown = await loadRegistry(options).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RegistryError);
    const { message } = error as RegistryError;
    expect(message).toMatch(/syntax\.ts\n {2}does not load: line 2, column 9: Unexpected ","/);
    expect(message).toMatch(/throws\.js\n {2}does not load: no paper/);
    expect(message).toMatch(/plugins\n {2}holds no plugin files/);
    expect(message).toMatch(/no-such-package\n {2}does not load: Could not resolve "no-such-package"/);
  });

  test('an add-on may read the inputs and KPIs that come with the product', async () => {
    const registry = await loadWithFolder({
      'top.js': exporting(kpiLiteral('top', { formula: 'base / 2', examples: [noData] })),
    });
    expect(registry.byCode.get('top')!.derivedFrom).toEqual(['base']);
  });
});

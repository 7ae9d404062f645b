import { describe, expect, test } from 'vitest';
import { loadRegistry, type Registered } from '../../src/registry/registry.ts';
import { RegistryError } from '../../src/registry/registryError.ts';
import { asUrl, exporting, folderWith, inputLiteral, inputsFile, kpiLiteral } from './fixtures.ts';

const derived = (code: string, formula: string) =>
  kpiLiteral(code, { formula, examples: [{ inputs: {}, value: null, status: 'NO_DATA' }] });

async function load(files: Record<string, string>, registered?: Registered) {
  const folder = asUrl(await folderWith({ 'hotline/inputs.js': inputsFile, ...files }));
  return loadRegistry({ folder, registered });
}

async function refusal(files: Record<string, string>): Promise<RegistryError> {
  const error = await load(files).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(RegistryError);
  return error as RegistryError;
}

describe('a registry of good plugins', () => {
  test('holds KPIs by code and inputs by key, with their origin', async () => {
    const registry = await load({ 'hotline/answered.js': exporting(kpiLiteral('answered')) });
    expect(registry.byCode.get('answered')).toMatchObject({
      origin: 'BUILT_IN',
      source: 'plugins/hotline/answered.js',
    });
    expect(registry.inputs.get('callsOffered')).toMatchObject({
      unit: 'calls',
      source: 'plugins/hotline/inputs.js',
    });
    expect(registry.skipped).toEqual([]);
  });

  test('lists each KPI after those that it is derived from', async () => {
    const registry = await load({
      'hotline/a-top.js': exporting(derived('a-top', 'bMiddle + zBase')),
      'hotline/b-middle.js': exporting(derived('b-middle', '2 * zBase')),
      'hotline/z-base.js': exporting(kpiLiteral('z-base')),
    });
    expect(registry.kpis.map((kpi) => kpi.definition.code)).toEqual(['z-base', 'b-middle', 'a-top']);
  });

  test('knows who reads an input, also through other KPIs', async () => {
    const registry = await load({
      'hotline/base.js': exporting(kpiLiteral('base')),
      'hotline/top.js': exporting(derived('top', '2 * base')),
    });
    const readers = (key: string) => registry.readersOf(key).map((kpi) => kpi.definition.code);
    expect(readers('callsOffered')).toEqual(['base', 'top']);
    expect(readers('unheardOf')).toEqual([]);
  });

  test('cannot be changed', async () => {
    const registry = await load({ 'hotline/base.js': exporting(kpiLiteral('base')) });
    expect(() => Object.assign(registry, { kpis: [] })).toThrow(TypeError);
    expect(() => (registry.kpis as unknown[]).pop()).toThrow(TypeError);
    expect(() => (registry.readersOf('callsOffered') as unknown[]).pop()).toThrow(TypeError);
    expect(() => Object.assign(registry.inputs.get('callsOffered')!, { unit: 'x' })).toThrow(TypeError);
  });

  test('is the same in whatever order the disk lists the files', async () => {
    const files = { 'hotline/b.js': exporting(kpiLiteral('b')), 'hotline/a.js': exporting(kpiLiteral('a')) };
    const reversed = Object.fromEntries(Object.entries(files).reverse());
    const codes = async (some: Record<string, string>) => [...(await load(some)).byCode.keys()];
    expect(await codes(files)).toEqual(await codes(reversed));
  });
});

describe('bad plugins stop the start', () => {
  test('with every problem of every file at once', async () => {
    const bad = kpiLiteral('bad', { formula: '100 * callsAnswerd / callsOffered', weight: -1 });
    const error = await refusal({
      'hotline/bad.js': exporting(bad),
      'hotline/broken.js': 'throw new Error("out of paper");',
      'hotline/empty.js': 'export const nothing = 1;',
      'network/misplaced.js': exporting(kpiLiteral('other')),
    });
    expect(error.message).toMatch(/plugins\/hotline\/bad\.js\n(.*\n)*? {2}weight: /);
    expect(error.message).toMatch(/plugins\/hotline\/broken\.js\n {2}does not load: out of paper/);
    expect(error.message).toMatch(/plugins\/hotline\/empty\.js\n {2}exports nothing of use/);
    expect(error.message).toMatch(/plugins\/network\/misplaced\.js\n {2}code: must be "misplaced"/);
    expect(error.message).toContain('process: does not belong in the folder "network"');
    expect(error.message).toContain(`${error.problems.length} problems in the KPI plugins`);
  });

  test('with the place in the formula marked and the nearest name', async () => {
    const bad = kpiLiteral('bad', { formula: '100 * callsAnswerd / callsOffered' });
    const { message } = await refusal({ 'hotline/bad.js': exporting(bad) });
    expect(message).toContain('callsAnswered');
    expect(message).toMatch(/100 \* callsAnswerd \/ callsOffered\n +\^{12}/);
  });

  test('with a cycle named whole', async () => {
    const { message } = await refusal({
      'hotline/one.js': exporting(derived('one', 'two + 1')),
      'hotline/two.js': exporting(derived('two', 'three + 1')),
      'hotline/three.js': exporting(derived('three', 'one + 1')),
    });
    expect(message).toMatch(/one → two → three → one|two → three → one → two|three → one → two → three/);
  });

  test('with both places of an input that is defined twice', async () => {
    const { problems } = await refusal({ 'network/inputs.js': exporting([inputLiteral('callsOffered')]) });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toMatch(/plugins\/hotline\/inputs\.js.*plugins\/network\/inputs\.js/);
  });

  test('with the key and the field of a bad input', async () => {
    const { message } = await refusal({
      'network/inputs.js': exporting([{ ...inputLiteral('sites'), unit: '' }]),
    });
    expect(message).toMatch(/plugins\/network\/inputs\.js\n {2}sites\.unit: /);
  });
});

describe('registered rows never stop the start', () => {
  test('a good one is admitted beside the plugins', async () => {
    const row = kpiLiteral('doubled', { formula: '2 * base / tips', examples: [] });
    const registry = await load(
      { 'hotline/base.js': exporting(kpiLiteral('base')) },
      { kpis: [row], inputs: [inputLiteral('tips')] },
    );
    expect(registry.byCode.get('doubled')).toMatchObject({ origin: 'REGISTERED', derivedFrom: ['base'] });
    expect(registry.inputs.get('tips')).toMatchObject({ origin: 'REGISTERED' });
  });

  test('a bad one is left out and reported', async () => {
    const registry = await load(
      {},
      { kpis: [kpiLiteral('bad', { formula: '1 +' })], inputs: [{ key: 'x' }] },
    );
    expect(registry.byCode.has('bad')).toBe(false);
    expect(registry.skipped.every((problem) => problem.source.startsWith('registered#'))).toBe(true);
    expect(registry.skipped.map((problem) => problem.path[0])).toEqual(
      expect.arrayContaining(['formula', 'x']),
    );
  });

  test('one whose name a plugin took gives way', async () => {
    const registry = await load(
      { 'hotline/base.js': exporting(kpiLiteral('base')) },
      { kpis: [kpiLiteral('base'), kpiLiteral('calls-offered')], inputs: [inputLiteral('base')] },
    );
    expect(registry.byCode.get('base')!.origin).toBe('BUILT_IN');
    expect(registry.kpis).toHaveLength(1);
    expect(registry.skipped).toHaveLength(3);
    expect(registry.skipped[0]!.message).toContain('plugins/hotline/base.js');
  });
});

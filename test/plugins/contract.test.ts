/** What every KPI under `plugins/` keeps, so that no KPI needs a test of its own. */
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { sameFigure } from '../../src/kpi/figures.ts';
import type { Kpi } from '../../src/kpi/kpi.ts';
import { scoreOf } from '../../src/kpi/scoring.ts';
import { breachedLimit, statusOf } from '../../src/kpi/threshold.ts';
import { DIMENSIONS, PROCESSES } from '../../src/kpi/vocabulary.ts';
import { BUSINESS_LINES } from '../../src/registry/businessLines.ts';
import { loadRegistry, type Registry } from '../../src/registry/registry.ts';

const FOLDER = new URL('../../plugins/', import.meta.url);

let registry: Registry;
beforeAll(async () => {
  registry = await loadRegistry({ folder: FOLDER });
});

/** The codes of the KPIs that break a rule: a failing test names them all. */
const offenders = (breaks: (kpi: Kpi) => boolean): string[] =>
  registry.kpis.filter(breaks).map((kpi) => kpi.definition.code);
const repeated = (names: string[]): string[] => names.filter((name, i) => names.indexOf(name) !== i);

type Inputs = Kpi['definition']['examples'][number]['inputs'];

/** A KPI's value by its definition: its formula over these inputs, and over other KPIs' values from the same ones. */
function valueOf(kpi: Kpi, inputs: Inputs): number | null {
  const operands = kpi.operands.map(({ kind, name }) =>
    kind === 'input' ? inputs[name] : valueOf(registry.byCode.get(name)!, inputs),
  );
  const value = kpi.evaluate(
    operands.map((operand) => operand ?? NaN),
    30,
  );
  return Number.isNaN(value) ? null : value;
}

const sampleOf = (kpi: Kpi, inputs: Inputs): number | null =>
  inputs[kpi.definition.minimumSample?.input ?? ''] ?? null;

describe('the catalogue', () => {
  test('has 151 KPIs over 257 inputs, in every cell of the matrix', () => {
    expect(registry.kpis).toHaveLength(151);
    expect(registry.inputs.size).toBe(257);
    const counts = PROCESSES.map((process) => [
      process,
      ...DIMENSIONS.map(
        (dimension) =>
          registry.kpis.filter(({ definition: d }) => d.process === process && d.dimension === dimension)
            .length,
      ),
    ]);
    expect(counts).toEqual([
      ['NETWORK', 5, 5, 11],
      ['IT_SUPPORT', 3, 3, 9],
      ['MARKETING_AND_TARIFFS', 4, 6, 4],
      ['BUSINESS_HALLS', 2, 4, 6],
      ['HOTLINE', 8, 3, 9],
      ['DIGITAL_CHANNELS', 3, 3, 6],
      ['VALUE_ADDED_SERVICES', 3, 5, 8],
      ['COMPLAINT_HANDLING', 3, 11, 5],
      ['RETENTION_AND_LOYALTY', 12, 2, 8],
    ]);
  });

  test('names every KPI and every input differently in both languages', () => {
    const kpis = registry.kpis.map((kpi) => kpi.definition.name);
    const inputs = [...registry.inputs.values()].map((input) => input.name);
    for (const names of [kpis, inputs])
      expect(
        repeated([...names.map((name) => name.en.toLowerCase()), ...names.map((name) => name.zh)]),
      ).toEqual([]);
  });

  test('reads every input it defines', () => {
    expect([...registry.inputs.keys()].filter((key) => registry.readersOf(key).length === 0)).toEqual([]);
  });

  test('describes every input', () => {
    expect(
      [...registry.inputs.values()].filter((input) => !input.description).map((input) => input.key),
    ).toEqual([]);
  });

  test('names only the business lines that come with the product', () => {
    const lines = new Set(BUSINESS_LINES.map((line) => line.code));
    expect(offenders(({ definition }) => definition.businessLines.some((line) => !lines.has(line)))).toEqual(
      [],
    );
  });
});

describe('every plugin', () => {
  test('lies in a file called like its code, in the folder of its process', () => {
    const place = ({ code, process }: Kpi['definition']): string =>
      `plugins/${process.toLowerCase().replaceAll('_', '-')}/${code}.ts`;
    expect(offenders((kpi) => kpi.source !== place(kpi.definition))).toEqual([]);
  });

  test('imports nothing but #kpi', async () => {
    const files = new Set([...registry.kpis, ...registry.inputs.values()].map((known) => known.source));
    for (const file of files) {
      const text = await readFile(new URL(`../${file}`, FOLDER), 'utf8');
      expect(text.match(/\bimport\b.*|\brequire\b.*/g), file).toEqual([
        expect.stringMatching(/ from '#kpi';$/),
      ]);
    }
  });

  test('has examples that hold, value and status', () => {
    for (const kpi of registry.kpis)
      for (const { inputs, value, status } of kpi.definition.examples) {
        const actual = valueOf(kpi, inputs);
        expect(sameFigure(actual, value), `${kpi.definition.code}: ${actual} is not ${value}`).toBe(true);
        expect(statusOf(kpi, actual, sampleOf(kpi, inputs)), kpi.definition.code).toBe(status);
      }
  });

  test('shows a good value, a bad one, and what happens without data', () => {
    const shows = (kpi: Kpi, ...statuses: string[]): boolean =>
      kpi.definition.examples.some((example) => statuses.includes(example.status));
    expect(offenders((kpi) => !shows(kpi, 'OK'))).toEqual([]);
    expect(offenders((kpi) => !shows(kpi, 'WARNING', 'CRITICAL'))).toEqual([]);
    expect(offenders((kpi) => !shows(kpi, 'NO_DATA'))).toEqual([]);
  });

  test('gives in its examples exactly the inputs it reads', () => {
    const differs = (kpi: Kpi): boolean =>
      kpi.definition.examples.some(
        ({ inputs }) => Object.keys(inputs).sort().join() !== [...kpi.allInputs].sort().join(),
      );
    expect(offenders(differs)).toEqual([]);
  });

  test('counts a value exactly at a limit as not beyond it', () => {
    for (const kpi of registry.kpis)
      for (const limit of kpi.limits) {
        const expected = limit.severity === 'WARNING' ? 'OK' : 'WARNING';
        expect(statusOf(kpi, limit.value, Infinity), `${kpi.definition.code} at ${limit.value}`).toBe(
          expected,
        );
      }
  });

  test('has a warning and a critical limit on each side that it watches', () => {
    const lopsided = ({ limits }: Kpi): boolean =>
      ['BELOW', 'ABOVE'].some((side) => limits.filter((limit) => limit.side === side).length === 1);
    expect(offenders(lopsided)).toEqual([]);
  });

  test('scores values worse beyond a limit than at it', () => {
    for (const kpi of registry.kpis)
      for (const limit of kpi.limits) {
        const beyond =
          limit.value + (limit.side === 'BELOW' ? -1e-3 : 1e-3) * Math.max(1, Math.abs(limit.value));
        const score = (value: number): number => scoreOf(kpi.definition.scoring, value);
        expect(breachedLimit(kpi.limits, beyond), kpi.definition.code).toEqual(limit);
        expect(score(beyond), `${kpi.definition.code} beyond ${limit.value}`).toBeLessThan(
          score(limit.value),
        );
      }
  });

  test('gives percentages from 0 to 100 in its examples, unless its description speaks of more', () => {
    const leaves = ({ definition: { unit, description, examples } }: Kpi): boolean =>
      unit === 'percent' &&
      !examples.every(
        ({ value }) => value === null || (value >= 0 && (value <= 100 || description.includes('above 100'))),
      );
    expect(offenders(leaves)).toEqual([]);
  });

  test('says where it comes from, in names that SOURCES.md explains', async () => {
    const known = new Set(
      (await readFile(new URL('SOURCES.md', FOLDER), 'utf8')).match(/(?<=\*\*)[^*]+(?=\*\*)/g),
    );
    const isEmpty = ({ definition: { sources } }: Kpi): boolean =>
      sources.length === 0 || sources.some((source) => source.says.trim() === '');
    expect(offenders(isEmpty)).toEqual([]);
    expect(offenders((kpi) => kpi.definition.sources.some((source) => !known.has(source.reference)))).toEqual(
      [],
    );
  });
});

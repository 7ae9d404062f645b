/** Plugin folders and literals that exist only during a test. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach } from 'vitest';
import type { KpiLiteral } from '../../src/kpi/definition.ts';
import type { InputDefinition } from '../../src/kpi/input.ts';

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

/** A new folder `plugins` in a new place, with these files; answers its path. */
export async function folderWith(files: Record<string, string>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'kpi-matrix-'));
  folders.push(root);
  const folder = join(root, 'plugins');
  await mkdir(folder);
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

/** The same folder as the product's own would be named. */
export const asUrl = (folder: string): URL => pathToFileURL(`${folder}/`);

/** A plugin file in plain JavaScript. */
export const exporting = (literal: unknown): string => `export default ${JSON.stringify(literal)};\n`;

/** A valid KPI of the hotline with a formula over `callsOffered` and `callsAnswered`. */
export function kpiLiteral(code: string, changes: Partial<KpiLiteral> = {}): KpiLiteral {
  return {
    code,
    name: { en: `KPI ${code}`, zh: `指标 ${code}` },
    description: 'For a test.',
    dimension: 'OPERATIONS',
    process: 'HOTLINE',
    lifecycleStage: 'USAGE',
    cadence: 'DAY',
    unit: 'percent',
    formula: '100 * callsAnswered / callsOffered',
    threshold: { atLeast: { warning: 85, critical: 80 } },
    scoring: { zero: 60, full: 96 },
    weight: 1,
    sources: [{ reference: 'judgement', says: 'limits 85 and 80' }],
    examples: [
      { inputs: { callsAnswered: 90, callsOffered: 100 }, value: 90, status: 'OK' },
      { inputs: { callsAnswered: 0, callsOffered: 0 }, value: null, status: 'NO_DATA' },
    ],
    ...changes,
  };
}

/** The input `key`, counted in calls. */
export const inputLiteral = (key: string): InputDefinition => ({
  key,
  name: { en: `Input ${key}`, zh: `数据 ${key}` },
  unit: 'calls',
  timeAggregation: 'SUM',
  spaceAggregation: 'SUM',
});

/** The file with the two inputs that `kpiLiteral` reads. */
export const inputsFile = exporting([inputLiteral('callsAnswered'), inputLiteral('callsOffered')]);

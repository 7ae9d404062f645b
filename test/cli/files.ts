import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A directory of its own for one test. */
export async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kpi-matrix-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A file in a directory of its own; returns its path. */
export async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(await directory(), name);
  await writeFile(path, content);
  return path;
}

const HEADER = 'input,operator,businessLine,orgUnit,date,value';

/** A CSV file of rows, below the header that observations have. */
export const csv = (...rows: string[]): string => [HEADER, ...rows, ''].join('\n');

/** So many good rows. */
export function manyRows(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, at) =>
      `callsOfferedToAgents,china-mobile,mobile,unit-${at % 100},2013-06-${String((at % 30) + 1).padStart(2, '0')},${at}`,
  );
  return [HEADER, ...rows, ''].join('\n');
}

import { onTestFinished } from 'vitest';
import { createAuthoring } from '../../src/registry/authoring.ts';
import { type Ended, kpiMatrix, type Setting } from './commandLine.ts';
import { directory } from './files.ts';

/** A command line for authors in a directory of its own; files are written and read there. */
export async function authorsDirectory(): Promise<{
  path: string;
  run(args: readonly string[], setting?: Setting): Promise<Ended>;
}> {
  const path = await directory();
  const before = process.cwd();
  process.chdir(path);
  onTestFinished(() => process.chdir(before));
  return {
    path,
    run: (args, setting = {}) =>
      kpiMatrix(args, {
        authoring: () => Promise.resolve(createAuthoring(path, setting.env ?? {})),
        ...setting,
      }),
  };
}

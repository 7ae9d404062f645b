/** The KPIs and inputs that come with the product: one file each under `plugins/`, in the folder of its process. */
import { basename, dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../kpi/admit.ts';
import { fieldOf } from './fieldOf.ts';
import { type Found, together } from './found.ts';
import { pluginFiles } from './pluginFiles.ts';
import { readModule } from './readModule.ts';

type LoadModule = (file: URL) => Promise<Record<string, unknown>>;

const importFile: LoadModule = (file) => import(file.href) as Promise<Record<string, unknown>>;

/**
 * Reads the product's own plugin folder, all files at once. `folder` is `plugins/` (TypeScript) or its compiled
 * twin. Rejects where the folder cannot be read; whatever is wrong inside it is in `problems`.
 */
export async function readBuiltIn(folder: URL, load: LoadModule = importFile): Promise<Found> {
  const root = new URL(folder.href.replace(/\/*$/, '/'));
  const files = await pluginFiles(fileURLToPath(root));
  return together(await Promise.all(files.map((file) => readFile(root, file, load))));
}

async function readFile(root: URL, file: string, load: LoadModule): Promise<Found> {
  const source = `${basename(root.pathname)}/${file}`;
  const found = await readModule(source, 'BUILT_IN', () => load(new URL(file, root)));
  return {
    ...found,
    problems: [...found.problems, ...found.kpis.flatMap((kpi) => misplaced(kpi.value, file, source))],
  };
}

/** The file name is the code and the folder the process, so that a KPI is found without a search. */
function misplaced(kpi: unknown, file: string, source: string): Problem[] {
  const name = basename(file, extname(file));
  const folder = dirname(file);
  const problem = (field: string, message: string): Problem => ({ source, path: [field], message });
  return [
    ...(fieldOf(kpi, 'code') === name ? [] : [problem('code', `must be "${name}", as the file is called`)]),
    ...(folderOf(fieldOf(kpi, 'process')) === folder
      ? []
      : [problem('process', `does not belong in the folder "${folder}"`)]),
  ];
}

const folderOf = (process: unknown): string => String(process).toLowerCase().replaceAll('_', '-');

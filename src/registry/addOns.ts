/** The KPIs and inputs that an operator adds without touching the product, as `KPI_PLUGINS` names them. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { importBundled } from './bundle.ts';
import { type Found, together, unreadable } from './found.ts';
import { pluginFiles } from './pluginFiles.ts';
import { readModule } from './readModule.ts';

/**
 * Reads folders, single files and packages. A name that exists as a path below `from` is one, any other is a package
 * as seen from there. Never rejects: what cannot be found or read is in `problems`.
 */
export async function readAddOns(names: readonly string[], from: string): Promise<Found> {
  return together(await Promise.all([...new Set(names)].map((name) => readAddOn(name, from))));
}

async function readAddOn(name: string, from: string): Promise<Found> {
  const path = resolve(from, name);
  const kind = await stat(path).catch(() => null);
  if (kind?.isDirectory()) return readFolder(name, path);
  const entry = kind === null ? name : path;
  return readModule(name, 'PACKAGE', () => importBundled(entry, from));
}

async function readFolder(name: string, path: string): Promise<Found> {
  const files = await pluginFiles(path);
  if (files.length === 0) return unreadable(name, 'holds no plugin files (.ts, .js, .mjs)');
  const source = name.replace(/\/+$/, '');
  const read = (file: string) =>
    readModule(`${source}/${file}`, 'PACKAGE', () => importBundled(resolve(path, file), path));
  return together(await Promise.all(files.map(read)));
}

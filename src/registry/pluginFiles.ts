import { readdir } from 'node:fs/promises';

const isPlugin = (name: string): boolean => /\.(ts|js|mjs)$/.test(name) && !/\.(d|test)\.ts$/.test(name);
const isHidden = (path: string): boolean =>
  path.split('/').some((part) => part.startsWith('.') || part === 'node_modules');
const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The plugin files (.ts, .js, .mjs) in a folder and below it, as paths relative to it with forward slashes,
 * in one order on every machine. Rejects with the system's error where the folder cannot be read.
 */
export async function pluginFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => isPlugin(name) && !isHidden(name))
    .sort(byCodePoint);
}

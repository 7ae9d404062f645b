/** Where the product's own plugins are. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The plugins beside this code: TypeScript in the sources, compiled in the bundle. */
export function pluginFolder(): URL {
  const here = dirname(fileURLToPath(import.meta.url));
  const folder = [join(here, '../plugins'), join(here, '../../plugins')].find((it) => existsSync(it));
  return pathToFileURL(`${folder ?? join(here, '../plugins')}/`);
}

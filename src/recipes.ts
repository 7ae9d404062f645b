/** The page of recipes, as the build left it beside this code. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PageFiles } from './http/page.ts';

/** Its files; null where there was no build, as in the sources. */
export function recipeFiles(): PageFiles {
  const folder = fileURLToPath(new URL('../web/recipes/', import.meta.url));
  if (!existsSync(`${folder}index.html`)) return null;
  const read = (name: string) => readFileSync(`${folder}${name}`, 'utf8');
  return { html: read('index.html'), css: read('style.css') };
}

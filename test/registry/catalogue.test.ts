import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { catalogueMarkdown } from '../../src/registry/catalogue.ts';
import { loadRegistry } from '../../src/registry/registry.ts';

const FOLDER = new URL('../../plugins/', import.meta.url);

test('plugins/CATALOGUE.md says what the plugins say; after a change, `npm run kpi docs` writes it anew', async () => {
  const page = await readFile(new URL('CATALOGUE.md', FOLDER), 'utf8');
  expect(page === catalogueMarkdown(await loadRegistry({ folder: FOLDER }))).toBe(true);
});

import { readFile } from 'node:fs/promises';
import { parsed } from '../answer.ts';
import { EXIT, ExitError } from '../exit.ts';

/** What goes with a request at most, in bytes: servers and what stands before them take headers of so much. */
const LARGEST = 12_000;

/** An import map from a file, as JSON; what it says is checked by the server. Throws an ExitError for a file that has none. */
export async function readImportMap(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ExitError(EXIT.USAGE, `cannot read the import map ${path}`, { cause });
  });
  const value = parsed(text.replace(/^\uFEFF/, ''));
  if (typeof value !== 'object' || value === null)
    throw new ExitError(
      EXIT.USAGE,
      `${path} is no import map: expected JSON like { "columns": { "Date": "date" }, "constants": { "operator": "…" } }`,
    );
  const map = JSON.stringify(value);
  if (importMapHeader(map)['Import-Map']!.length > LARGEST)
    throw new ExitError(
      EXIT.USAGE,
      `the import map ${path} is too large to go with the file: keep it by a name (mutation defineImportMap), and give --map-name`,
    );
  return map;
}

/** The header that a map goes in. */
export const importMapHeader = (map: string | null): Record<string, string> =>
  map === null ? {} : { 'Import-Map': Buffer.from(map).toString('base64') };

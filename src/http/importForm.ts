/** The form of a file that comes with an import map, or names one that is kept. */
import type { Viewer } from '../access/viewer.ts';
import type { UsedEngine } from '../engine/engine.ts';
import { importMapOf } from '../engine/recording/importMap.ts';
import { importMapNamed, importMapsFor, literalOf } from '../engine/recording/importMaps.ts';
import { type ImportMapRow, importMapRows } from '../store/importMaps.ts';
import type { Reference } from '../store/reference.ts';
import { type Form, mappedForm } from './files/form.ts';
import type { Column } from './intake.ts';
import { Refusal, type WantedMap } from './wanted.ts';

/** The form that a map describes. Throws a Refusal with everything that is wrong with it. */
export async function formOf(
  columns: readonly Column[],
  map: WantedMap,
  engine: UsedEngine,
  viewer: Viewer,
): Promise<Form> {
  const found = await engine.change(async (db, { reference }) => {
    const literal =
      'name' in map ? keptMap(map.name, viewer, reference, await importMapRows(db)) : map.literal;
    return importMapOf(literal, reference);
  });
  if (!Array.isArray(found)) return mappedForm(columns, found);
  const problems = found.map(({ path, message }) => [path.join('.'), message].filter(Boolean).join(': '));
  throw new Refusal(400, 'BAD_REQUEST', `the import map: ${problems.join('; ')}`);
}

function keptMap(
  name: string,
  viewer: Viewer,
  reference: Reference,
  rows: readonly ImportMapRow[],
): ReturnType<typeof literalOf> {
  const found = importMapNamed(importMapsFor(rows, viewer, reference), viewer, name);
  if (!('outcome' in found)) return literalOf(found);
  throw new Refusal(
    400,
    'BAD_REQUEST',
    `${found.message}; the query importMaps lists those that you may use`,
  );
}

/** Import maps as rows. */
import { sql } from 'drizzle-orm';
import { texts } from './arrays.ts';
import { columns, type RowOf } from './columns.ts';
import type { Statements } from './database.ts';
import { instant, json } from './parameters.ts';
import { importMap } from './schema.ts';

const IMPORT_MAP = columns(importMap, [
  'id',
  'name',
  'grants',
  'columns',
  'constants',
  'definedBy',
  'definedAt',
]);
/** An import map as it is kept. */
export type ImportMapRow = RowOf<typeof IMPORT_MAP>;

/** Every import map, by name; there are as many as people have kinds of tables. */
export const importMapRows = (db: Statements) =>
  db.rows<ImportMapRow>(sql`select ${IMPORT_MAP} from ${importMap} order by name collate "C", id`);

/** Keeps a map; in place of that of the same name of those who may record in the same places. */
export async function putImportMap(db: Statements, it: Omit<ImportMapRow, 'id'>): Promise<ImportMapRow> {
  const [row] = await db.rows<ImportMapRow>(sql`
    insert into ${importMap} (name, grants, columns, constants, defined_by, defined_at)
    values (${it.name}, ${texts(it.grants)}, ${json(it.columns)}, ${json(it.constants)}, ${it.definedBy}, ${instant(it.definedAt)})
    on conflict (grants, name) do update set columns = excluded.columns, constants = excluded.constants,
      defined_by = excluded.defined_by, defined_at = excluded.defined_at
    returning ${IMPORT_MAP}`);
  return row!;
}

/** Removes a map. */
export const deleteImportMap = (db: Statements, id: number) =>
  db.rows(sql`delete from ${importMap} where id = ${id}`);

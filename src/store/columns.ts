/** Lists of columns, made of the tables: what is selected and the type of what comes of it cannot differ. */
import { getTableColumns, type SQL, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';

/** A list of columns to select, which makes rows of this type. */
export type Columns<Row> = SQL<Row>;

/** The row that a list of columns makes. */
export type RowOf<List> = List extends Columns<infer Row> ? Row : never;

/** The columns of a table under the names that the code has for them; `of` is what the statement calls the table, where it must say so. */
export function columns<Table extends PgTable, Name extends keyof Table['$inferSelect'] & string>(
  table: Table,
  names: readonly Name[],
  of?: string,
): Columns<Pick<Table['$inferSelect'], Name>> {
  const all = getTableColumns(table);
  const parts = names.map((name) => {
    const column = sql.identifier(all[name]!.name);
    return sql`${of === undefined ? column : sql`${sql.identifier(of)}.${column}`} as ${sql.identifier(name)}`;
  });
  return sql.join(parts, sql`, `) as Columns<Pick<Table['$inferSelect'], Name>>;
}

/** What an export is made of: rows of cells, in columns that say what a cell is. */
import type { Locale } from '../../kpi/vocabulary.ts';

/** A cell: a text, a number as it is stored, a flag, a day as `YYYY-MM-DD`, an instant; null where there is none. */
export type Cell = string | number | boolean | Date | null;

/** What the cells of a column are. */
export type CellKind = 'text' | 'number' | 'flag' | 'day' | 'instant';

/** A column as formats write it. */
export interface Column {
  /** As programs read it: the same in each language. */
  name: string;
  /** As people read it. */
  title: string;
  kind: CellKind;
}

/** A column of a kind of export: its names, and how its cell is made of a row. */
export interface ColumnOf<Row> {
  name: string;
  zh: string;
  kind: CellKind;
  of: (row: Row, locale: Locale) => Cell;
}

/** A column in one line; the Chinese title follows the name. */
export const column = <Row>(
  kind: CellKind,
  name: string,
  zh: string,
  of: ColumnOf<Row>['of'],
): ColumnOf<Row> => ({ name, zh, kind, of });

/** The columns as formats write them, with titles in a language. */
export const titled = (columns: readonly Omit<ColumnOf<never>, 'of'>[], locale: Locale): Column[] =>
  columns.map(({ name, zh, kind }) => ({ name, kind, title: locale === 'ZH' ? zh : name }));

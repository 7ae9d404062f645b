/** The rows of a file that waits on disk, by what kind of file it is. */
import { type Charset, encodingOf } from './charset.ts';
import type { RowReading } from './fileRow.ts';
import type { Form } from './form.ts';
import { JsonRows } from './jsonRow.ts';
import { separatedTable } from './separated.ts';
import { sheetTable } from './sheets/sheetTable.ts';
import { TableRows } from './tableRows.ts';

/** The kinds of files with rows. */
export type Format = 'csv' | 'ndjson' | 'xlsx';

/** How a file is to be read. */
export interface Manner {
  format: Format;
  /** As it is said; null: found out. */
  charset: Charset | null;
  /** The name or number of a sheet; null: the first. */
  sheet: string | null;
  form: Form;
}

const READERS: Readonly<Record<Format, (file: string, manner: Manner) => RowReading>> = {
  csv: (file, { charset, form }) =>
    new TableRows(form, async () => separatedTable(file, await encodingOf(file, charset), form)),
  ndjson: (file, { charset, form }) =>
    new JsonRows(file, async () => (await encodingOf(file, charset)).charset, form.columns),
  xlsx: (file, { sheet, form }) => new TableRows(form, () => sheetTable(file, sheet, form)),
};

/** Reads a file in a manner; nothing of it is read before its rows are asked for. */
export const readingOf = (file: string, manner: Manner): RowReading => READERS[manner.format](file, manner);

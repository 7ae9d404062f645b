/** Tables in workbooks (.xlsx). */
import { createReadStream } from 'node:fs';
import { isOldWorkbook, OLD_WORKBOOK } from '../charset.ts';
import { UnreadableFile } from '../fileRow.ts';
import { type Form, titlesAdvice } from '../form.ts';
import { HEADER_WITHIN, headerAmong } from '../header.ts';
import type { RawRow } from '../cells.ts';
import type { Table } from '../table.ts';
import { Archive } from './archive.ts';
import { sheetRows } from './sheetRows.ts';
import { type Workbook, workbookIn } from './workbook.ts';

/** Finds the header in a sheet of a workbook. Throws UnreadableFile where there is none, or a wrong one. */
export async function sheetTable(file: string, sheet: string | null, form: Form): Promise<Table> {
  await refuseOthers(file);
  const workbook = await withArchive(file, (archive) => workbookIn(archive, sheet));
  const first = await withArchive(file, (archive) => firstRows(archive, workbook));
  const candidate = headerAmong(first, form);
  const elsewhere = workbook.others.length > 0 ? ` ${adviceOn(workbook.others)}` : '';
  if (!candidate)
    throw new UnreadableFile(
      `the sheet is empty; its first row must be ${form.titles.join(', ')}.${elsewhere}`,
    );
  const { header, problems } = candidate;
  if (problems.length > 0)
    throw new UnreadableFile(`row ${header.line}: ${problems.join('; ')}. ${titlesAdvice(form)}${elsewhere}`);
  const { since1904 } = workbook;
  return {
    header,
    separator: null,
    isRagged: true,
    hasCommas: true,
    since1904,
    rows: () => rowsBelow(file, workbook, header.line),
  };
}

/** So many sheets are named. */
const NAMED = 10;

function adviceOn(others: readonly string[]): string {
  const names = others.slice(0, NAMED).map((it) => `"${it}"`);
  const rest = others.length > NAMED ? ' and more' : '';
  return `The workbook has other sheets, which sheet= can name: ${names.join(', ')}${rest}.`;
}

async function refuseOthers(file: string): Promise<void> {
  for await (const piece of createReadStream(file, { end: 7 }) as AsyncIterable<Buffer>) {
    if (isOldWorkbook(piece)) throw new UnreadableFile(OLD_WORKBOOK);
    if (piece.toString('latin1', 0, 2) !== 'PK')
      throw new UnreadableFile(
        'this is no .xlsx workbook; if it is text, send it as text/csv (or name the file .csv)',
      );
    return;
  }
  throw new UnreadableFile('the file is empty');
}

async function withArchive<T>(file: string, work: (archive: Archive) => Promise<T>): Promise<T> {
  const archive = await Archive.open(file);
  try {
    return await work(archive);
  } finally {
    archive.close();
  }
}

async function firstRows(archive: Archive, workbook: Workbook): Promise<RawRow[]> {
  const first: RawRow[] = [];
  for await (const rows of sheetRows(archive, workbook)) {
    first.push(...rows.slice(0, HEADER_WITHIN - first.length));
    if (first.length >= HEADER_WITHIN) break;
  }
  return first;
}

async function* rowsBelow(file: string, workbook: Workbook, headerLine: number): AsyncGenerator<RawRow[]> {
  const archive = await Archive.open(file);
  try {
    for await (const rows of sheetRows(archive, workbook))
      yield rows[0] && rows[0].line > headerLine ? rows : rows.filter(({ line }) => line > headerLine);
  } finally {
    archive.close();
  }
}

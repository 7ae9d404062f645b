/** A sheet of a workbook, as XML: ECMA-376, part 1, 18.3. */
import { daysBetween } from '../../kpi/period.ts';
import type { Cell, CellKind, Column } from './column.ts';
import { STYLE } from './xlsxParts.ts';

/** Up to the rows: the first one stays in sight. */
export const SHEET_BEGIN =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetViews><sheetView workbookViewId="0">' +
  '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
  '<sheetFormatPr defaultRowHeight="15"/><cols><col min="1" max="40" width="16" customWidth="1"/></cols><sheetData>';

/** After the rows. */
export const SHEET_END = '</sheetData></worksheet>';

/** The row of titles. */
export const headerXml = (columns: readonly Column[]): string =>
  `<row r="1">${columns.map(({ title }) => textXml(title, STYLE.title)).join('')}</row>`;

/** A row; `number` is its own in the sheet, from 1. */
export const rowXml = (cells: readonly Cell[], kinds: readonly CellKind[], number: number): string =>
  `<row r="${number}">${cells.map((it, at) => cellXml(it, kinds[at]!)).join('')}</row>`;

function cellXml(cell: Cell, kind: CellKind): string {
  if (cell === null) return '<c/>';
  if (cell instanceof Date) return dated(serialOf(cell), STYLE.instant) ?? textXml(cell.toISOString());
  if (typeof cell === 'number') return `<c><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c t="b"><v>${Number(cell)}</v></c>`;
  return (kind === 'day' ? dated(daysSinceEpoch(cell), STYLE.day) : null) ?? textXml(cell);
}

const textXml = (text: string, style = 0): string =>
  `<c t="inlineStr"${style ? ` s="${style}"` : ''}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;

/** The number that stands for a day; Excel has days from 1 March 1900 on that everybody counts alike: null for one before. */
const dated = (serial: number, style: number): string | null =>
  serial < FIRST_SERIAL ? null : `<c s="${style}"><v>${serial}</v></c>`;

const FIRST_SERIAL = 61;
const EPOCH = '1899-12-30';
const DAY_MS = 86_400_000;

const daysSinceEpoch = (day: string): number => daysBetween(EPOCH, day);

const serialOf = (at: Date): number => (at.getTime() - Date.parse(EPOCH)) / DAY_MS;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;' },
  // Programs read _x0041_ as an A, and a bare carriage return as a line feed.
  ...{ _: '_x005F_', '\r': '_x000D_' },
};

/** What XML cannot have is replaced by the character that says so. */
function escaped(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replace(/[&<>\r]|_(?=x[0-9A-Fa-f]{4}_)/g, (it) => ESCAPES[it]!);
}

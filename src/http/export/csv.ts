/** CSV as RFC 4180 has it: numbers as they are, days and instants as ISO 8601 has them, empty fields for what is not there. */
import type { Cell } from './column.ts';
import type { Format } from './format.ts';

export const csv: Format = {
  type: 'text/csv; charset=utf-8',
  hasMark: true,
  async *write({ columns, pages, hasMark }) {
    yield `${hasMark ? '\uFEFF' : ''}${lineOf(columns.map(({ title }) => title))}`;
    for await (const page of pages) yield page.map(lineOf).join('');
  },
};

const lineOf = (cells: readonly Cell[]): string => `${cells.map(fieldOf).join(',')}\r\n`;

function fieldOf(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return textOf(cell);
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

/** What a spreadsheet would take for a formula, also by signs of full width, is kept a text by a quote before it. */
function textOf(value: string): string {
  const text = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Rows of cells as they stand in a file, whatever kind of file that is. */

/** What stands in one cell: a text, or what only sheets have. */
export type Cell = string | SheetCell;

/** A cell of a sheet that is no text. */
export type SheetCell =
  /** What its format shows it as: a share (12.5 %), a day or time, or a number. */
  | { kind: 'number'; value: number; shows: 'share' | 'day' | null }
  /** An error such as #N/A, or a formula whose value is not kept; the message says which. */
  | { kind: 'error'; message: string };

/** A row of cells; `line` is the line, or the row of the sheet, from 1. */
export interface RawRow {
  line: number;
  cells: readonly Cell[];
}

/** Whether nothing stands in a cell. */
export const isBlank = (cell: Cell | undefined): boolean =>
  cell === undefined || (typeof cell === 'string' && cell.trim() === '');

/** A cell as a text. */
export function textOf(cell: Cell | undefined): string {
  if (cell === undefined) return '';
  if (typeof cell === 'string') return cell.trim();
  return cell.kind === 'number' ? String(cell.value) : cell.message;
}

/** The letter of a column, from 0: A, B, … Z, AA. */
export function letterOf(at: number): string {
  const last = String.fromCharCode(65 + (at % 26));
  return at < 26 ? last : letterOf(Math.floor(at / 26) - 1) + last;
}

/** The rows of a sheet, as they are read: formulas as the values they had when the workbook was saved. */
import { PLAIN } from '../numbers.ts';
import { LONGEST_ROW, tooLong, UnreadableFile } from '../fileRow.ts';
import { shown } from '../../../kpi/fields.ts';
import type { Cell, RawRow } from '../cells.ts';
import type { Archive } from './archive.ts';
import { TextGatherer } from './sharedTexts.ts';
import type { Shown, Workbook } from './workbook.ts';
import { readXml } from './xml.ts';

/** As many rows as any program's sheets have. */
const MOST_ROWS = 2 ** 24;
/** As wide as a table may be. */
const MOST_COLUMNS = 2000;

/** The rows that have anything in them, as many at once as a piece of the sheet has. */
export async function* sheetRows(archive: Archive, workbook: Workbook): AsyncGenerator<RawRow[]> {
  const sheet = new SheetReader(workbook);
  for await (const _ of readXml(archive.read(workbook.part), workbook.part, sheet)) yield sheet.take();
}

class SheetReader {
  readonly #workbook: Workbook;
  readonly #gather = new TextGatherer();
  #rows: RawRow[] = [];
  #line = 0;
  #cells: Cell[] = [];
  #at = -1;
  #type = 'n';
  #shows: Shown = null;
  #isFormula = false;
  #isValue = false;
  #value = '';

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  /** The rows that were read since. */
  take(): RawRow[] {
    if (this.#value.length + this.#gather.length > LONGEST_ROW) throw tooLong();
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open = (name: string, attributes: Readonly<Record<string, string>>): void => {
    if (name === 'c') this.#beginCell(attributes);
    else if (name === 'v') this.#isValue = true;
    else if (name === 'row') this.#beginRow(attributes);
    else if (name === 'f') this.#isFormula = true;
    else this.#gather.open(name);
  };

  text = (text: string): void => {
    if (this.#isValue) this.#value += text;
    else this.#gather.text(text);
  };

  close = (name: string): void => {
    if (name === 'v') this.#isValue = false;
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.#endRow();
    else this.#gather.close(name);
  };

  #beginRow({ r }: Readonly<Record<string, string>>): void {
    const line = r === undefined ? this.#line + 1 : Number(r);
    if (!Number.isInteger(line) || line <= this.#line || line > MOST_ROWS)
      throw damaged(this.#line, `the row after it has the number ${shown(r)}`);
    this.#line = line;
    this.#cells = [];
    this.#at = -1;
  }

  #beginCell({ r, t = 'n', s }: Readonly<Record<string, string>>): void {
    this.#at = r === undefined ? this.#at + 1 : columnOf(r);
    if (!(this.#at < MOST_COLUMNS))
      throw new UnreadableFile(`row ${this.#line}: the sheet has more than ${MOST_COLUMNS} columns`);
    this.#type = t;
    this.#shows = (s === undefined ? null : this.#workbook.shows[Number(s)]) ?? null;
    this.#isFormula = false;
    this.#value = '';
    this.#gather.take();
  }

  #endCell(): void {
    const cell = this.#cell();
    if (cell === '') return;
    while (this.#cells.length < this.#at) this.#cells.push('');
    this.#cells[this.#at] = cell;
  }

  #endRow(): void {
    if (this.#cells.length > 0) this.#rows.push({ line: this.#line, cells: this.#cells });
  }

  #cell(): Cell {
    const value = this.#value;
    if (this.#type === 'inlineStr') return this.#gather.take();
    if (value === '')
      return this.#isFormula && this.#type !== 'str'
        ? { kind: 'error', message: 'its formula was never computed: open the workbook and save it again' }
        : '';
    switch (this.#type) {
      case 's':
        return (
          this.#workbook.texts[Number(value)] ??
          raise(damaged(this.#line, 'a cell names a text that is not there'))
        );
      case 'str':
      case 'd':
        return value;
      case 'b':
        return value === '1' ? 'TRUE' : 'FALSE';
      case 'e':
        return { kind: 'error', message: `the cell has the error ${value}: mend its formula` };
      default:
        return PLAIN.test(value)
          ? { kind: 'number', value: Number(value), shows: this.#shows }
          : { kind: 'error', message: `the cell has ${shown(value)} for a number: write it anew` };
    }
  }
}

const damaged = (line: number, why: string): UnreadableFile =>
  new UnreadableFile(`row ${line}: the workbook is damaged: ${why}; save it again, or as CSV`);

const raise = (error: Error): never => {
  throw error;
};

/** Where a cell stands, from 0, by its name such as AB12. */
function columnOf(name: string): number {
  let column = 0;
  for (let at = 0; at < name.length; at++) {
    const letter = name.charCodeAt(at) - 64;
    if (letter < 1 || letter > 26) break;
    column = column * 26 + letter;
  }
  return column - 1;
}

/**
 * The rows of a table as rows of the intake. Nearly every cell is written as programs do and is taken at once; what can be read in
 * two ways waits until the whole table was looked at for what its column shows.
 */
import { dayOfSerial, isYearLast, readDate } from './dates.ts';
import { CHUNK, type Field, type FileRow, type Place, type RowReading } from './fileRow.ts';
import type { Form } from './form.ts';
import { type Habits, habitsAt, habitsOf } from './habits.ts';
import type { Header, Placed } from './header.ts';
import { DOTTED, PLAIN, readNumber } from './numbers.ts';
import { type Cell, isBlank, letterOf, type RawRow } from './cells.ts';
import type { Table } from './table.ts';

const PLAIN_DAY = /^\d{4}-\d\d-\d\d$/;

/** Thrown where a cell can be read in two ways and nobody has looked at its column yet. */
const UNDECIDED = Symbol('undecided');

/** The rows of a table; `open` finds its header. */
export class TableRows implements RowReading {
  readonly #form: Form;
  readonly #open: () => Promise<Table>;
  #table: Table | null = null;
  #habits: Habits | null = null;

  constructor(form: Form, open: () => Promise<Table>) {
    this.#form = form;
    this.#open = open;
  }

  async *rows(): AsyncGenerator<FileRow[]> {
    const table = (this.#table ??= await this.#open());
    let rows: FileRow[] = [];
    for await (const raws of table.rows()) {
      for (const raw of raws) {
        if (!this.#read(table, raw, rows)) {
          this.#habits = await habitsOf(table);
          this.#read(table, raw, rows);
        }
        if (rows.length < CHUNK) continue;
        yield rows;
        rows = [];
      }
    }
    if (rows.length > 0) yield rows;
  }

  placeOf(row: number, column: string | null): Place {
    const { fields, inputs, titles } = this.#header;
    const [line, value] = this.#stands(row);
    const isValue = inputs.length > 0 && (column === 'value' || column === 'input');
    const at = isValue ? inputs[value]!.at : (fields.find((it) => it.column.name === column)?.at ?? -1);
    const cell = at < 0 ? {} : { cell: { column: letterOf(at), title: titles[at]! } };
    return { line, column, ...cell };
  }

  header(): { line: number; separator: string } | null {
    const { separator = null, header } = this.#table ?? {};
    return separator === null ? null : { line: header!.line, separator };
  }

  nameOf(row: number): string {
    const [line, value] = this.#stands(row);
    const input = this.#header.inputs[value];
    return input ? `row ${line} (column ${letterOf(input.at)})` : `row ${line}`;
  }

  get #header(): Header {
    return this.#table!.header;
  }

  /** The line of a row, and which of its values it is. */
  #stands(row: number): [line: number, value: number] {
    const each = this.#header.inputs.length;
    return each === 0 ? [row, 0] : [Math.floor(row / each), row % each];
  }

  /** Reads a row to the others; false where something of it cannot be decided yet. */
  #read(table: Table, raw: RawRow, rows: FileRow[]): boolean {
    const { inputs, width } = table.header;
    const { line, cells } = raw;
    if (isBlank(cells[0]) && cells.every(isBlank)) return true;
    const wrong = widthProblem(cells, width, table.isRagged);
    if (wrong) {
      const row = line * Math.max(inputs.length, 1);
      rows.push({ row, fields: null, problems: [{ column: null, message: wrong }] });
      return true;
    }
    try {
      if (inputs.length === 0) rows.push(this.#long(table, raw));
      else rows.push(...this.#wide(table, raw));
      return true;
    } catch (error) {
      if (error === UNDECIDED) return false;
      throw error;
    }
  }

  #long(table: Table, { line, cells }: RawRow): FileRow {
    const fields: Record<string, Field> = {};
    let problems = NONE;
    for (const placed of table.header.fields) {
      const { name } = placed.column;
      const field = this.#field(table, placed, cells);
      if (isProblem(field)) problems = [...problems, { column: name, message: field.problem }];
      else fields[name] = field;
    }
    return { row: line, fields, problems };
  }

  /** A row for each value that is there; what is wrong with what they share is told once. */
  #wide(table: Table, raw: RawRow): FileRow[] {
    const { inputs, fields } = table.header;
    const shared = fields.filter((it) => it.at >= 0 || this.#form.constants[it.column.name] !== undefined);
    const base = this.#long({ ...table, header: { ...table.header, fields: shared } }, raw);
    const value = this.#form.columns.find(({ kind }) => kind === 'number')!;
    return inputs.flatMap(({ key, at }, which): FileRow[] => {
      if (isBlank(raw.cells[at])) return [];
      const field = this.#field(table, { column: value, at }, raw.cells);
      const problems = isProblem(field) ? [{ column: value.name, message: field.problem }] : [];
      return [
        {
          row: raw.line * inputs.length + which,
          fields: {
            businessLine: null,
            orgUnit: null,
            ...base.fields,
            input: key,
            ...(!isProblem(field) && { value: field }),
          },
          problems: [...base.problems, ...problems],
        },
      ];
    });
  }

  #field(table: Table, { column, at }: Placed, cells: readonly Cell[]): Field | { problem: string } {
    if (at < 0) return this.#form.constants[column.name] ?? null;
    const cell = cells[at] ?? '';
    if (typeof cell !== 'string') return this.#ofSheet(cell, column.kind, table);
    const text = cell.trim();
    if (column.kind === 'text') return text === '' && !column.required ? null : text;
    if (column.kind === 'date') {
      if (PLAIN_DAY.test(text)) return text;
      if (!this.#habits && isYearLast(text)) throw UNDECIDED;
      const read = readDate(text, habitsAt(this.#habits, at));
      return 'date' in read ? read.date : read;
    }
    if (PLAIN.test(text) && !(table.hasCommas && DOTTED.test(text))) return Number(text);
    if (!this.#habits && text !== '') throw UNDECIDED;
    return readNumber(text, habitsAt(this.#habits, at));
  }

  #ofSheet(
    cell: Exclude<Cell, string>,
    kind: Placed['column']['kind'],
    { since1904 }: Table,
  ): Field | { problem: string } {
    if (cell.kind === 'error') return { problem: cell.message };
    if (kind !== 'date' && cell.shows === 'day')
      return { problem: `the cell shows ${cell.value} as a day or a time: format it as a number` };
    if (kind === 'text') return String(cell.value);
    if (kind === 'date') {
      const read = dayOfSerial(cell.value, since1904);
      return 'date' in read ? read.date : read;
    }
    if (cell.shows !== 'share') return cell.value;
    const shares = Number((cell.value * 100).toPrecision(15));
    return { text: `${shares}%`, readings: [shares], isPercent: true };
  }
}

const NONE: FileRow['problems'] = [];

const isProblem = (field: Field | { problem: string }): field is { problem: string } =>
  typeof field === 'object' && field !== null && 'problem' in field;

function widthProblem(cells: readonly Cell[], width: number, isRagged: boolean): string | null {
  if (cells.length === width || (isRagged && cells.length < width)) return null;
  if (cells.length > width && cells.slice(width).every(isBlank)) return null;
  const filled = Math.max(width, cells.findLastIndex((it) => !isBlank(it)) + 1);
  return `${cells.length < width ? cells.length : filled} fields, but the header has ${width} columns`;
}

/**
 * The rows of a CSV file below its header. Nearly every row is a line without quotes, and is split at its commas: a general
 * parser would take longer over a row than the database does.
 */
import { CsvRow } from './csvRow.ts';
import { type FileRow, LONGEST_ROW, type RowReader, tooLong, UnreadableFile } from './fileRow.ts';

export const COLUMNS = ['input', 'operator', 'businessLine', 'orgUnit', 'date', 'value'] as const;
type Column = (typeof COLUMNS)[number];
const REQUIRED: readonly Column[] = ['input', 'operator', 'date', 'value'];

/** Where each column stands, and how many there are. */
interface Header {
  at: Readonly<Record<Column, number>>;
  width: number;
}

export class CsvRows implements RowReader {
  #header: Header | null = null;
  /** A row whose quoted field goes on, and its first line. */
  #open: { row: CsvRow; line: number } | null = null;

  take(raw: string, line: number): FileRow | null {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.#open || text.includes('"')) return this.#takeQuoted(text, line);
    return text === '' ? null : this.#rowOf(text.split(','), line);
  }

  end(): void {
    if (this.#open) throw new UnreadableFile(`line ${this.#open.line}: a quoted field is never closed`);
    if (!this.#header)
      throw new UnreadableFile(`the file is empty; its first line must be ${COLUMNS.join(',')}`);
  }

  #takeQuoted(text: string, line: number): FileRow | null {
    const open = this.#open ?? { row: new CsvRow(), line };
    // The mark before the first line must not stand before its quote.
    const complete = open.row.add(line === 1 ? withoutMark(text) : text);
    if (open.row.length > LONGEST_ROW) throw tooLong();
    this.#open = complete ? null : open;
    return complete ? this.#rowOf(open.row.fields, open.line) : null;
  }

  #rowOf(fields: readonly string[], line: number): FileRow | null {
    if (this.#header) return rowOf(fields, this.#header, line);
    this.#header = headerOf(fields, line);
    return null;
  }
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

function headerOf(fields: readonly string[], line: number): Header {
  const names = fields.map((name, at) => (at === 0 ? withoutMark(name) : name).trim());
  const unknown = names.filter((name) => !COLUMNS.includes(name as Column));
  const missing = REQUIRED.filter((name) => !names.includes(name));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const problems = [
    ...unknown.map((name) => `there is no column "${name}"`),
    ...missing.map((name) => `the column "${name}" is missing`),
    ...twice.map((name) => `the column "${name}" stands twice`),
  ];
  if (problems.length > 0) {
    throw new UnreadableFile(`line ${line}: ${problems.join('; ')}. The columns are ${COLUMNS.join(', ')}.`);
  }
  const at = Object.fromEntries(COLUMNS.map((name) => [name, names.indexOf(name)])) as Record<Column, number>;
  return { at, width: names.length };
}

function rowOf(texts: readonly string[], { at, width }: Header, line: number): FileRow {
  if (texts.length !== width) {
    const message = `${texts.length} fields, but the header has ${width} columns`;
    return { line, fields: null, problems: [{ column: null, message }] };
  }
  const field = (position: number) => texts[position]?.trim() ?? '';
  const value = numberIn(field(at.value));
  const fields = {
    input: field(at.input),
    operator: field(at.operator),
    businessLine: field(at.businessLine) || null,
    orgUnit: field(at.orgUnit) || null,
    date: field(at.date),
  };
  if (value !== null) return { line, fields: { ...fields, value }, problems: NONE };
  const message = `"${field(at.value).slice(0, 40)}" is not a number`;
  return { line, fields, problems: [{ column: 'value', message }] };
}

const NONE: FileRow['problems'] = [];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function numberIn(text: string): number | null {
  return NUMBER.test(text) ? Number(text) : null;
}

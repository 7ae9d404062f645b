/**
 * The rows of a CSV file below its header. Nearly every row is a line without quotes, and is split at its commas: a general
 * parser would take longer over a row than the database does.
 */
import { CsvRow } from './csvRow.ts';
import { type FileRow, LONGEST_ROW, type RowReader, tooLong, UnreadableFile } from './fileRow.ts';
import type { Column } from './intake.ts';

/** Where each column stands, -1 where it is left out, and how many fields a row has. */
interface Header {
  at: readonly number[];
  width: number;
}

export class CsvRows implements RowReader {
  readonly #columns: readonly Column[];
  #header: Header | null = null;
  /** A row whose quoted field goes on, and its first line. */
  #open: { row: CsvRow; line: number } | null = null;

  constructor(columns: readonly Column[]) {
    this.#columns = columns;
  }

  take(raw: string, line: number): FileRow | null {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.#open || text.includes('"')) return this.#takeQuoted(text, line);
    return text === '' ? null : this.#rowOf(text.split(','), line);
  }

  end(): void {
    if (this.#open) throw new UnreadableFile(`line ${this.#open.line}: a quoted field is never closed`);
    if (!this.#header)
      throw new UnreadableFile(
        `the file is empty; its first line must be ${namesOf(this.#columns).join(',')}`,
      );
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
    if (this.#header) return rowOf(fields, this.#columns, this.#header, line);
    this.#header = headerOf(fields, this.#columns, line);
    return null;
  }
}

const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text);

const namesOf = (columns: readonly Column[]): string[] => columns.map(({ name }) => name);

function headerOf(fields: readonly string[], columns: readonly Column[], line: number): Header {
  const names = fields.map((name, at) => (at === 0 ? withoutMark(name) : name).trim());
  const known = namesOf(columns);
  const unknown = names.filter((name) => !known.includes(name));
  const missing = columns.filter(({ name, required }) => required && !names.includes(name));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const problems = [
    ...unknown.map((name) => `there is no column "${name}"`),
    ...missing.map(({ name }) => `the column "${name}" is missing`),
    ...twice.map((name) => `the column "${name}" stands twice`),
  ];
  if (problems.length > 0) {
    throw new UnreadableFile(`line ${line}: ${problems.join('; ')}. The columns are ${known.join(', ')}.`);
  }
  return { at: known.map((name) => names.indexOf(name)), width: names.length };
}

function rowOf(
  texts: readonly string[],
  columns: readonly Column[],
  { at, width }: Header,
  line: number,
): FileRow {
  if (texts.length !== width) {
    const message = `${texts.length} fields, but the header has ${width} columns`;
    return { line, fields: null, problems: [{ column: null, message }] };
  }
  const fields: Record<string, string | number | null> = {};
  let problems = NONE;
  for (let i = 0; i < columns.length; i++) {
    const { name, kind, required } = columns[i]!;
    const text = texts[at[i]!]?.trim() ?? '';
    if (text === '' && !required) fields[name] = null;
    else if (kind === 'text') fields[name] = text;
    else if (NUMBER.test(text)) fields[name] = Number(text);
    else problems = [...problems, { column: name, message: `"${text.slice(0, 40)}" is not a number` }];
  }
  return { line, fields, problems };
}

const NONE: FileRow['problems'] = [];

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

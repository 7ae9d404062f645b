/** Tables in text: fields between commas, semicolons or tabs, whichever the header is written with. */
import type { Encoding } from './charset.ts';
import { CsvRow } from './csvRow.ts';
import { LONGEST_ROW, tooLong, UnreadableFile } from './fileRow.ts';
import { type Form, titlesAdvice } from './form.ts';
import { type Candidate, HEADER_WITHIN, headerAmong } from './header.ts';
import { linesOf } from './lines.ts';
import type { RawRow } from './cells.ts';
import type { Table } from './table.ts';

const SEPARATORS = [',', ';', '\t'] as const;
/** What others put between fields, to be told of. */
const FOREIGN = ['|', ':', '^', '~', '，', '；', ' '];
/** So many lines a header may take with what stands above it. */
const LINES_ABOVE = 3 * HEADER_WITHIN;

/** Finds the header of a table in text. Throws UnreadableFile where there is none, or a wrong one. */
export async function separatedTable(
  file: string,
  { charset, isCertain, hasQuotes }: Encoding,
  form: Form,
): Promise<Table> {
  const first = await firstLines(file, charset);
  const found = SEPARATORS.map((separator) => ({ separator, ...among(first, separator, form) }));
  const best = found.reduce((a, b) => (isBetter(b, a) ? b : a));
  const { separator, candidate } = best;
  if (!candidate?.isHeader && best.open !== null) throw unclosed(best.open);
  if (!candidate)
    throw new UnreadableFile(`the file is empty; its first line must be ${form.titles.join(',')}`);
  const { header, problems } = candidate;
  if (problems.length > 0) {
    if (candidate.known === 0 && !isCertain)
      throw new UnreadableFile(
        `the file was read as ${charset}, and has no title then that is known: if it is written otherwise, say with charset= how, or save it as UTF-8. ${titlesAdvice(form)}`,
      );
    const foreign = FOREIGN.find((it) => among(first, it, form).candidate?.isHeader);
    const advice = foreign
      ? `The fields are parted by "${foreign}": part them by commas, semicolons or tabs.`
      : titlesAdvice(form);
    throw new UnreadableFile(`line ${header.line}: ${problems.join('; ')}. ${advice}`);
  }
  const hasCommas = separator !== ',' || hasQuotes;
  const rows = () => rowsBelow(file, charset, separator, header.line);
  return { header, separator, isRagged: false, hasCommas, since1904: false, rows };
}

interface Found {
  candidate: Candidate | undefined;
  /** The line of a quoted field that goes on beyond the first lines. */
  open: number | null;
}

const isBetter = ({ candidate: a }: Found, { candidate: b }: Found): boolean =>
  a !== undefined && (b === undefined || (a.isHeader !== b.isHeader ? a.isHeader : a.known > b.known));

/** The nearest to a header among the first lines, if this is what parts their fields. */
function among(lines: readonly string[], separator: string, form: Form): Found {
  const reader = new SeparatedRows(separator);
  const rows = lines.flatMap((text, at) => reader.take(text, at + 1) ?? []);
  return { candidate: headerAmong(rows.slice(0, HEADER_WITHIN), form), open: reader.open };
}

async function firstLines(file: string, charset: Encoding['charset']): Promise<string[]> {
  const first: string[] = [];
  for await (const lines of linesOf(file, charset)) {
    first.push(...lines.slice(0, LINES_ABOVE - first.length));
    if (first.length >= LINES_ABOVE) break;
  }
  return first;
}

async function* rowsBelow(
  file: string,
  charset: Encoding['charset'],
  separator: string,
  headerLine: number,
): AsyncGenerator<RawRow[]> {
  const reader = new SeparatedRows(separator);
  let line = 0;
  for await (const lines of linesOf(file, charset)) {
    const rows: RawRow[] = [];
    for (const text of lines) {
      const row = reader.take(text, ++line);
      if (row && row.line > headerLine) rows.push(row);
    }
    yield rows;
  }
  reader.end();
}

/**
 * Makes rows of lines. Nearly every row is a line without quotes, and is split at its separators: a general parser would take longer
 * over a row than the database does.
 */
class SeparatedRows {
  readonly #separator: string;
  /** A row whose quoted field goes on, and its first line. */
  #open: { row: CsvRow; line: number } | null = null;

  constructor(separator: string) {
    this.#separator = separator;
  }

  /** The line of a quoted field that goes on. */
  get open(): number | null {
    return this.#open?.line ?? null;
  }

  /** The row that a line ends; null for an empty line and one that goes on. */
  take(raw: string, line: number): RawRow | null {
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (this.#open || text.includes('"')) return this.#takeQuoted(text, line);
    return text === '' ? null : { line, cells: text.split(this.#separator) };
  }

  /** Throws UnreadableFile where a row is not ended. */
  end(): void {
    if (this.open !== null) throw unclosed(this.open);
  }

  #takeQuoted(text: string, line: number): RawRow | null {
    const open = this.#open ?? { row: new CsvRow(this.#separator), line };
    const complete = open.row.add(text);
    if (open.row.length > LONGEST_ROW) throw tooLong();
    this.#open = complete ? null : open;
    return complete ? { line: open.line, cells: open.row.fields } : null;
  }
}

const unclosed = (line: number): UnreadableFile =>
  new UnreadableFile(`line ${line}: a quoted field is never closed`);

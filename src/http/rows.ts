/** The rows of a CSV or NDJSON file of observations, with their line numbers, as texts and numbers that nobody has checked yet. */
import { createReadStream } from 'node:fs';
import { CsvRows } from './csvRows.ts';
import { rowFromJson } from './jsonRow.ts';

/** What a row says. */
export interface Fields {
  input: string;
  operator: string;
  businessLine: string | null;
  orgUnit: string | null;
  date: string;
  value: number;
}

/** A row as it stands in the file. */
export interface FileRow {
  line: number;
  /** The fields that can be read, of which nobody has checked the content yet; null where the row has no form at all. */
  fields: Partial<Fields> | null;
  /** What is wrong with its form; a column of null is the row as a whole. */
  problems: { column: string | null; message: string }[];
}

/** A file whose header or form cannot be read at all. */
export class UnreadableFile extends Error {}

export type Format = 'csv' | 'ndjson';

/** Makes rows of lines, one after the other. */
export interface RowReader {
  /** The row that a line ends; null for the header, an empty line and one that goes on. */
  take(text: string, line: number): FileRow | null;
  /** Throws UnreadableFile where something is missing at the end of the file. */
  end(): void;
}

const CHUNK = 5000;
const PIECE = 256 * 1024;
/** In characters. */
export const LONGEST_ROW = 64 * 1024;

/** The rows in chunks. Throws UnreadableFile where nothing of the file can be told apart. */
export async function* readRows(file: string, format: Format): AsyncGenerator<FileRow[]> {
  const reader: RowReader = format === 'csv' ? new CsvRows() : { take: rowFromJson, end: () => {} };
  let chunk: FileRow[] = [];
  let line = 0;
  for await (const lines of linesOf(file)) {
    for (const text of lines) {
      const row = reader.take(text, ++line);
      if (row) chunk.push(row);
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
  }
  reader.end();
  if (chunk.length > 0) yield chunk;
}

/** The lines without their ends, as many at once as a piece of the file has. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const text of createReadStream(file, {
    encoding: 'utf8',
    highWaterMark: PIECE,
  }) as AsyncIterable<string>) {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    if (rest.length > LONGEST_ROW) throw tooLong();
    yield lines;
  }
  if (rest !== '') yield [rest];
}

/** What a file with an endless row is refused with. */
export const tooLong = (): UnreadableFile =>
  new UnreadableFile(`a row is longer than ${LONGEST_ROW} characters`);

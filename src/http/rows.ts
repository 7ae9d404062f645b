/** The rows of a CSV or NDJSON file, with their line numbers, as texts and numbers that nobody has checked yet. */
import { createReadStream } from 'node:fs';
import { CsvRows } from './csvRows.ts';
import { type FileRow, LONGEST_ROW, type RowReader, tooLong } from './fileRow.ts';
import type { Column } from './intake.ts';
import { jsonRows } from './jsonRow.ts';

export type Format = 'csv' | 'ndjson';

const CHUNK = 5000;
const PIECE = 256 * 1024;
/** The rows in chunks. Throws UnreadableFile where nothing of the file can be told apart. */
export async function* readRows(
  file: string,
  format: Format,
  columns: readonly Column[],
): AsyncGenerator<FileRow[]> {
  const reader: RowReader = format === 'csv' ? new CsvRows(columns) : jsonRows(columns);
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

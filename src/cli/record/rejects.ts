import { createWriteStream } from 'node:fs';
import { access, constants, rename, rm } from 'node:fs/promises';
import { basename, dirname, extname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EXIT, ExitError } from '../exit.ts';
import type { Problem } from './reply.ts';
import { RowEnd } from './rowEnd.ts';
import { type Format, piecesOf, type RowFile } from './rowFile.ts';

const NEWLINE = 0x0a;

/** Where bad rows go unless the user says so: `data.csv` → `data.rejected.csv` beside it. */
export function defaultRejectsPath(name: string, format: Format): string {
  return `${name.slice(0, name.length - extname(basename(name)).length)}.rejected.${format}`;
}

/** Throws an ExitError where the rejects file would replace the file it is taken from, or cannot be written. */
export async function checkRejectsPath(path: string, file: string): Promise<void> {
  if (resolve(path) === resolve(file))
    throw new ExitError(EXIT.USAGE, '--rejects names the file that is recorded');
  await access(dirname(resolve(path)), constants.W_OK).catch((error: unknown) => {
    throw new ExitError(EXIT.USAGE, `cannot write ${path}: its directory is missing or closed`, {
      cause: error,
    });
  });
}

/**
 * Copies the bad rows as they stand in the file, for CSV below its header, so that they can be mended and sent again. The
 * problems come in rising order of line, as the server sends them. The file appears whole, or not at all.
 */
export async function writeRejects(
  file: RowFile,
  problems: AsyncIterable<Problem>,
  path: string,
  header = { line: 1, separator: ',' },
): Promise<void> {
  const part = `${path}.part`;
  try {
    await pipeline(
      copyRows(file, rowLines(problems, file.format, header.line), header.separator),
      createWriteStream(part),
    );
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** The first lines of the rows to copy, each once; for CSV before all the header's, and what stands above it. */
async function* rowLines(
  problems: AsyncIterable<Problem>,
  format: Format,
  header: number,
): AsyncGenerator<number> {
  let last = 0;
  while (format === 'csv' && last < header) yield (last += 1);
  for await (const { line } of problems) {
    if (line === null || line === last) continue;
    if (line < last) throw new ExitError(EXIT.FAILED, 'the server listed the bad rows out of order');
    yield (last = line);
  }
}

/** Goes through the file once. A row ends with its line, unless a quoted field goes on; never beyond the next bad row. */
async function* copyRows(
  file: RowFile,
  rows: AsyncGenerator<number>,
  separator: string,
): AsyncGenerator<Buffer> {
  let wanted = await nextOf(rows);
  let next = await nextOf(rows);
  let line = 1;
  let row: RowEnd | null = null;
  for await (const piece of piecesOf(file)) {
    for (let at = 0; at < piece.length && wanted !== null;) {
      const newline = piece.indexOf(NEWLINE, at);
      const end = newline < 0 ? piece.length : newline + 1;
      if (line === wanted) row ??= new RowEnd(separator);
      row?.read(piece, at, end);
      if (row) yield piece.subarray(at, end);
      at = end;
      if (newline < 0) break;
      line += 1;
      if (row && (file.format === 'ndjson' || !row.quoted || line === next)) {
        row = null;
        [wanted, next] = [next, await nextOf(rows)];
      }
    }
    if (wanted === null) return;
  }
  if (row) yield Buffer.from('\n');
}

async function nextOf(rows: AsyncGenerator<number>): Promise<number | null> {
  const { value, done } = await rows.next();
  return done ? null : value;
}

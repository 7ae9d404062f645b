import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { EXIT, ExitError } from '../exit.ts';

/** How rows are written. */
export const FORMATS = ['csv', 'ndjson', 'xlsx'] as const;
export type Format = (typeof FORMATS)[number];

/** A file of rows, of any size; only ever read in pieces. */
export interface RowFile {
  /** Where it can be read, as often as needed. */
  path: string;
  /** As the user named it, for messages; `stdin` for the standard input. */
  name: string;
  format: Format;
  /** In bytes, above 0. */
  size: number;
  /** Whether its rows are lines that can be copied as they stand: not those of workbooks, of UTF-16, and of old Macs (CR alone). */
  hasLines: boolean;
}

/** What to open and what to keep it in. */
export interface Opening {
  /** A path, or `-` for the standard input. */
  file: string;
  format?: Format;
  stdin: Readable;
  /** A directory for copies of what can be read only once: the standard input, pipes. */
  scratch: string;
  signal: AbortSignal;
}

const PIECE = 256 * 1024;

/** Finds out what there is to send. Throws an ExitError for a file that cannot be read, is empty or of unknown form. */
export async function openRowFile({ file, format, stdin, scratch, signal }: Opening): Promise<RowFile> {
  const name = file === '-' ? 'stdin' : file;
  const known = format ?? formatOf(file);
  const direct = file !== '-' && (await isRegular(file));
  const path = direct ? file : join(scratch, 'rows');
  if (!direct) await keep(file === '-' ? stdin : createReadStream(file), path, name, signal);
  const { size } = await stat(path);
  if (size === 0) throw new ExitError(EXIT.REFUSED, `${name} is empty: nothing to record`);
  return { path, name, format: known, size, hasLines: known !== 'xlsx' && (await hasLines(path)) };
}

/** Whether a text file has no mark of UTF-16, and a beginning whose lines do not end with CR alone. */
async function hasLines(path: string): Promise<boolean> {
  for await (const piece of createReadStream(path, { end: PIECE - 1, highWaterMark: PIECE })) {
    const bytes = piece as Buffer;
    const isWide = ['fffe', 'feff'].includes(bytes.toString('hex', 0, 2));
    return !isWide && (bytes.includes('\n') || !bytes.includes('\r'));
  }
  return true;
}

/** The bytes of the file, and not those that somebody has added since. Throws an ExitError when they cannot be read. */
export async function* piecesOf(file: RowFile): AsyncGenerator<Buffer> {
  let left = file.size;
  try {
    for await (const piece of createReadStream(file.path, { end: file.size - 1, highWaterMark: PIECE })) {
      left -= (piece as Buffer).length;
      yield piece as Buffer;
    }
  } catch (error) {
    throw unreadable(file.name, error);
  }
  if (left > 0) throw new ExitError(EXIT.FAILED, `${file.name} became shorter while it was read`);
}

function formatOf(file: string): Format {
  const extension = extname(file).toLowerCase();
  if (extension === '.csv' || extension === '.tsv') return 'csv';
  if (extension === '.xlsx') return 'xlsx';
  if (extension === '.ndjson' || extension === '.jsonl') return 'ndjson';
  const subject = file === '-' ? 'the standard input' : basename(file);
  throw new ExitError(
    EXIT.USAGE,
    `say with --format csv or --format ndjson, or --format xlsx, how ${subject} is written`,
  );
}

async function isRegular(file: string): Promise<boolean> {
  const found = await stat(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  if (found.isDirectory()) throw new ExitError(EXIT.USAGE, `${file} is a directory`);
  return found.isFile();
}

async function keep(input: Readable, path: string, name: string, signal: AbortSignal): Promise<void> {
  try {
    await pipeline(input, createWriteStream(path, { mode: 0o600 }), { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreadable(name, error);
  }
}

const REASONS: Record<string, string> = { ENOENT: 'there is no such file', EACCES: 'permission denied' };

function unreadable(name: string, error: unknown): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const wrongArgument = Object.hasOwn(REASONS, code);
  const reason = wrongArgument ? REASONS[code] : message;
  return new ExitError(wrongArgument ? EXIT.USAGE : EXIT.FAILED, `cannot read ${name}: ${reason}`, {
    cause: error,
  });
}

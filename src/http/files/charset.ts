/** In which characters a text file is written: named by whoever sends it, or found out. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { UnreadableFile } from './fileRow.ts';

/** The ways of writing characters that are read, as `TextDecoder` names them. */
export type Charset = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'big5' | 'windows-1252';

/** By the names that they are sent under. GBK and GB2312 are parts of GB18030, and US-ASCII of UTF-8. */
const NAMES: ReadonlyMap<string, Charset> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['us-ascii', 'utf-8'],
  ['utf-16', 'utf-16le'],
  ['utf-16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['gb18030', 'gb18030'],
  ['gbk', 'gb18030'],
  ['gb2312', 'gb18030'],
  ['big5', 'big5'],
  ['iso-8859-1', 'windows-1252'],
  ['windows-1252', 'windows-1252'],
]);

/** The names that are known, for messages. */
export const CHARSET_NAMES: readonly string[] = [...NAMES.keys()];

/** What a name stands for, in any case; undefined for an unknown one. */
export const charsetOf = (name: string): Charset | undefined => NAMES.get(name.trim().toLowerCase());

/** A text file as bytes show it. */
export interface Encoding {
  charset: Charset;
  /** Whether the bytes say so themselves; if not, other ways of writing may fit as well. */
  isCertain: boolean;
  /** Whether a double quote may stand in it. */
  hasQuotes: boolean;
}

const PIECE = 256 * 1024;
const QUOTE = 0x22;

/**
 * How a file is written. What is valid UTF-8 is UTF-8, what begins with the mark of UTF-16 is that, what is valid GB18030 is GB18030.
 * Throws UnreadableFile for anything else, for what is no text, and where something else is said than the bytes show.
 */
export async function encodingOf(file: string, said: Charset | null): Promise<Encoding> {
  const { beginning, isValid, hasQuotes } = await scan(file);
  refuseOtherKinds(beginning);
  const found = markOf(beginning) ?? (isValid ? 'utf-8' : null);
  if (said === null || said === found) {
    if (found === 'utf-8' && looksWide(beginning)) throw new UnreadableFile(UNMARKED);
    if (found) return { charset: found, isCertain: true, hasQuotes: hasQuotes || found !== 'utf-8' };
    if (beginning.includes(0)) throw new UnreadableFile(UNMARKED);
    if (!(await isReadable(file, 'gb18030'))) throw new UnreadableFile(NEITHER);
    return { charset: 'gb18030', isCertain: false, hasQuotes };
  }
  // A mark says more than a name that a program adds to everything; without one UTF-16 cannot be told from its name.
  const isMarked =
    found !== null && (found.startsWith('utf-16') || beginning.subarray(0, 3).equals(UTF8_MARK));
  const isContradicted = said === 'utf-8' || isMarked;
  if (isContradicted || !(await isReadable(file, said)))
    throw new UnreadableFile(await contradiction(file, said, found));
  return { charset: said, isCertain: false, hasQuotes: true };
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

const UNMARKED =
  'the file looks like UTF-16 without the mark at its beginning: add charset=utf-16le (or utf-16be), or save it as UTF-8';
const NEITHER =
  'the file is neither UTF-8 nor GB18030 (GBK), nor UTF-16 with its mark: save it as UTF-8, or say with charset= what it is';

async function contradiction(file: string, said: Charset, found: Charset | null): Promise<string> {
  const isGb = found === null && said !== 'gb18030' && (await isReadable(file, 'gb18030'));
  const shown = found ?? (isGb ? 'gb18030' : null);
  const advice = shown
    ? `it looks like ${shown}: leave charset out, or say charset=${shown}`
    : 'save it as UTF-8, or say what it is';
  return `the file is said to be ${said}, and has bytes that are not; ${advice}`;
}

function refuseOtherKinds(beginning: Buffer): void {
  if (beginning.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1')))
    throw new UnreadableFile(
      'this is an Excel workbook (.xlsx) or another ZIP file, not text: name the file .xlsx, or send it with Content-Type application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
  if (isOldWorkbook(beginning)) throw new UnreadableFile(OLD_WORKBOOK);
}

/** Whether bytes begin a file as Excel before 2007 made them, or one that is protected by a password. */
export const isOldWorkbook = (beginning: Buffer): boolean =>
  beginning.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]));

/** What such a file is refused with. */
export const OLD_WORKBOOK =
  'this is a workbook of an old Excel (.xls), or one with a password: save it as .xlsx without a password, or as CSV';

function markOf(bytes: Buffer): Charset | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Whether every other byte or so is zero, as in UTF-16 of Western letters. */
const looksWide = (bytes: Buffer): boolean => {
  const zeros = bytes.subarray(0, 512).reduce((count, it) => count + (it === 0 ? 1 : 0), 0);
  return zeros > 0 && zeros * 4 > Math.min(bytes.length, 512);
};

/** Whether the whole file is UTF-8, and has quotes; and how it begins. */
async function scan(file: string): Promise<{ beginning: Buffer; isValid: boolean; hasQuotes: boolean }> {
  let beginning: Buffer | undefined;
  let [isValid, hasQuotes] = [true, false];
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of createReadStream(file, { highWaterMark: PIECE }) as AsyncIterable<Buffer>) {
    beginning ??= piece.subarray(0, 1024);
    hasQuotes ||= piece.includes(QUOTE);
    if (!isValid) continue;
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const whole = wholeCharacters(bytes);
    isValid = isUtf8(bytes.subarray(0, whole));
    rest = bytes.subarray(whole);
  }
  return { beginning: beginning ?? Buffer.alloc(0), isValid: isValid && rest.length === 0, hasQuotes };
}

/** Where the last character of UTF-8 that may go on begins; the length where none does. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return expectedLength(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

const expectedLength = (lead: number): number => (lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);

/** Whether a whole file can be read like that. */
async function isReadable(file: string, charset: Charset): Promise<boolean> {
  const decoder = new TextDecoder(charset, { fatal: true });
  try {
    for await (const piece of createReadStream(file, { highWaterMark: PIECE }) as AsyncIterable<Buffer>)
      decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return false;
    throw error;
  }
}

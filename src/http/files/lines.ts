/** The lines of a text file. */
import { createReadStream } from 'node:fs';
import type { Charset } from './charset.ts';
import { LONGEST_ROW, tooLong } from './fileRow.ts';

const PIECE = 256 * 1024;

/** The lines without their ends, as many at once as a piece of the file has. The mark at its beginning is no character of them. */
export async function* linesOf(file: string, charset: Charset): AsyncGenerator<string[]> {
  let rest = '';
  let end = '';
  for await (const text of piecesOf(file, charset)) {
    const isFirst = end === '';
    if (isFirst) end = lineEndOf(text);
    const lines = (rest + text).split(end);
    if (isFirst) lines[0] = lines[0]!.replace(/^\uFEFF/, '');
    rest = lines.pop()!;
    if (rest.length > LONGEST_ROW) throw tooLong();
    yield lines;
  }
  if (rest !== '') yield [rest];
}

/** As the first piece shows, which is longer than a row: old programs on Macs end lines with CR alone. */
const lineEndOf = (text: string): string => (!text.includes('\n') && text.includes('\r') ? '\r' : '\n');

async function* piecesOf(file: string, charset: Charset): AsyncGenerator<string> {
  if (charset === 'utf-8') {
    yield* createReadStream(file, { encoding: 'utf8', highWaterMark: PIECE }) as AsyncIterable<string>;
    return;
  }
  const decoder = new TextDecoder(charset, { fatal: true });
  for await (const piece of createReadStream(file, { highWaterMark: PIECE }) as AsyncIterable<Buffer>)
    yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}

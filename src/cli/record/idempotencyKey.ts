import { createHash } from 'node:crypto';
import { InvalidArgumentError } from 'commander';
import { piecesOf, type RowFile } from './rowFile.ts';

/**
 * The key of a load, the same for the same bytes, form, parameters and path of the address, which is what the server takes
 * for the same load: so a command that is run again, after a doubtful end, records once. Reads the whole file. Throws as `piecesOf`, or an AbortError.
 */
export async function derivedKey(
  file: RowFile,
  { url, map, signal }: { url: URL; map: string | null; signal: AbortSignal },
): Promise<string> {
  const content = createHash('sha256');
  for await (const piece of piecesOf(file)) {
    signal.throwIfAborted();
    content.update(piece);
  }
  const identity = JSON.stringify([
    content.digest('hex'),
    file.format,
    url.pathname,
    url.search,
    ...(map === null ? [] : [map]),
  ]);
  return `file-${createHash('sha256').update(identity).digest('hex')}`;
}

/** A key given by the user: it travels in a header. Throws commander's InvalidArgumentError. */
export function keyArgument(text: string): string {
  if (/^[\x21-\x7e]{1,200}$/.test(text)) return text;
  throw new InvalidArgumentError('A key has 1 to 200 visible ASCII characters, without spaces.');
}

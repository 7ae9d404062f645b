import { StringDecoder } from 'node:string_decoder';

const LONGEST = 1024 * 1024;

/** The lines of a UTF-8 stream, without their ends and without empty ones. Throws a RangeError for a line over 1 MiB. */
export async function* lines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const pieces = (rest + decoder.write(chunk)).split('\n');
    rest = pieces.pop() ?? '';
    if (rest.length > LONGEST) throw new RangeError('a line longer than 1 MiB');
    yield* pieces.filter((line) => line.trim() !== '');
  }
  rest += decoder.end();
  if (rest.trim() !== '') yield rest;
}

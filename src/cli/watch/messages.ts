import { StringDecoder } from 'node:string_decoder';

/** One block of an event stream, of which a field that was not there is null. */
export interface Message {
  id: string | null;
  event: string | null;
  data: string | null;
}

const LONGEST = 8 * 1024 * 1024;

/**
 * The blocks of an event stream (https://html.spec.whatwg.org/multipage/server-sent-events.html), also those that only move the
 * id. A block that the stream breaks off in is left out. Throws a RangeError for one over 8 MiB.
 */
export async function* messages(chunks: AsyncIterable<Buffer>): AsyncGenerator<Message> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const blocks = (rest + decoder.write(chunk)).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    if (rest.length > LONGEST) throw new RangeError('an event longer than 8 MiB');
    for (const block of blocks) yield messageOf(block);
  }
}

function messageOf(block: string): Message {
  const message: Message = { id: null, event: null, data: null };
  for (const line of block.split('\n')) {
    const [, name = '', value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
    if (name === 'data') message.data = message.data === null ? value : `${message.data}\n${value}`;
    else if (name === 'id' || name === 'event') message[name] = value;
  }
  return message;
}

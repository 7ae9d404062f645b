/**
 * Many subscribers on connections of their own, as cheap as they can be; says when all are there, and of every event when
 * each heard it. A child with a channel. Environment: TARGET, BODY (of the request), COUNT.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { EVENT, type Heard, now } from './stream.ts';

const { TARGET = '', BODY = '', COUNT } = process.env;
const { hostname, port, pathname } = new URL(TARGET);
const request = [
  `POST ${pathname} HTTP/1.1`,
  `Host: ${hostname}:${port}`,
  'Accept: text/event-stream',
  'Content-Type: application/json',
  `Content-Length: ${Buffer.byteLength(BODY)}`,
  '',
  BODY,
].join('\r\n');

let heard: Heard = { times: [], bytes: 0 };

/** Who has the first bytes of the answer. */
async function subscriber(): Promise<Socket> {
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  const [opening] = (await once(socket, 'data')) as [Buffer];
  if (!opening.includes(' 200 ')) throw new Error(opening.toString());
  return socket;
}

function hear(chunk: Buffer): void {
  const at = now();
  if (!chunk.includes(EVENT)) return;
  heard.times.push(at);
  heard.bytes = chunk.length;
  if (heard.times.length < Number(COUNT)) return;
  process.send!(heard);
  heard = { times: [], bytes: 0 };
}

/** So many connect at once. */
const TOGETHER = 50;

for (let left = Number(COUNT); left > 0; left -= TOGETHER) {
  const some = Array.from({ length: Math.min(left, TOGETHER) }, subscriber);
  for (const socket of await Promise.all(some))
    socket.on('data', hear).once('close', () => process.exit(process.connected ? 1 : 0));
}
process.send!('open');
process.once('disconnect', () => process.exit(0));

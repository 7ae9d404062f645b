/**
 * What subscriptions are compared with: bare `node:http` that writes one prepared message to every open response when
 * PostgreSQL notifies it. A process of its own. Environment: PORT, DATABASE_URL, BYTES (of a message).
 */
import { createServer, type ServerResponse } from 'node:http';
import postgres from 'postgres';
import { collectWhenAsked } from './garbage.ts';
import { RAW_CHANNEL, STREAM_HEADERS } from './stream.ts';

const { PORT, DATABASE_URL = '', BYTES } = process.env;
const message = `event: next\ndata: ${'x'.repeat(Number(BYTES) - 20)}\n\n`;
const open = new Set<ServerResponse>();

createServer((request, response) => {
  if (request.url === '/readyz') return void response.end();
  request.resume();
  response.writeHead(200, STREAM_HEADERS);
  response.write('retry: 1000\n\n');
  open.add(response);
  response.once('close', () => open.delete(response));
}).listen(Number(PORT), '127.0.0.1');

await postgres(DATABASE_URL, { max: 1 }).listen(RAW_CHANNEL, () => {
  for (const response of open) response.write(message);
});
collectWhenAsked();

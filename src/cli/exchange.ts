import { once } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { unreachable } from './unreachable.ts';

/** What is sent: a text, or pieces that are produced as fast as the server takes them. */
export interface Message {
  headers: Record<string, string>;
  body: string | AsyncIterable<Buffer>;
  /** The server as a person named it, for messages. */
  server: string;
  signal?: AbortSignal;
  /** How long the connection may be silent; without a limit if left out. */
  silenceMs?: number;
}

/**
 * One POST; the answer may begin before the body has been sent, as it does for a refusal.
 * It uses node:http because fetch gives up after five minutes without an answer, and a large load may be checked longer.
 * Throws Unreachable, the body's own error, or an AbortError.
 */
export function post(url: URL, message: Message): Promise<IncomingMessage> {
  return exchange(url, 'POST', message);
}

/** One GET. Throws Unreachable, or an AbortError. */
export function get(url: URL, message: Omit<Message, 'body'>): Promise<IncomingMessage> {
  return exchange(url, 'GET', { ...message, body: '' });
}

async function exchange(
  url: URL,
  method: 'GET' | 'POST',
  { headers, body, server, signal, silenceMs }: Message,
): Promise<IncomingMessage> {
  const { request, Agent } = await (url.protocol === 'https:' ? import('node:https') : import('node:http'));
  // A server that is told to close the connection cuts it once it has answered: where a refusal comes before the body is
  // sent, that can tear down the connection before the answer was read.
  const agent = new Agent({ keepAlive: true });
  const call = request(url, { method, headers, agent, signal });
  // Once the answer has begun, a broken upload shows in the answer or does not matter.
  call.on('error', () => {});
  if (silenceMs)
    call.setTimeout(silenceMs, () => call.destroy(Object.assign(new Error(), { code: 'ETIMEDOUT' })));
  const answer = once(call, 'response') as Promise<[IncomingMessage]>;
  connected(call, url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
    if (typeof body === 'string') call.end(body);
    else pipeline(body, call, () => {});
  });
  try {
    const [message] = await answer;
    return message.once('close', () => agent.destroy());
  } catch (error) {
    agent.destroy();
    throw unreachable(error, server);
  }
}

/** Nothing is read from the body before there is somebody to take it: a file is not `sent` to a server that is not there. */
function connected(call: ClientRequest, event: 'connect' | 'secureConnect', send: () => void): void {
  call.once('socket', (socket) => {
    socket.setKeepAlive(true, 30_000);
    socket.once(event, send);
  });
}

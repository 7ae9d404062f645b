import type { IncomingMessage } from 'node:http';
import { printable } from './print.ts';
import { Unreachable, unreachable } from './unreachable.ts';

const LONGEST = 64 * 1024 * 1024;

/** The whole text of an answer. Throws Unreachable if it breaks off, a RangeError beyond 64 MiB. */
export async function textOf(answer: IncomingMessage, server: string): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      if ((length += chunk.length) > LONGEST) throw new RangeError('the answer is longer than 64 MiB');
    }
  } catch (error) {
    throw error instanceof RangeError ? error : unreachable(error, server);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A JSON value, or undefined for a text that is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What an answer without the expected form says: `503 Service Unavailable: …`, with the start of a plain text. */
export function describe(answer: IncomingMessage, text: string): string {
  const status = `${answer.statusCode} ${answer.statusMessage ?? ''}`.trim();
  const target = answer.headers.location;
  if (target) return `${status}, moved to ${printable(target)}`;
  const plain = /^text\/plain|json/.test(answer.headers['content-type'] ?? '')
    ? text.trim().slice(0, 500)
    : '';
  return plain ? `${status}: ${printable(plain)}` : status;
}

/** Statuses of a server, or of a proxy before it, that is not ready yet. */
const NOT_READY = new Set([429, 502, 503, 504]);

/** Throws Unreachable, which may be tried again, where an answer says that the server is not ready. */
export function refuseNotReady(answer: IncomingMessage, text: string, server: string): void {
  if (NOT_READY.has(answer.statusCode ?? 0))
    throw new Unreachable(server, `it is not ready, ${describe(answer, text)}`, true);
}

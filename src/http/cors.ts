/**
 * Which pages of other origins may read answers: those that are named, and only of the API itself. Never with credentials: who
 * asks is known by a token that the page sends, not by a cookie that the browser adds.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { EXPORT_PATH } from './export/exports.ts';
import { INTAKES } from './intakes.ts';

/** Patterns of the paths that such pages may use. */
const SHARED: ReadonlySet<string> = new Set(['/graphql', EXPORT_PATH, ...INTAKES.map(({ path }) => path)]);

const PREFLIGHT = {
  'Access-Control-Allow-Methods': 'GET, POST',
  'Access-Control-Allow-Headers': 'content-type, authorization, idempotency-key, import-map, last-event-id',
  'Access-Control-Max-Age': '600',
};

/**
 * What the server says to a page of another origin: `refused` where a browser asks beforehand and the page may not, `answered` where it
 * asks beforehand and the response was sent, `open` where the request is yet to be answered, with headers that let a named page read it.
 */
export function share(
  { method, headers: { origin } }: IncomingMessage,
  response: ServerResponse,
  { origins, pattern }: { origins: readonly string[]; pattern: string },
): 'refused' | 'answered' | 'open' {
  const isShared = SHARED.has(pattern);
  // A cache must not give the answer for one origin, or for none, to another.
  if (isShared && origins.length > 0) response.appendHeader('Vary', 'Origin');
  const asksFirst = method === 'OPTIONS' && origin !== undefined;
  if (origin === undefined || !isShared || !origins.includes(origin)) return asksFirst ? 'refused' : 'open';
  response.setHeader('Access-Control-Allow-Origin', origin);
  if (asksFirst) {
    response.writeHead(204, PREFLIGHT).end();
    return 'answered';
  }
  const exposed = pattern === EXPORT_PATH ? 'retry-after, content-disposition' : 'retry-after';
  response.setHeader('Access-Control-Expose-Headers', exposed);
  return 'open';
}

/** Bodies come as they are: a few compressed bytes could stand for more than there is memory or disk. */
import type { IncomingMessage } from 'node:http';
import { type Handler, refuse } from './refusal.ts';

/** Why a compressed body is refused. */
export const COMPRESSED = 'bodies are not decompressed here; send it without Content-Encoding';

/** Whether the body is compressed, or encoded in another way. */
export function isEncoded({ headers }: IncomingMessage): boolean {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return encoding !== '' && encoding !== 'identity';
}

/** Refuses encoded bodies with 415; answers other requests by `handle`. */
export function withoutEncoding(handle: Handler): Handler {
  return (request, response, of) =>
    isEncoded(request)
      ? refuse(request, response, {
          status: 415,
          code: 'BAD_REQUEST',
          message: COMPRESSED,
          headers: { 'Accept-Encoding': 'identity' },
        })
      : handle(request, response, of);
}

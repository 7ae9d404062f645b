/**
 * Answers of more than a kilobyte are compressed for who asks: by Brotli of quality 4, else by gzip, which takes as long and
 * makes them as small. Streams are not, because what is compressed waits for more: events, and types that are not known to
 * be texts. Any other handler that sends piece by piece says `Cache-Control: no-transform`.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import compression from 'compression';

const middleware = compression({
  filter: (request, response) =>
    !String(response.getHeader('Content-Type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});

/** Compresses what is about to be answered, if its headers turn out to allow it. */
export function compress(request: IncomingMessage, response: ServerResponse): void {
  // The middleware wraps the response. Who does not ask, such as a program on this machine, pays nothing for that.
  if (request.headers['accept-encoding']) middleware(request, response, () => {});
  response.appendHeader('Vary', 'Accept-Encoding');
}

/** How long a client may take over what it sends, and how many may be there: a slow one costs a connection, and not for long. */
import { setImmediate as othersTurn } from 'node:timers/promises';
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import { type Handler, type Refused, refuse } from './refusal.ts';

/** What Node holds by itself. A request has no limit as a whole, because an upload may take long; see `withinDeadline`. */
export const DEADLINES: ServerOptions = {
  requestTimeout: 0,
  headersTimeout: 10_000,
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 1000,
};

/** Connections at once; one more is closed before anything of it is read. */
const MOST_CONNECTIONS = 1000;

/** How long the body of a request to /graphql may take, in milliseconds. */
const BODY = 15_000;

const LATE: Refused = {
  status: 408,
  code: 'TIMEOUT',
  message: `the body did not arrive in time; send it within ${BODY / 1000} seconds, or larger loads as a file to POST /observations`,
  headers: { Connection: 'close' },
};

/** Has a server turn away whoever comes when `most` are there. */
export function limitConnections(server: Server, most = MOST_CONNECTIONS): void {
  server.maxConnections = most;
}

export interface DeadlineOptions {
  /** Milliseconds from the end of the headers to the end of the body. */
  body?: number;
  /** Told of each request that was cut. */
  onLate?: () => void;
}

/** Cuts requests whose body takes too long; answers the others by `handle`. */
export function withinDeadline(handle: Handler, { body = BODY, onLate }: DeadlineOptions = {}): Handler {
  return (request, response, of) => {
    const timer = setTimeout(() => void cutIfLate(request, response, onLate), body);
    const stop = () => clearTimeout(timer);
    request.once('end', stop).once('close', stop);
    return handle(request, response, of);
  };
}

async function cutIfLate(request: IncomingMessage, response: ServerResponse, onLate?: () => void) {
  // Where this thread was busy itself, what came meanwhile has still to be read.
  await othersTurn();
  if (request.complete) return;
  onLate?.();
  if (response.headersSent) request.socket.destroy();
  else refuse(request, response, LATE);
}

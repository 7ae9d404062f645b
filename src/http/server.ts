/** The HTTP server: routes, the guard before them, and an end without losses. It knows no rule of the business. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { compress } from './compress.ts';
import { share } from './cors.ts';
import type { Caller } from '../access/viewer.ts';
import { isAllowed } from './guard.ts';
import type { Admission } from './identity/admission.ts';
import { refuse } from './refusal.ts';
import { isPassing } from '../store/database.ts';
import { setPageHeaders } from './pageHeaders.ts';
import { type Answering, plain, routeOf } from './routes.ts';

export interface ServerOptions extends Answering {
  admission: Pick<Admission, 'admit'>;
  /** Listens already, from `takeAddress`. */
  server: Server;
  allowedHosts: readonly string[];
  /** Origins whose pages may use the API, as browsers write them; none where left out. */
  allowedOrigins?: readonly string[];
  log: Logger;
}

export interface RunningServer {
  /** Where it listens, with the port that was chosen. */
  url: string;
  server: Server;
  /** Takes no more work, lets what runs finish for up to `grace` milliseconds, and closes. */
  stop(grace: number): Promise<void>;
}

/** Answers requests from now on. */
export function startServer(options: ServerOptions): RunningServer {
  const { server } = options;
  server.removeAllListeners('request').on('request', (request: IncomingMessage, response: ServerResponse) => {
    // While the server ends: a client that keeps sending would keep its connection for as long as it likes.
    if (!server.listening) response.shouldKeepAlive = false;
    void serve(options, request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
    upgrade(options, request, socket, head),
  );
  const { address, family, port } = server.address() as AddressInfo;
  const host = address === '127.0.0.1' ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return { url: `http://${host}:${port}`, server, stop: (grace) => stop(server, grace) };
}

async function stop(server: Server, grace: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  const timer = setTimeout(() => server.closeAllConnections(), grace);
  await closed;
  clearInterval(sweep);
  clearTimeout(timer);
}

function upgrade(options: ServerOptions, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => socket.destroy());
  const take = (request.url ?? '/').split('?')[0] === '/graphql' ? options.api?.upgrade : undefined;
  const isWelcome = isAllowed(request.headers, new Set(options.allowedHosts), options.allowedOrigins);
  if (take && isWelcome) return take(request, socket, head);
  socket.end(
    `HTTP/1.1 ${isWelcome ? '404 Not Found' : '403 Forbidden'}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

async function serve(
  options: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const begin = performance.now();
  const path = (request.url ?? '/').split('?')[0]!;
  const { pattern, isOpen, handle, params } = routeOf(request.method ?? 'GET', path);
  response.once('close', () =>
    options.metrics.request(pattern, response.statusCode, (performance.now() - begin) / 1000),
  );
  try {
    setPageHeaders(response);
    compress(request, response);
    const { allowedHosts, allowedOrigins: origins = [] } = options;
    if (!isAllowed(request.headers, new Set(allowedHosts), origins)) return plain(response, 403, NOT_ALLOWED);
    const shared = share(request, response, { origins, pattern });
    if (shared === 'refused') return plain(response, 403, NOT_ALLOWED);
    if (shared === 'answered') return;
    const caller = isOpen(request) ? NOBODY : await options.admission.admit(request);
    if ('status' in caller) return refuse(request, response, caller);
    await handle({ ...options, caller }, request, response, params);
  } catch (error) {
    fail(options.log, response, error);
  }
}

/** Whoever asks what is answered to anybody. */
const NOBODY: Caller = {
  viewer: { kind: 'LOCAL', name: 'nobody', principal: 'nobody', grants: [], expiresAt: null },
  address: null,
};

const NOT_ALLOWED =
  'this server answers requests to localhost and to the names in ALLOWED_HOSTS, and from pages of these hosts and of the ' +
  'origins in ALLOWED_ORIGINS only';

const AGAIN = 'a recording is safe to send again with the same key';

function fail(log: Logger, response: ServerResponse, error: unknown): void {
  const id = randomUUID();
  if (response.destroyed || response.writableEnded) return log.debug({ err: error }, 'a client went away');
  log.error({ err: error, id }, 'a request failed');
  if (response.headersSent) return void response.destroy();
  const [status, code, message] = isPassing(error)
    ? [503, 'UNAVAILABLE', `the database cannot be reached at the moment; ${AGAIN}`]
    : [500, 'INTERNAL_SERVER_ERROR', `something went wrong on the server; ${AGAIN}`];
  if (status === 503) response.setHeader('Retry-After', '5');
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(`${JSON.stringify({ error: code, message, id })}\n`);
}

/** What is answered where. A path may have parameters, as in `/surveys/:code/answers`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import router, { type HTTPMethod } from 'find-my-way';
import type { Engine } from '../engine/engine.ts';
import { INTAKES } from './intakes.ts';
import type { Metrics } from './metrics.ts';
import { postFile } from './upload.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** What answers to the API are made of. */
export interface Api {
  engine: Engine;
  /** Answers /graphql. */
  graphql: Handler;
  /** Takes over connections to /graphql that ask to become WebSockets. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** What answers are made of. */
export interface Answering {
  /** Left out where this process runs other parts only. */
  api?: Api | undefined;
  metrics: Metrics;
  /** The parts that are down at the moment; rejects while the database cannot be reached. */
  down: () => Promise<readonly string[]>;
}

type Params = Readonly<Record<string, string | undefined>>;
type Handle = (
  answering: Answering,
  request: IncomingMessage,
  response: ServerResponse,
  params: Params,
) => unknown;

interface Route {
  path: string;
  handle: Handle;
}

/** What only a process that runs the API answers. */
function ofApi(
  handle: (
    answering: Answering & Api,
    request: IncomingMessage,
    response: ServerResponse,
    params: Params,
  ) => unknown,
): Handle {
  return (answering, request, response, params) =>
    answering.api
      ? handle({ ...answering, ...answering.api }, request, response, params)
      : plain(
          response,
          404,
          'this process runs other parts of the server (--only); the API is at another one',
        );
}

const ROUTES: readonly Route[] = [
  { path: '/', handle: (_, __, response) => response.writeHead(302, { Location: '/graphql' }).end() },
  { path: '/graphql', handle: ofApi(({ graphql }, request, response) => graphql(request, response)) },
  // What its page for browsers loads.
  { path: '/graphiql/*', handle: ofApi(({ graphql }, request, response) => graphql(request, response)) },
  { path: '/healthz', handle: (_, __, response) => plain(response, 200, 'ok') },
  {
    path: '/readyz',
    handle: ({ down }, _, response) =>
      down().then(
        (parts) =>
          parts.length === 0
            ? plain(response, 200, 'ready')
            : plain(response, 503, `down, and being started again: ${parts.join(', ')}`),
        () => plain(response, 503, 'the database cannot be reached'),
      ),
  },
  {
    path: '/metrics',
    handle: async ({ metrics: { registry } }, _, response) => {
      const text = await registry.metrics();
      response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
    },
  },
  ...INTAKES.map((intake): Route => ({
    path: intake.path,
    handle: ofApi(async ({ engine, metrics }, request, response) => {
      if (request.method !== 'POST')
        return plain(response.setHeader('Allow', 'POST'), 405, `POST a file to ${intake.path}`);
      metrics.recorded(await postFile(intake, engine, request, response));
    }),
  })),
];

const known = router({ ignoreTrailingSlash: false, caseSensitive: true });
for (const route of ROUTES) known.all(route.path, () => {}, route);

/** How a request is answered, and the pattern of its path, for metrics. */
export function routeOf(method: string, path: string): { pattern: string; handle: Handle; params: Params } {
  const found = known.find(method as HTTPMethod, path);
  if (!found) return { pattern: 'other', handle: notFound, params: {} };
  const { path: pattern, handle } = found.store as Route;
  return { pattern, handle, params: found.params };
}

const notFound: Handle = (_, __, response) =>
  plain(response, 404, 'there is nothing here; the API is at /graphql');

/** Answers with a line of text. */
export function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

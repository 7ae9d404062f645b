/** What is answered where. A path may have parameters, as in `/surveys/:code/answers`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import router, { type HTTPMethod } from 'find-my-way';
import { type Caller, has, hasEverywhere } from '../access/viewer.ts';
import type { Audit } from '../engine/access/audit.ts';
import type { Engine } from '../engine/engine.ts';
import { userWith } from '../engine/user.ts';
import type { AuditOutcome } from '../store/words.ts';
import { EXPORT_PATH } from './export/exports.ts';
import type { Intake } from './intake.ts';
import { SCRAPER } from './identity/identities.ts';
import { INTAKES } from './intakes.ts';
import type { Metrics } from './metrics.ts';
import { type PageFiles, sendPage } from './page.ts';
import { TOO_MANY_UPLOADS, type UnderWay } from './rates.ts';
import { forbid, type Handler, refuse } from './refusal.ts';
import { postFile } from './upload.ts';

/** What answers to the API are made of. */
export interface Api {
  engine: Engine;
  /** Left out where nobody asks for it. */
  audit?: Audit;
  /** Answers /graphql. */
  graphql: Handler;
  /** Answers exports; left out where there are none. */
  exports?: Handler;
  /** Counts files of each principal; left out where nobody does. */
  uploads?: Pick<UnderWay, 'upload'>;
  /** Takes over connections to /graphql that ask to become WebSockets. */
  upgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/** What answers are made of. */
export interface Answering {
  /** Left out where this process runs other parts only. */
  api?: Api | undefined;
  metrics: Metrics;
  /** The page of recipes; left out where there is none. */
  recipes?: PageFiles;
  /** The parts that are down at the moment; rejects while the database cannot be reached. */
  down: () => Promise<readonly string[]>;
}

type Params = Readonly<Record<string, string | undefined>>;
type Handle = (
  answering: Answering & { caller: Caller },
  request: IncomingMessage,
  response: ServerResponse,
  params: Params,
) => unknown;

interface Route {
  path: string;
  /** Which requests are answered to anybody, because they tell nothing; left out: none. */
  isOpen?: (request: IncomingMessage) => boolean;
  handle: Handle;
}

/** What only a process that runs the API answers. */
function ofApi(
  handle: (
    answering: Answering & { caller: Caller } & Api,
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

const always = () => true;
const never = () => false;

/** Whether a browser opens the page of the API; Yoga answers such a request with it, and never with data. */
const asksForPage = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;

const ROUTES: readonly Route[] = [
  {
    path: '/',
    isOpen: always,
    handle: (_, __, response) => response.writeHead(302, { Location: '/graphql' }).end(),
  },
  {
    path: '/graphql',
    isOpen: asksForPage,
    handle: ofApi(({ graphql, caller }, request, response) => {
      // A cache must not give what one token sees to another, nor the page to a program.
      response.appendHeader('Vary', ['Accept', 'Authorization']);
      if (caller.viewer === SCRAPER) return forbid(request, response, 'READER');
      return graphql(request, response, asksForPage(request) ? {} : { caller });
    }),
  },
  // What its page for browsers loads. The path may still lead elsewhere (`/graphiql/../graphql`), where nobody is nobody.
  {
    path: '/graphiql/*',
    isOpen: always,
    handle: ofApi(({ graphql }, request, response) => graphql(request, response, {})),
  },
  {
    path: '/recipes',
    isOpen: always,
    handle: ({ recipes = null }, request, response) => sendPage(recipes, 'html', request, response),
  },
  {
    path: '/recipes/style.css',
    isOpen: always,
    handle: ({ recipes = null }, request, response) => sendPage(recipes, 'css', request, response),
  },
  { path: '/healthz', isOpen: always, handle: (_, __, response) => plain(response, 200, 'ok') },
  {
    path: '/readyz',
    isOpen: always,
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
    handle: async ({ metrics: { registry }, caller }, request, response) => {
      if (caller.viewer !== SCRAPER && !hasEverywhere(caller.viewer, 'ADMIN'))
        return forbid(request, response, 'ADMIN');
      const text = await registry.metrics();
      response.writeHead(200, { 'Content-Type': registry.contentType }).end(text);
    },
  },
  {
    path: EXPORT_PATH,
    handle: ofApi((answering, request, response, params) => {
      const { exports, caller } = answering;
      return exports
        ? exports(request, response, { caller })
        : notFound(answering, request, response, params);
    }),
  },
  ...INTAKES.map((intake): Route => ({
    path: intake.path,
    handle: ofApi(async ({ engine, metrics, audit, uploads, caller }, request, response) => {
      if (request.method !== 'POST')
        return plain(response.setHeader('Allow', 'POST'), 405, `POST a file to ${intake.path}`);
      const note = (outcome: AuditOutcome, rows: number | null = null) =>
        audit?.note(auditOf(caller, intake, request, { rows, outcome }));
      if (!has(caller.viewer, 'RECORDER')) {
        await note('REFUSED');
        return forbid(request, response, 'RECORDER');
      }
      const used = engine.as(userWith(caller.viewer, 'RECORDER'));
      let isNoted = false;
      const onDecided = async (rows: number | null) => {
        isNoted = true;
        metrics.recorded(rows ?? 0);
        await note(rows === null ? 'REFUSED' : 'DONE', rows);
      };
      const work = () =>
        postFile(intake, used, { request, response, viewer: caller.viewer, onDecided }).catch(
          async (error: unknown) => {
            if (!isNoted) await note('FAILED');
            throw error;
          },
        );
      if (!uploads) return work();
      if (!(await uploads.upload(caller.viewer, work))) return refuse(request, response, TOO_MANY_UPLOADS);
    }),
  })),
];

const known = router({ ignoreTrailingSlash: false, caseSensitive: true });
for (const route of ROUTES) known.all(route.path, () => {}, route);

/** How a request is answered, whether to anybody, and the pattern of its path, for metrics. */
export function routeOf(
  method: string,
  path: string,
): { pattern: string; isOpen: (request: IncomingMessage) => boolean; handle: Handle; params: Params } {
  const found = known.find(method as HTTPMethod, path);
  if (!found) return { pattern: 'other', isOpen: always, handle: notFound, params: {} };
  const { path: pattern, isOpen = never, handle } = found.store as Route;
  return { pattern, isOpen, handle, params: found.params };
}

const notFound: Handle = (_, __, response) =>
  plain(response, 404, 'there is nothing here; the API is at /graphql');

/** What is noted of a file that somebody sent. */
const auditOf = (
  { viewer, address }: Caller,
  { path }: Intake,
  { headers }: IncomingMessage,
  { rows, outcome }: { rows: number | null; outcome: AuditOutcome },
): Parameters<Audit['note']>[0] => ({
  by: viewer.name,
  principal: viewer.principal,
  address,
  action: `POST ${path}`,
  targets: [headers['idempotency-key'] ?? []].flat(),
  outcome,
  rows,
});

/** Answers with a line of text. */
export function plain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
}

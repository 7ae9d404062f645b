/** The GraphQL server: schema, context, limits and transport put together. It opens no port and reads no environment. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Delivery } from '../../delivery/delivery.ts';
import type { Webhooks } from '../../delivery/webhooks/webhooks.ts';
import type { Statements } from '../../store/database.ts';
import { type Context, createContext, EventContexts } from '../context.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { schema } from '../schema.ts';
import { useDocumentLimits } from './documents.ts';
import { type ExecutionOptions, useExecution } from './execution.ts';
import { counted, type Gate, OPEN, useStreams } from './gate.ts';
import { graphiqlOptions } from './graphiql.ts';
import { type Log, maskWith } from './masking.ts';
import { useJsonRequests } from './requests.ts';
import { Subscriptions } from './subscriptions.ts';
import { WebSockets } from './webSockets.ts';

export interface GraphQLOptions {
  engine: Context['engine'];
  /** Where events come from; subscriptions are served while it runs. */
  delivery: Delivery;
  /** Where webhooks and silences are changed; without it they can only be read. */
  webhooks?: Webhooks;
  /** What is read beside the services; never written to. */
  db: Statements;
  /** Told of unexpected errors only. */
  log: Log;
  limits?: Partial<Limits>;
  /** Whether people who open /graphql in a browser get a page to explore it with. */
  graphiql?: boolean;
  /** How often a query is executed before it is compiled. */
  compileAfter?: number;
  /** Who says whether there is room for more work; without it there always is. */
  gate?: Gate;
  /** Told of every executed operation. */
  observe?: ExecutionOptions['observe'];
}

const COMPILE_AFTER = 2;

/** The API of one process. */
export interface GraphQLServer {
  /** Answers /graphql: as a handler for `node:http`, or through `fetch`. */
  yoga: YogaServerInstance<object, Context>;
  /** Takes over a connection to /graphql that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many subscriptions there are, over SSE and WebSocket together. */
  subscriptions(): number;
  /** Ends subscriptions so that clients come back: SSE is cut without `complete`, WebSockets close with 1012. */
  endSubscriptions(): Promise<void>;
}

/** Answers /graphql, without WebSockets. */
export const createGraphQL = (options: GraphQLOptions): YogaServerInstance<object, Context> =>
  createGraphQLServer(options).yoga;

export function createGraphQLServer(options: GraphQLOptions): GraphQLServer {
  const {
    engine,
    delivery,
    webhooks,
    db,
    log,
    graphiql = true,
    compileAfter = COMPILE_AFTER,
    gate = OPEN,
    observe,
  } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const contexts = new EventContexts({ engine, delivery, webhooks, db, limits });
  const shared = { engine, delivery, webhooks, db, limits, events: contexts };
  const mask = maskWith(log);
  const subscriptions = new Subscriptions({ delivery, contexts, limits, mask });
  const yoga = createYoga<object, Context>({
    schema: schema(),
    context: (initial) => counted(gate, createContext(shared, requestOf(initial))),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    batching: false,
    multipart: false,
    // No page of another site may read answers. A server for such pages stands behind a proxy that says so.
    cors: false,
    logging: false,
    // Held by useJsonRequests, without piping every body through a stream of its own.
    maxRequestBodySize: false,
    maskedErrors: { maskError: mask },
    plugins: [
      useJsonRequests(limits.body),
      useDocumentLimits(limits),
      useExecution({ limits, compileAfter, gate, observe }),
      subscriptions.plugin(),
      useStreams(gate),
    ],
    ...(graphiql ? graphiqlOptions(engine) : { graphiql: false }),
  });
  const webSockets = new WebSockets({ yoga, subscriptions, limits, gate, mask });
  return {
    yoga,
    upgrade: (request, socket, head) => webSockets.upgrade(request, socket, head),
    subscriptions: () => subscriptions.count,
    endSubscriptions: async () => {
      const closed = webSockets.close();
      subscriptions.cut();
      await closed;
    },
  };
}

/** What a context keeps of a request: over HTTP the request itself is there, over WebSocket only when it ends. */
function requestOf({
  request,
  ended,
}: {
  request?: Request;
  ended?: AbortSignal;
}): Pick<Context, 'lastEventId' | 'ended'> {
  return {
    lastEventId: request?.headers.get('last-event-id') || null,
    ended: request?.signal ?? ended ?? null,
  };
}

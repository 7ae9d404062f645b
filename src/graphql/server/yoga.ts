/** The GraphQL server: schema, context, limits and transport put together. It opens no port and reads no environment. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Delivery } from '../../delivery/delivery.ts';
import type { Webhooks } from '../../delivery/webhooks/webhooks.ts';
import type { Caller } from '../../access/viewer.ts';
import { AccessTokens } from '../../engine/access/tokens.ts';
import type { Statements } from '../../store/database.ts';
import {
  type Access,
  ANYBODY,
  type Context,
  createContext,
  EventContexts,
  type Incoming,
  type SharedContext,
} from '../context.ts';
import { unauthenticated } from '../errors.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { schema } from '../schema.ts';
import { type Door, Stays } from './door.ts';
import { createDocumentCache } from './documentCache.ts';
import { useDocumentLimits } from './documents.ts';
import { type ExecutionOptions, useExecution } from './execution.ts';
import { counted, type Gate, OPEN, useStreams } from './gate.ts';
import { useGraphiql } from './graphiql.ts';
import { type Log, maskWith } from './masking.ts';
import { Rates, shareOf, type Shares, UNSHARED } from './rates.ts';
import { useJsonRequests } from './requests.ts';
import { Subscriptions } from './subscriptions.ts';
import { useTags } from './tags.ts';
import { NO_TRUSTED_DOCUMENTS, type TrustedDocuments } from './trustedDocuments.ts';
import { UnchangedAnswers } from './unchangedAnswers.ts';
import { WebSockets } from './webSockets.ts';

export interface GraphQLOptions {
  engine: SharedContext['engine'];
  /** Where events come from; subscriptions are served while it runs. */
  delivery: Delivery;
  /** Where webhooks and silences are changed; without it they can only be read. */
  webhooks?: Webhooks;
  /** Tokens and what is noted; left out: those of the database, and nothing. */
  access?: Access;
  /** Who may come in; left out where everybody may do everything. */
  door?: Door;
  /** How often it is looked whether who stays may, in milliseconds. */
  lookAgain?: number;
  /** What is read beside the services; never written to. */
  db: Statements;
  /** Told of unexpected errors only. */
  log: Log;
  limits?: Partial<Limits>;
  /** Whether people who open /graphql in a browser get a page to explore it with. */
  graphiql?: boolean;
  /** Documents that are named by their ids; left out: none. */
  trusted?: TrustedDocuments;
  /** How often a query is executed before it is compiled. */
  compileAfter?: number;
  /** Who says whether there is room for more work; without it there always is. */
  gate?: Gate;
  /** Who counts what each principal has under way; without it nobody does. */
  shares?: Shares;
  /** Told of every executed operation. */
  observe?: ExecutionOptions['observe'];
}

const COMPILE_AFTER = 2;

/** The API of one process. */
export interface GraphQLServer {
  /** Answers /graphql: as a handler for `node:http`, or through `fetch`. */
  yoga: YogaServerInstance<Incoming, Context>;
  /** Takes over a connection to /graphql that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many subscriptions there are, over SSE and WebSocket together. */
  subscriptions(): number;
  /** Ends subscriptions so that clients come back: SSE is cut without `complete`, WebSockets close with 1012. */
  endSubscriptions(): Promise<void>;
}

/** Answers /graphql, without WebSockets. */
export const createGraphQL = (options: GraphQLOptions): YogaServerInstance<Incoming, Context> =>
  createGraphQLServer(options).yoga;

export function createGraphQLServer(options: GraphQLOptions): GraphQLServer {
  const {
    engine,
    delivery,
    webhooks,
    access = { tokens: new AccessTokens(options.db) },
    door,
    lookAgain,
    db,
    log,
    graphiql = true,
    trusted = NO_TRUSTED_DOCUMENTS,
    compileAfter = COMPILE_AFTER,
    gate = OPEN,
    shares = UNSHARED,
    observe,
  } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const contexts = new EventContexts({ engine, delivery, webhooks, access, db, limits });
  const shared = { engine, delivery, webhooks, access, db, limits, events: contexts };
  const callerOf = ({ caller }: Incoming): Caller => {
    if (caller || !door) return caller ?? ANYBODY;
    throw unauthenticated();
  };
  const stays = new Stays(door, lookAgain);
  const mask = maskWith(log);
  const unchanged = new UnchangedAnswers();
  const rates = new Rates({ limits, shares });
  const subscriptions = new Subscriptions({ delivery, contexts, limits, mask, stays, rates });
  const documents = createDocumentCache();
  const yoga = createYoga<Incoming, Context>({
    schema: schema(),
    context: (initial) => {
      const caller = callerOf(initial);
      const context = createContext(shared, { ...requestOf(initial), ...caller });
      return counted(shareOf(shares, caller.viewer), counted(gate, context));
    },
    graphqlEndpoint: '/graphql',
    landingPage: false,
    parserAndValidationCache: documents.caches,
    batching: false,
    multipart: false,
    // Which pages of other sites may read answers is said before, for all of the server (src/http/cors.ts).
    cors: false,
    logging: false,
    // Held by useJsonRequests, without piping every body through a stream of its own.
    maxRequestBodySize: false,
    maskedErrors: { maskError: mask },
    graphiql: false,
    plugins: [
      ...(graphiql ? [useGraphiql(door?.isRequired ? null : engine)] : []),
      useJsonRequests(limits.body, trusted),
      useDocumentLimits(limits),
      documents.plugin,
      useExecution({ limits, compileAfter, unchanged, gate, shares, observe }),
      rates.plugin(),
      useTags(unchanged),
      subscriptions.plugin(),
      useStreams(gate),
      useStreams(shares),
    ],
  });
  const webSockets = new WebSockets({ yoga, trusted, subscriptions, limits, gate, rates, mask, door, stays });
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

/** The GraphQL server: schema, context, limits and transport put together. It opens no port and reads no environment. */
import { createYoga, type YogaServerInstance } from 'graphql-yoga';
import type { Services } from '../../engine/services.ts';
import type { Statements } from '../../store/database.ts';
import { type Context, createContext } from '../context.ts';
import { DEFAULT_LIMITS, type Limits } from '../limits.ts';
import { schema } from '../schema.ts';
import { useDocumentLimits } from './documents.ts';
import { type ExecutionOptions, useExecution } from './execution.ts';
import { graphiqlOptions } from './graphiql.ts';
import { type Log, maskWith } from './masking.ts';
import { useJsonRequests } from './requests.ts';

export interface GraphQLOptions {
  services: Services;
  /** What is read beside the services; never written to. */
  db: Statements;
  /** Told of unexpected errors only. */
  log: Log;
  limits?: Partial<Limits>;
  /** Whether people who open /graphql in a browser get a page to explore it with. */
  graphiql?: boolean;
  /** How often a query is executed before it is compiled. */
  compileAfter?: number;
  /** Told of every executed operation. */
  observe?: ExecutionOptions['observe'];
}

const COMPILE_AFTER = 2;

/** Answers /graphql: as a handler for `node:http`, or through `fetch`. */
export function createGraphQL(options: GraphQLOptions): YogaServerInstance<object, Context> {
  const { services, db, log, graphiql = true, compileAfter = COMPILE_AFTER, observe } = options;
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  return createYoga<object, Context>({
    schema: schema(),
    context: () => createContext({ services, db, limits }),
    graphqlEndpoint: '/graphql',
    landingPage: false,
    batching: false,
    multipart: false,
    // No page of another site may read answers. A server for such pages stands behind a proxy that says so.
    cors: false,
    logging: false,
    // Held by useJsonRequests, without piping every body through a stream of its own.
    maxRequestBodySize: false,
    maskedErrors: { maskError: maskWith(log) },
    plugins: [useJsonRequests(limits.body), useDocumentLimits(limits), useExecution({ limits, compileAfter, observe })],
    ...(graphiql ? graphiqlOptions(services) : { graphiql: false }),
  });
}

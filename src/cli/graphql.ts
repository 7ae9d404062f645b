import { describe, parsed, refuseNotReady, textOf } from './answer.ts';
import { post } from './exchange.ts';
import { EXIT, ExitError } from './exit.ts';
import { printable } from './print.ts';
import type { Server } from './server.ts';

/** Longer than the server's own limit on an execution, so that its message arrives. */
const SILENCE_MS = 60_000;

/** The errors of an answer. */
export type GraphQLErrors = { message?: unknown; extensions?: { code?: unknown } }[];

interface GraphQLAnswer {
  data?: unknown;
  errors?: GraphQLErrors;
}

/**
 * Asks one question. `Data` is the shape that the query asks for.
 * Throws an ExitError with the server's messages, one a line: for an unknown code or a malformed argument as wrong usage.
 */
export async function ask<Data>(server: Server, query: string, variables: object): Promise<Data> {
  const answer = await post(server.endpoint('graphql'), {
    server: server.name,
    headers: {
      ...server.headers(),
      'Content-Type': 'application/json',
      Accept: 'application/graphql-response+json, application/json;q=0.9',
    },
    body: JSON.stringify({ query, variables }),
    silenceMs: SILENCE_MS,
  });
  const text = await textOf(answer, server.name);
  const { data, errors } = (parsed(text) ?? {}) as GraphQLAnswer;
  if (answer.statusCode === 503) refuseNotReady(answer, text, server.name);
  if (Array.isArray(errors) && errors.length > 0) throw refusal(errors);
  if (answer.statusCode === 200 && data) return data as Data;
  refuseNotReady(answer, text, server.name);
  throw new ExitError(
    EXIT.FAILED,
    `the server at ${server.name} did not answer as expected: ${describe(answer, text)}`,
  );
}

const NOT_LET_IN =
  'the server does not accept the token, or wants one: put a valid one in KPI_MATRIX_TOKEN, or its file in KPI_MATRIX_TOKEN_FILE';

/** Whether the server says that it does not know who asks. */
export const isNotLetIn = (errors: GraphQLErrors): boolean =>
  errors.some((error) => error.extensions?.code === 'UNAUTHENTICATED');

/** What the server says against a request, as wrong usage where it names an argument. */
export function refusal(errors: GraphQLErrors): ExitError {
  const badInput = errors.some((error) => error.extensions?.code === 'BAD_USER_INPUT');
  if (isNotLetIn(errors)) return new ExitError(EXIT.FAILED, NOT_LET_IN);
  const messages = errors.map((error) => printable(String(error.message ?? 'unexplained error')));
  return new ExitError(badInput ? EXIT.USAGE : EXIT.FAILED, messages.join('\n'));
}

/** What is told of errors: those with a code of ours as they are, and of all others only that they are in the log. */
import { randomUUID } from 'node:crypto';
import { GraphQLError } from 'graphql';
import { isPassing } from '../../store/database.ts';
import { CODES } from '../errors.ts';

/** The part of a pino logger that is used here. */
export interface Log {
  error(details: object, message: string): void;
}

const UNAVAILABLE = 'the database cannot be reached at the moment; send the same again in a few seconds';
const MESSAGE = 'something went wrong on the server; its log has the details under this id';

/** Makes the function that every error goes through before it is answered; the unexpected are logged once, with an id. */
export function maskWith(log: Log): (error: unknown) => Error {
  return (error) => {
    if (isMeant(error)) return error;
    const id = randomUUID();
    const { cause, place } = sourceOf(error);
    log.error({ err: cause, id, ...(place?.path && { path: place.path.join('.') }) }, 'a request failed');
    const passing = isPassing(cause);
    return new GraphQLError(passing ? UNAVAILABLE : MESSAGE, {
      ...(place && {
        nodes: place.nodes,
        source: place.source,
        positions: place.positions,
        path: place.path,
      }),
      // `unexpected` tells the transport to answer with status 500 where there are no data; it is not sent.
      extensions: passing
        ? { code: CODES.UNAVAILABLE, id, http: { status: 503, headers: { 'Retry-After': '5' } } }
        : { code: CODES.INTERNAL_SERVER_ERROR, id, unexpected: true },
    });
  };
}

/** Whether the error was made to be told: ours and the transport's have a code. */
function isMeant(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  const { originalError, extensions } = error;
  return typeof extensions?.code === 'string' && (!originalError || originalError instanceof GraphQLError);
}

function sourceOf(error: unknown): { cause: unknown; place?: GraphQLError } {
  return error instanceof GraphQLError
    ? { cause: error.originalError ?? error, place: error }
    : { cause: error };
}

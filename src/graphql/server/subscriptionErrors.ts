/** Why a subscription ends, or does not begin; all of these mean: come back, with the last cursor. */
import { GraphQLError } from 'graphql';
import { CODES } from '../errors.ts';

export const tooManySubscriptions = (most: number): GraphQLError =>
  new GraphQLError(`this server has ${most} subscriptions already; try again later, or on another server`, {
    extensions: {
      code: CODES.TOO_MANY_SUBSCRIPTIONS,
      http: { status: 503, headers: { 'Retry-After': '10' } },
    },
  });

export const slowSubscriber = (): GraphQLError =>
  new GraphQLError('what was sent was not read in time; subscribe again after the last cursor', {
    extensions: { code: CODES.SLOW_SUBSCRIBER },
  });

export const interrupted = (): GraphQLError =>
  new GraphQLError('the server cannot reach its database; subscribe again after the last cursor', {
    extensions: { code: CODES.INTERRUPTED },
  });

export const stopping = (): GraphQLError =>
  new GraphQLError('this server is stopping; subscribe again after the last cursor', {
    extensions: { code: CODES.INTERRUPTED, http: { status: 503, headers: { 'Retry-After': '1' } } },
  });

/** An error without what only concerns the transport. */
export function told(error: GraphQLError): GraphQLError {
  const { http: _http, unexpected: _unexpected, ...extensions } = error.extensions;
  const { nodes, source, positions, path } = error;
  return new GraphQLError(error.message, { nodes, source, positions, path, extensions });
}

import { GraphQLError } from 'graphql';

/** Refuses a request for how it carries its question. */
export function badRequest(status: number, message: string): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code: 'BAD_REQUEST', http: { status } },
  });
}

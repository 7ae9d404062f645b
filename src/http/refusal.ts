/** Refusals that are given before anybody has read the request: in the shape of a GraphQL answer all the same. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../access/viewer.ts';

/** Answers a request of somebody who was let in; without a caller it is of anybody, and told nothing. */
export type Handler = (
  request: IncomingMessage,
  response: ServerResponse,
  of: { caller?: Caller },
) => unknown;

/** Why a request is not answered otherwise. */
export interface Refused {
  status: number;
  /** `extensions.code` of the answer's one error. */
  code: string;
  message: string;
  headers?: Readonly<Record<string, string>>;
}

const RESPONSE_JSON = 'application/graphql-response+json';

/** Answers with the refusal alone; what comes of the body is left to be read past. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message, headers }: Refused,
): void {
  const type = request.headers.accept?.includes(RESPONSE_JSON) ? RESPONSE_JSON : 'application/json';
  response.writeHead(status, { ...headers, 'Content-Type': `${type}; charset=utf-8` });
  response.end(JSON.stringify({ errors: [{ message, extensions: { code } }] }));
}

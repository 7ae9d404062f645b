/** Refusals that are given before anybody has read the request: in the shape of a GraphQL answer all the same. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Role } from '../access/role.ts';
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
  headers?: Readonly<Record<string, string>> | undefined;
}

const RESPONSE_JSON = 'application/graphql-response+json';

/** Answers with the refusal alone; what comes of the body is left to be read past. */
export function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, code, message, headers }: Refused,
): void {
  answerErrors(request, response, { status, headers, errors: [{ message, extensions: { code } }] });
}

/** Refuses what takes a role; says which, not who has it. */
export const forbid = (request: IncomingMessage, response: ServerResponse, role: Role): void =>
  refuse(request, response, { status: 403, code: 'FORBIDDEN', message: `this takes the role ${role}` });

/** Refuses parameters, with every problem. */
export const refuseInput = (
  request: IncomingMessage,
  response: ServerResponse,
  problems: readonly { argument: string; message: string }[],
): void =>
  answerErrors(request, response, {
    status: 400,
    errors: problems.map(({ argument, message }) => ({
      message: `${argument}: ${message}`,
      extensions: { code: 'BAD_USER_INPUT', argument },
    })),
  });

function answerErrors(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers, errors }: Pick<Refused, 'status' | 'headers'> & { errors: readonly object[] },
): void {
  const type = request.headers.accept?.includes(RESPONSE_JSON) ? RESPONSE_JSON : 'application/json';
  response.writeHead(status, { ...headers, 'Content-Type': `${type}; charset=utf-8` });
  response.end(JSON.stringify({ errors }));
}

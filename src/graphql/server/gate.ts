/** Where the API asks whether its process has room for more. */
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { CODES } from '../errors.ts';

/** Who counts what is under way in this process. */
export interface Gate {
  /** Whether there is no room for one more operation. */
  refuses(): boolean;
  /** Counts the work for an operation until it settles, also where nobody waits for it any more. */
  count(work: Promise<unknown>): void;
  /** Says that the answer to a request goes on as a stream. */
  streams(request: IncomingMessage): void;
}

/** Lets everything in. */
export const OPEN: Gate = { refuses: () => false, count: () => {}, streams: () => {} };

/** The work itself, counted where it is not done at once. */
export function counted<T>(gate: Pick<Gate, 'count'>, work: T): T {
  if (work instanceof Promise) gate.count(work);
  return work;
}

/** Says of each request whose answer is a stream that it is one. */
export function useStreams(gate: Pick<Gate, 'streams'>): Plugin {
  return {
    onResponse({ response, serverContext }) {
      const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
      const { req } = (serverContext ?? {}) as { req?: IncomingMessage };
      if (isStream && req) gate.streams(req);
    },
  };
}

/** What an operation is refused with where there is no room; over HTTP the same is said before it is read. */
export const overloaded = (): GraphQLError =>
  new GraphQLError('this server has as much to do as it can at the moment; send the same again in a second', {
    extensions: { code: CODES.OVERLOADED },
  });

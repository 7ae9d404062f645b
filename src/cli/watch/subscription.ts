import { setTimeout as pause } from 'node:timers/promises';
import { describe, parsed, refuseNotReady, textOf } from '../answer.ts';
import { post } from '../exchange.ts';
import { EXIT, ExitError } from '../exit.ts';
import { type GraphQLErrors, isNotLetIn, refusal } from '../graphql.ts';
import { pauseAfter } from '../pauses.ts';
import type { Server } from '../server.ts';
import { unreachable, Unreachable } from '../unreachable.ts';
import { messages } from './messages.ts';

/** The server shows at least every 12 seconds that it is alive. */
const SILENCE_MS = 40_000;

/** Ends of a subscription after which the server invites to come back. */
const PASSING = new Set(['SLOW_SUBSCRIBER', 'INTERRUPTED', 'TOO_MANY_SUBSCRIPTIONS', 'RATE_LIMITED']);

export interface Subscription {
  query: string;
  variables: object;
  signal: AbortSignal;
  /** Is told before it tries again; `pauseMs` later it does. */
  onCut(error: Error, pauseMs: number): void;
}

/**
 * The results of a subscription, for as long as the signal does not abort: a connection that is cut is made again, and goes on after
 * the last event. Throws what the first connection fails with, and every refusal that trying again would not mend.
 */
export async function* subscription(
  server: Server,
  { query, variables, signal, onCut }: Subscription,
): AsyncGenerator<unknown> {
  let lastId: string | null = null;
  for (let failures = 0; ; failures += 1) {
    try {
      for await (const { id, data } of connection(
        server,
        JSON.stringify({ query, variables }),
        lastId,
        signal,
      )) {
        if (data !== null) yield data;
        lastId = id ?? lastId;
        failures = 0;
      }
      throw cut(server);
    } catch (error) {
      signal.throwIfAborted();
      if (lastId === null || !isPassing(error)) throw error;
      const pauseMs = pauseAfter(failures + 1);
      onCut(error as Error, pauseMs);
      await pause(pauseMs, undefined, { signal });
    }
  }
}

interface Received {
  id: string | null;
  data: unknown;
}

async function* connection(
  server: Server,
  body: string,
  lastId: string | null,
  signal: AbortSignal,
): AsyncGenerator<Received> {
  const identity = server.headers();
  const headers = { ...identity, 'Content-Type': 'application/json', Accept: 'text/event-stream' };
  const resumed = lastId === null ? headers : { ...headers, 'Last-Event-ID': lastId };
  const answer = await post(server.endpoint('graphql'), {
    server: server.name,
    headers: resumed,
    body,
    signal,
    silenceMs: SILENCE_MS,
  });
  if (!answer.headers['content-type']?.startsWith('text/event-stream')) {
    const text = await textOf(answer, server.name);
    refuseNotReady(answer, text, server.name);
    throw refused((parsed(text) ?? {}) as Result) ?? unexpected(server, describe(answer, text));
  }
  try {
    for await (const { id, event, data } of messages(answer)) {
      const result = data ? (parsed(data) as Result | undefined) : undefined;
      const error = refused(result ?? {});
      if (error instanceof NotLetIn && isReplaced(identity, server))
        throw new Passing(error.exitCode, TURNED_OUT);
      if (error) throw error;
      if (event === 'complete') throw unexpected(server, 'it ended the subscription');
      yield { id, data: result?.data ?? null };
    }
  } catch (error) {
    throw unreachable(error, server.name);
  } finally {
    answer.destroy();
  }
}

interface Result {
  data?: unknown;
  errors?: GraphQLErrors;
}

class Passing extends ExitError {}

/** The server does not accept the token, or no longer. */
class NotLetIn extends ExitError {}

const TURNED_OUT = 'the server no longer accepts the token that was used';

/** Whether there is another token by now than the one that a connection was opened with. */
const isReplaced = ({ Authorization }: Record<string, string>, server: Server): boolean =>
  server.headers().Authorization !== Authorization;

function refused({ errors }: Result): Error | undefined {
  if (!Array.isArray(errors) || errors.length === 0) return undefined;
  const error = refusal(errors);
  if (isNotLetIn(errors)) return new NotLetIn(error.exitCode, error.message);
  const passing = errors.every((it) => PASSING.has(String(it.extensions?.code)));
  return passing ? new Passing(error.exitCode, error.message) : error;
}

const isPassing = (error: unknown): boolean =>
  error instanceof Passing || (error instanceof Unreachable && error.passing);

const cut = (server: Server): Unreachable => new Unreachable(server.name, 'the connection was cut', true);

const unexpected = (server: Server, what: string): ExitError =>
  new ExitError(EXIT.FAILED, `the server at ${server.name} did not answer as expected: ${what}`);

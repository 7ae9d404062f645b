/** Subscribers as real clients are: over SSE by hand, and over WebSocket with graphql-ws. */
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { messages } from '../../src/cli/watch/messages.ts';
import { parseCursor } from '../../src/delivery/cursor.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

export const QUERY = `subscription ($filter: BreachFilter, $after: String) {
  breachEvents(filter: $filter, after: $after) { id cursor type }
}`;

/** A block of an event stream, its data parsed. */
export interface Block {
  id: string | null;
  event: string | null;
  data: Loose;
}

/** One connection over SSE. */
export interface SseConnection {
  status: number;
  headers: IncomingMessage['headers'];
  blocks: AsyncGenerator<Block>;
  request: ClientRequest;
  response: IncomingMessage;
}

/** Subscribes over SSE with a POST; the answer has begun when it resolves. */
export async function sse(
  url: string,
  variables: object = {},
  {
    query = QUERY,
    headers = {},
    signal,
  }: { query?: string; headers?: Record<string, string>; signal?: AbortSignal } = {},
): Promise<SseConnection> {
  return new Promise((resolve, reject) => {
    const all = { 'Content-Type': 'application/json', Accept: 'text/event-stream', ...headers };
    const call = request(
      `${url}/graphql`,
      { method: 'POST', headers: all, agent: false, signal },
      (response) => {
        call.on('error', () => {});
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, headers, blocks: blocksOf(response), request: call, response });
      },
    );
    call.on('error', reject);
    call.end(JSON.stringify({ query, variables }));
  });
}

async function* blocksOf(response: IncomingMessage): AsyncGenerator<Block> {
  for await (const { id, event, data } of messages(response)) {
    yield { id, event, data: data ? JSON.parse(data) : null };
  }
}

/** What a subscriber remembers. */
export class Received {
  readonly ids: string[] = [];
  readonly sequences: number[] = [];
  cursor: string | null = null;

  take({ id, cursor }: { id: string; cursor: string }): void {
    this.ids.push(id);
    this.sequences.push(parseCursor(cursor)!.sequence);
    this.cursor = cursor;
  }
}

/** A subscriber that is connected until it is cut, and connects again when told to. */
export interface Subscriber {
  received: Received;
  /** Connects, going on after what was received; resolves when it is cut or fails. */
  connect(url: string): Promise<void>;
  /** Ends the connection without a word. */
  cut(): void;
}

export function sseSubscriber(): Subscriber {
  const received = new Received();
  let lastId: string | null = null;
  let ended = new AbortController();
  return {
    received,
    connect: async (url) => {
      try {
        ended = new AbortController();
        const { signal } = ended;
        const { blocks } = await sse(
          url,
          { after: '' },
          { headers: lastId ? { 'Last-Event-ID': lastId } : {}, signal },
        );
        for await (const { id, data } of blocks) {
          if (data) received.take(data.data.breachEvents);
          lastId = id ?? lastId;
        }
      } catch {
        // Cut, or nobody was there: whoever looks after it connects again.
      }
    },
    cut: () => ended.abort(),
  };
}

export function webSocketSubscriber(): Subscriber {
  const received = new Received();
  let socket: WebSocket | undefined;
  let isCut = false;
  return {
    received,
    connect: async (url) => {
      socket = undefined;
      isCut = false;
      const client = createClient({
        url: `${url.replace('http', 'ws')}/graphql`,
        webSocketImpl: class extends WebSocket {
          constructor(...args: ConstructorParameters<typeof WebSocket>) {
            super(...args);
            // eslint-disable-next-line @typescript-eslint/no-this-alias
            socket = this;
            this.on('error', () => {});
            if (isCut) setImmediate(() => this.terminate());
          }
        },
        retryAttempts: 0,
      });
      try {
        for await (const { data } of client.iterate<Loose>({
          query: QUERY,
          variables: { after: received.cursor ?? '' },
        })) {
          received.take(data.breachEvents);
        }
      } catch {
        // As above.
      } finally {
        await client.dispose();
      }
    },
    cut: () => {
      isCut = true;
      socket?.terminate();
    },
  };
}

/**
 * graphql-transport-ws on the path of the API. Operations go through the same plugins as over HTTP; a socket that does
 * not read, or whose other end has vanished, is closed, and with it all that it asked for.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
} from 'graphql';
import {
  handleProtocols,
  makeServer,
  type Server,
  type ServerOptions,
  type SubscribePayload,
} from 'graphql-ws';
import type { YogaServerInstance } from 'graphql-yoga';
import { type WebSocket, WebSocketServer } from 'ws';
import { ANYBODY, type Context, type Incoming } from '../context.ts';
import { beyondLimit, CODES, unauthenticated } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Door, Stays } from './door.ts';
import { type Gate, overloaded } from './gate.ts';
import type { Rates } from './rates.ts';
import { Socket } from './socket.ts';
import { interrupted, told } from './subscriptionErrors.ts';
import type { Subscriptions } from './subscriptions.ts';
import { type Carried, type TrustedDocuments, withQuery } from './trustedDocuments.ts';

export interface WebSocketOptions {
  yoga: YogaServerInstance<Incoming, Context>;
  trusted: Pick<TrustedDocuments, 'question'>;
  /** Left out where everybody may do everything. */
  door?: Door | undefined;
  stays: Stays;
  subscriptions: Subscriptions;
  limits: Limits;
  gate: Gate;
  rates: Pick<Rates, 'crowded'>;
  /** Makes an error one that may be told. */
  mask: (error: unknown) => Error;
}

/** Sockets beyond the subscriptions of the process: for those that ask or change something. */
const SPARE_SOCKETS = 100;
const NORMAL = 1000;
/** "Service restart": clients come back by themselves. */
const RESTART = 1012;
/** How long a client has to answer the closing, in milliseconds. */
const FAREWELL = 2000;

type Run = (args: ExecutionArgs) => Promise<ExecutionResult>;

/** An operation with what executes it: Yoga's plugins are made anew for each. */
interface Prepared extends ExecutionArgs {
  execute: Run;
  subscribe: Run;
}

export class WebSockets {
  readonly #options: WebSocketOptions;
  readonly #protocol: Server<Socket>;
  readonly #server: WebSocketServer;
  #isClosing = false;

  constructor(options: WebSocketOptions) {
    this.#options = options;
    this.#protocol = makeServer<Record<string, unknown>, Socket>(this.#operations());
    this.#server = new WebSocketServer({
      noServer: true,
      maxPayload: options.limits.body,
      handleProtocols,
      clientTracking: true,
    });
  }

  /** Takes over a connection that asked to be upgraded. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const most = this.#options.limits.subscriptions + SPARE_SOCKETS;
    if (this.#isClosing || this.#server.clients.size >= most) return refuse(socket);
    this.#server.handleUpgrade(request, socket, head, (opened) => this.#open(opened, request));
  }

  /** Closes all sockets with 1012; resolves when they are gone. */
  async close(): Promise<void> {
    this.#isClosing = true;
    const open = [...this.#server.clients];
    const closed = open.map((it) => new Promise<void>((resolve) => it.once('close', () => resolve())));
    for (const it of open) it.close(RESTART, 'the server is restarting');
    const timer = setTimeout(() => open.forEach((it) => it.terminate()), FAREWELL);
    await Promise.all(closed);
    clearTimeout(timer);
  }

  #open(opened: WebSocket, request: IncomingMessage): void {
    const { limits, subscriptions } = this.#options;
    const socket = new Socket(opened, request, limits, subscriptions);
    const closed = this.#protocol.opened(
      {
        protocol: opened.protocol,
        send: (text) => socket.send(text),
        close: (code, reason) => socket.close(code ?? NORMAL, reason ?? ''),
        // Without what came with it, which the protocol leaves open: it may be some megabytes, or too deep to be written.
        onPing: () => socket.send('{"type":"pong"}'),
        onMessage: (take) =>
          opened.on('message', (data) => {
            if (opened.readyState !== opened.OPEN) return;
            take(withQuery(String(data))).catch((error: unknown) => socket.fail(this.#mask(error)));
          }),
      },
      socket,
    );
    opened.once('close', (code, reason) => {
      socket.gone();
      void Promise.resolve(closed(code, String(reason))).catch(() => undefined);
    });
  }

  #operations(): ServerOptions<Record<string, unknown>, Socket> {
    return {
      onConnect: ({ extra: socket, connectionParams }) =>
        this.#admit(socket, connectionParams?.['authorization']),
      onSubscribe: async ({ extra: socket }, _id, payload) => {
        const { door, gate, rates } = this.#options;
        const { caller } = socket;
        try {
          if (caller && door && !(await door.isValid(caller.viewer))) {
            socket.refuse();
            return [unauthenticated()];
          }
          // Nothing is waited for between these and the counting, or many that come at once would all find room.
          // Frames are read all the same: among them are farewells and answers to pings.
          if (gate.refuses()) return [overloaded()];
          const crowded = caller && rates.crowded(caller.viewer);
          if (crowded) return [crowded];
          return await this.#prepare(socket, payload);
        } catch (error) {
          return [this.#mask(error)];
        }
      },
      execute: (args) => (args as Prepared).execute(args),
      subscribe: (args) => (args as Prepared).subscribe(args),
      onOperation: ({ extra: socket }, id, _payload, { contextValue }) => {
        const stream = this.#options.subscriptions.streamOf(contextValue as object);
        if (stream) socket.follow(id, stream);
      },
      onNext: (_socket, _id, _payload, _args, { errors, ...rest }) =>
        errors ? { ...rest, errors: errors.map((it) => told(it)) } : undefined,
      onError: ({ extra: socket }, _id, _payload, errors) => {
        socket.leaveIfInterrupted(errors);
        return errors.map((it) => told(this.#mask(it)));
      },
      onComplete: ({ extra: socket }, id) => socket.unfollow(id),
    };
  }

  /** Whether whoever opened a socket is let in. */
  async #admit(socket: Socket, authorization: unknown): Promise<boolean> {
    const { door, stays } = this.#options;
    const text = typeof authorization === 'string' ? authorization : undefined;
    const caller = door ? await this.#asked(door, socket, text) : ANYBODY;
    if (caller === 'unknown') return socket.refuse();
    if (caller === 'later') {
      socket.leave(interrupted());
      return false;
    }
    socket.enter(caller, stays);
    return true;
  }

  /** As a door answers; a database that is away is no reason not to come back. */
  async #asked(door: Door, { request }: Socket, text: string | undefined): ReturnType<Door['admit']> {
    try {
      return await door.admit(request, text);
    } catch (error) {
      const masked = this.#mask(error);
      if (masked.extensions.code === CODES.UNAVAILABLE) return 'later';
      throw masked;
    }
  }

  /** What is to be executed, or why it is not. */
  async #prepare({ ended, caller }: Socket, payload: SubscribePayload): Promise<Prepared | GraphQLError[]> {
    const { characters } = this.#options.limits;
    const { query = '', operationName, variables } = this.#options.trusted.question(payload as Carried);
    if (query.length > characters) {
      return [beyondLimit(`a document has at most ${characters} characters, not ${query.length}`)];
    }
    const enveloped = this.#options.yoga.getEnveloped({ ended, caller } as never);
    const { schema, execute, subscribe } = enveloped;
    const document = parsed(query, enveloped.parse as (text: string) => DocumentNode);
    const problems = enveloped.validate(schema, document) as GraphQLError[];
    if (problems.length > 0) return problems;
    if (!getOperationAST(document, operationName)) return [unnamed()];
    const contextValue = await enveloped.contextFactory();
    return {
      schema,
      document,
      operationName,
      variableValues: variables,
      contextValue,
      execute,
      subscribe,
    } as Prepared;
  }

  readonly #mask = (error: unknown): GraphQLError => {
    const masked = this.#options.mask(error);
    return masked instanceof GraphQLError ? masked : new GraphQLError(masked.message);
  };
}

/** The document; a text that is none is refused with the code that it has over HTTP. */
function parsed(query: string, parse: (text: string) => DocumentNode): DocumentNode {
  try {
    return parse(query);
  } catch (error) {
    if (error instanceof GraphQLError) error.extensions.code ??= 'GRAPHQL_PARSE_FAILED';
    throw error;
  }
}

/** As over HTTP. */
const unnamed = (): GraphQLError =>
  new GraphQLError('say with operationName which operation of the document is meant', {
    extensions: { code: 'OPERATION_RESOLUTION_FAILURE' },
  });

function refuse(socket: Duplex): void {
  socket.end(
    'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 10\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
  );
}

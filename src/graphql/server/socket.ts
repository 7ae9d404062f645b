/** One WebSocket: what is sent, whether it is read, and whether anybody is still at the other end. */
import { setMaxListeners } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Caller } from '../../access/viewer.ts';
import type { GraphQLError } from 'graphql';
import type { WebSocket } from 'ws';
import { CODES } from '../errors.ts';
import type { Limits } from '../limits.ts';
import type { Stays } from './door.ts';
import type { EventStream } from './eventStream.ts';
import type { Watched } from './keepAlive.ts';
import { interrupted, slowSubscriber } from './subscriptionErrors.ts';
import type { Subscriptions } from './subscriptions.ts';

/** "Try again later": clients come back by themselves, where an error message would be final. */
const LATER = 1013;
const DEFECT = 4500;
/** "Unauthorized", as the protocol has it: clients do not come back by themselves. */
const UNAUTHORIZED = 4401;
/** A reason has at most 123 bytes. */
const LONGEST_REASON = 120;
/** A socket that is closed has so long to answer, in milliseconds. */
const FAREWELL = 5000;

interface Followed {
  stream: EventStream;
  told: number;
}

export class Socket implements Watched {
  /** The request that it began with. */
  readonly request: IncomingMessage;
  readonly #socket: WebSocket;
  #caller: Caller | undefined;
  readonly #limits: Limits;
  readonly #subscriptions: Subscriptions;
  readonly #followed = new Map<string, Followed>();
  readonly #ended = new AbortController();
  #sending = 0;
  /** Since when nothing that was sent has left. */
  #stalled: number | null = null;
  #asked = performance.now();
  #answered = true;

  constructor(socket: WebSocket, request: IncomingMessage, limits: Limits, subscriptions: Subscriptions) {
    this.request = request;
    // Each operation that goes on listens for its end.
    setMaxListeners(0, this.#ended.signal);
    this.#socket = socket;
    this.#limits = limits;
    this.#subscriptions = subscriptions;
    subscriptions.keepAlive.add(this);
    socket.on('pong', () => (this.#answered = true));
    // What is against the rules of WebSocket is answered with its code by the library: cut at once, it would not arrive.
    socket.on('error', () => this.#depart());
  }

  /** Who asks; undefined before they were let in. */
  get caller(): Caller | undefined {
    return this.#caller;
  }

  /** Aborts when the socket is gone. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Resolves when the text has left this process, or never will. */
  send(text: string): Promise<void> {
    if (this.#socket.readyState !== this.#socket.OPEN) return Promise.resolve();
    this.#sending++;
    this.#stalled ??= performance.now();
    return new Promise((resolve) => this.#socket.send(text, () => this.#sent(resolve)));
  }

  #sent(resolve: () => void): void {
    this.#sending--;
    this.#stalled = this.#sending > 0 ? performance.now() : null;
    resolve();
  }

  /** Closes the socket; what still comes is not taken any more. */
  close(code: number, reason: string): void {
    this.#socket.close(code, reason.slice(0, LONGEST_REASON));
    this.#depart();
  }

  follow(id: string, stream: EventStream): void {
    this.#followed.set(id, { stream, told: stream.position });
  }

  unfollow(id: string): void {
    this.#followed.delete(id);
  }

  look(now: number): void {
    const { stall, unread, keepAlive } = this.#limits;
    const isSlow = this.#stalled !== null && now - this.#stalled > stall;
    if (isSlow || this.#socket.bufferedAmount > unread) return this.leave(slowSubscriber());
    if (now - this.#asked < keepAlive || this.#stalled !== null) return;
    if (!this.#answered) return this.#socket.terminate();
    this.#asked = now;
    this.#answered = false;
    this.#socket.ping();
    this.#tellProgress();
  }

  /** Closes the socket so that the client comes back; the reason begins with the error's code. */
  leave(error: GraphQLError): void {
    this.close(LATER, `${String(error.extensions.code)}: ${error.message}`);
  }

  /** Closes the socket of somebody who is not let in, or no longer. */
  refuse(): false {
    this.close(UNAUTHORIZED, 'UNAUTHENTICATED: this takes a valid access token');
    return false;
  }

  /** Lets somebody in who stays for as long as they may. */
  enter(caller: Caller, stays: Stays): void {
    this.#caller = caller;
    const stay = { viewer: caller.viewer, leave: () => void this.refuse() };
    stays.add(stay);
    this.ended.addEventListener('abort', () => stays.delete(stay), { once: true });
  }

  /** Closes the socket after a defect of this server. */
  fail(error: GraphQLError): void {
    this.close(DEFECT, error.message);
  }

  /** Ends everything that was asked for through the socket. */
  gone(): void {
    this.#subscriptions.keepAlive.delete(this);
    this.#ended.abort();
    for (const { stream } of this.#followed.values()) stream.end();
    this.#followed.clear();
  }

  /** What became of a subscription that failed while it ran: the client may go on from its last cursor. */
  leaveIfInterrupted(errors: readonly GraphQLError[]): void {
    if (errors.some((it) => codeOf(it) === CODES.INTERRUPTED)) this.leave(interrupted());
  }

  /** Whoever does not answer the farewell is cut. */
  #depart(): void {
    setTimeout(() => this.#socket.terminate(), FAREWELL).unref();
    this.gone();
  }

  /** The cursors that moved because events passed that concern nobody here: as a ping of the protocol. */
  #tellProgress(): void {
    const cursors: Record<string, string> = {};
    for (const [id, followed] of this.#followed) {
      const { position } = followed.stream;
      if (position !== followed.told) cursors[id] = this.#subscriptions.cursor(position);
      followed.told = position;
    }
    if (Object.keys(cursors).length > 0)
      void this.send(JSON.stringify({ type: 'ping', payload: { cursors } }));
  }
}

function codeOf({ extensions, originalError }: GraphQLError): unknown {
  return extensions.code ?? (originalError as GraphQLError | undefined)?.extensions?.code;
}

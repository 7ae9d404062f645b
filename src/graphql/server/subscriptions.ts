/**
 * Subscriptions inside Yoga: executed here instead of by graphql-js for each subscriber, and answered over SSE. The same
 * streams serve WebSockets (webSockets.ts), so that limits, errors and contexts are the same on both.
 */
import {
  createSourceEventStream,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { cursorOf } from '../../delivery/cursor.ts';
import { EventSource } from '../events/eventSource.ts';
import type { Context } from '../context.ts';
import { unauthenticated } from '../errors.ts';
import type { Limits } from '../limits.ts';
import { Broadcasts } from './broadcasts.ts';
import type { Stay, Stays } from './door.ts';
import { EventBody } from './eventBody.ts';
import { EventStream } from './eventStream.ts';
import { asRefused, refusals } from './execution.ts';
import { Frames } from './frames.ts';
import { KeepAlive } from './keepAlive.ts';
import type { Rates } from './rates.ts';
import { opening, type SseSettings } from './sseWriter.ts';
import { stopping, told, tooManySubscriptions } from './subscriptionErrors.ts';

export interface SubscriptionOptions {
  delivery: Context['delivery'];
  contexts: Context['events'];
  limits: Limits;
  /** What each principal may have. */
  rates: Pick<Rates, 'begin' | 'refusalOf'>;
  /** Who of those that stay may no longer. */
  stays: Stays;
  /** Makes an error one that may be told. */
  mask: (error: unknown) => Error;
}

const HEADERS = {
  'Content-Type': 'text/event-stream; charset=utf-8',
  'Cache-Control': 'no-cache, no-transform',
  Connection: 'keep-alive',
  // Proxies such as nginx would collect events before passing them on.
  'X-Accel-Buffering': 'no',
};

export class Subscriptions {
  readonly keepAlive: KeepAlive;
  readonly #options: SubscriptionOptions;
  readonly #frames: Frames;
  readonly #broadcasts = new Broadcasts();
  readonly #streams = new Set<EventStream>();
  /** By the context and, over HTTP, by the request that it was asked with. */
  readonly #byOwner = new WeakMap<object, EventStream>();
  #starting = 0;
  #isClosed = false;
  #origin = '';

  constructor(options: SubscriptionOptions) {
    const { contexts, delivery, limits } = options;
    this.#options = options;
    this.keepAlive = new KeepAlive(limits.keepAlive, limits.stall);
    this.#frames = new Frames({
      contexts,
      cursor: delivery.cursor,
      mask: this.#mask,
      timeout: limits.execution,
    });
  }

  /** How many there are now. */
  get count(): number {
    return this.#streams.size;
  }

  /** The stream that was made for a request or a context. */
  streamOf(owner: object): EventStream | undefined {
    return this.#byOwner.get(owner);
  }

  /** The cursor of a place; only once a stream was made. */
  readonly cursor = (sequence: number): string => cursorOf(this.#origin, sequence);

  /** Ends all, without telling clients that they are complete: they come back, here or to another server. */
  cut(): void {
    this.#isClosed = true;
    for (const stream of [...this.#streams]) stream.end();
  }

  /** Executes subscriptions in place of graphql-js. */
  plugin(): Plugin {
    return {
      onSubscribe: ({ setSubscribeFn }) => setSubscribeFn((args: ExecutionArgs) => this.#subscribe(args)),
      onResultProcess: ({ request, setResultProcessor, resultProcessor }) => {
        const stream = this.#byOwner.get(request);
        if (!stream) return;
        // Yoga found no type of answer that the client takes, and refuses with 406.
        if (!resultProcessor) return stream.end();
        setResultProcessor((_result, { Response }) => {
          const body = new EventBody(stream, this.#settings(), this.keepAlive);
          return new Response(body as unknown as ReadableStream, { status: 200, headers: HEADERS });
        }, 'text/event-stream');
      },
    };
  }

  async #subscribe(args: ExecutionArgs): Promise<ExecutionResult | EventStream> {
    if (this.#isClosed) return { errors: [stopping()] };
    const operation = getOperationAST(args.document, args.operationName);
    const errors = operation ? refusals(args, operation, this.#options.limits) : [];
    if (errors.length > 0) return { errors };
    const { subscriptions } = this.#options.limits;
    if (this.#streams.size + this.#starting >= subscriptions)
      return { errors: [tooManySubscriptions(subscriptions)] };
    const { rates } = this.#options;
    const left = rates.begin((args.contextValue as Context).viewer);
    if (left instanceof GraphQLError) return { errors: [left] };
    this.#starting++;
    let stream: EventStream | undefined;
    try {
      const refusal = await rates.refusalOf(args);
      if (refusal) return { errors: [refusal] };
      this.#origin ||= await this.#options.delivery.origin();
      const source = await createSourceEventStream(args);
      if (source instanceof EventSource)
        return (stream = this.#stream(args, source, await source.feed.position(), left));
      return { errors: (source as ExecutionResult).errors?.map(asRefused) };
    } finally {
      this.#starting--;
      if (!stream) left();
    }
  }

  #stream(args: ExecutionArgs, source: EventSource, position: number, left: () => void): EventStream {
    const context = args.contextValue as Context & { request?: object };
    const abandoned = () => stream.end();
    const maker = this.#frames.makerOf({ ...args, viewer: context.viewer });
    const { broadcast, leave } = this.#broadcasts.join(source, maker, position);
    const stay: Stay = { viewer: context.viewer, leave: () => stream.fail(unauthenticated()) };
    const onEnd = () => {
      this.#options.stays.delete(stay);
      this.#streams.delete(stream);
      context.ended?.removeEventListener('abort', abandoned);
      leave();
      left();
    };
    const stream = new EventStream({ source, maker, broadcast, onEnd });
    this.#streams.add(stream);
    this.#options.stays.add(stay);
    context.ended?.addEventListener('abort', abandoned, { once: true });
    if (context.ended?.aborted) stream.end();
    this.#byOwner.set(context, stream);
    if (context.request) this.#byOwner.set(context.request, stream);
    return stream;
  }

  #settings(): SseSettings {
    const { keepAlive, stall, unread } = this.#options.limits;
    const { cursor } = this;
    return {
      keepAlive,
      stall,
      unread,
      cursor,
      opening: (position) => opening(cursor(position)),
      mask: this.#mask,
    };
  }

  readonly #mask = (error: unknown): GraphQLError => {
    const masked = this.#options.mask(error);
    return told(masked instanceof GraphQLError ? masked : new GraphQLError(masked.message));
  };
}

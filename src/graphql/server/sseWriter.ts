/** Writes one subscription to one connection, and looks after it: it must not be slow, and must see that it is alive. */
import type { Writable } from 'node:stream';
import type { GraphQLError } from 'graphql';
import type { EventStream } from './eventStream.ts';
import type { KeepAlive, Watched } from './keepAlive.ts';
import { slowSubscriber, told } from './subscriptionErrors.ts';

export interface SseSettings {
  /** Milliseconds of quiet after which something is written. */
  keepAlive: number;
  /** Milliseconds that a connection may take nothing. */
  stall: number;
  /** Bytes that may wait for it. */
  unread: number;
  cursor: (sequence: number) => string;
  /** The first bytes: they open the stream and say where it begins. */
  opening: (position: number) => string;
  mask: (error: unknown) => GraphQLError;
}

/** A connection that was cut off gets so long to read why, in milliseconds. */
const FAREWELL = 5000;

/** Asks the client to come back soon after a cut, and names the place to go on after. */
export const opening = (cursor: string): string => `retry: 1000\nid: ${cursor}\n\n`;

export class SseWriter implements Watched {
  readonly #out: Writable;
  readonly #stream: EventStream;
  readonly #settings: SseSettings;
  readonly #keepAlive: KeepAlive;
  #wrote = performance.now();
  /** Since when the connection takes nothing. */
  #stalled: number | null = null;
  #told: number;
  #resume: () => void = () => {};

  constructor(out: Writable, stream: EventStream, settings: SseSettings, keepAlive: KeepAlive) {
    this.#out = out;
    this.#stream = stream;
    this.#settings = settings;
    this.#keepAlive = keepAlive;
    this.#told = stream.position;
  }

  /** Ends when the subscription or the connection does; never rejects. */
  async run(): Promise<void> {
    this.#keepAlive.add(this);
    this.#out.once('close', this.#closed).on('error', this.#closed).on('drain', this.#drained);
    try {
      this.#write(this.#settings.opening(this.#stream.position));
      await this.#forward();
      // Ended from this side: cut without `complete`, which would tell the client not to come back.
      if (!this.#out.writableEnded) this.#out.destroy();
    } catch (error) {
      this.#farewell(this.#settings.mask(error));
    } finally {
      this.#keepAlive.delete(this);
    }
  }

  look(now: number): void {
    const { stall, unread, keepAlive } = this.#settings;
    const isSlow = this.#stalled !== null && now - this.#stalled > stall;
    if (isSlow || this.#out.writableLength > unread) this.#cutOff();
    else if (this.#stalled === null && now - this.#wrote >= keepAlive) this.#write(this.#sign());
  }

  async #forward(): Promise<void> {
    for (let frames; (frames = await this.#stream.frames());) {
      for (const { message, sequence } of frames) {
        this.#told = sequence;
        if (!this.#write(message)) await this.#drain();
        if (this.#stream.isEnded) return;
      }
    }
  }

  #write(text: string | Buffer): boolean {
    this.#wrote = performance.now();
    const flowing = this.#out.write(text);
    if (!flowing) this.#stalled ??= this.#wrote;
    return flowing;
  }

  #drain(): Promise<void> {
    return new Promise((resolve) => (this.#resume = resolve));
  }

  readonly #drained = (): void => {
    this.#stalled = null;
    this.#resume();
  };

  readonly #closed = (): void => {
    this.#stream.end();
    this.#drained();
  };

  /** A sign of life; with the cursor where events that do not concern this subscriber have passed. */
  #sign(): string {
    const { position } = this.#stream;
    if (position === this.#told) return ':\n\n';
    this.#told = position;
    return `id: ${this.#settings.cursor(position)}\n\n`;
  }

  #cutOff(): void {
    this.#farewell(slowSubscriber());
    this.#stream.end();
    this.#drained();
  }

  #farewell(error: GraphQLError): void {
    this.#keepAlive.delete(this);
    if (this.#out.writableEnded) return;
    this.#out.end(`event: next\ndata: ${JSON.stringify({ errors: [told(error)] })}\n\n`);
    setTimeout(() => this.#out.destroy(), FAREWELL).unref();
  }
}

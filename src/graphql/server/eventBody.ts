/**
 * The body of an answer over SSE. To a connection it writes itself, one shared buffer an event: streams between would cost
 * several times the event. Where there is none (a test that uses `fetch`) it is a stream like any other.
 */
import { Readable, type Writable } from 'node:stream';
import type { EventStream } from './eventStream.ts';
import type { KeepAlive } from './keepAlive.ts';
import { type SseSettings, SseWriter } from './sseWriter.ts';

export class EventBody extends Readable {
  readonly #stream: EventStream;
  readonly #settings: SseSettings;
  readonly #keepAlive: KeepAlive;

  constructor(stream: EventStream, settings: SseSettings, keepAlive: KeepAlive) {
    super({ highWaterMark: 1 });
    this.#stream = stream;
    this.#settings = settings;
    this.#keepAlive = keepAlive;
  }

  override pipe<T extends NodeJS.WritableStream>(connection: T): T {
    void new SseWriter(
      connection as unknown as Writable,
      this.#stream,
      this.#settings,
      this.#keepAlive,
    ).run();
    return connection;
  }

  #begun = false;

  override _read(): void {
    this.#pull().catch((error: unknown) => this.destroy(error as Error));
  }

  async #pull(): Promise<void> {
    if (!this.#begun) {
      this.#begun = true;
      return void this.push(this.#settings.opening(this.#stream.position));
    }
    const frames = await this.#stream.frames();
    this.push(frames && Buffer.concat(frames.map((it) => it.message)));
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#stream.end();
    done(error);
  }
}

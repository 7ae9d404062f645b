/** What both sides of the comparison of subscriptions agree on. */

/** The channel that stands for an event of the bare server. */
export const RAW_CHANNEL = 'bench_raw';

export const STREAM_HEADERS = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' };

/** Begins the message of an event. */
export const EVENT = 'event: next';

/** What subscribers tell of one event: when it came to each of them, in milliseconds since 1970, and its bytes. */
export interface Heard {
  times: number[];
  bytes: number;
}

/** Now, finer than `Date.now()`. */
export const now = (): number => performance.timeOrigin + performance.now();

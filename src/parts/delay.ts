/** How long a thread keeps what waits in it from its turn. */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** The delay of a thread's event loop over the last second, in seconds: its 99th percentile and the longest. */
export interface Delay {
  p99: number;
  longest: number;
}

const EVERY = 1000;
const NANOSECONDS = 1e9;

/** Tells how long this thread keeps others waiting, once a second, as long as the process lives. */
export function watchDelay(tell: (delay: Delay) => void): void {
  const seen = monitorEventLoopDelay({ resolution: 10 });
  seen.enable();
  setInterval(() => {
    tell({ p99: seen.percentile(99) / NANOSECONDS, longest: seen.max / NANOSECONDS });
    seen.reset();
  }, EVERY).unref();
}

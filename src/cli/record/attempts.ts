import { setTimeout as pause } from 'node:timers/promises';
import { pauseAfter } from '../pauses.ts';
import { Unreachable } from '../unreachable.ts';

/** How often to try again, and what to say before each time. */
export interface Patience {
  retries: number;
  signal: AbortSignal;
  onRetry(error: Unreachable, retry: number, pauseMs: number): void;
}

/** Tries until it succeeds, fails for good, or patience is at an end. */
export async function attempts<T>(
  attempt: () => Promise<T>,
  { retries, signal, onRetry }: Patience,
): Promise<T> {
  for (let retry = 1; ; retry += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Unreachable) || !error.passing || retry > retries) throw error;
      const pauseMs = pauseAfter(retry);
      onRetry(error, retry, pauseMs);
      await pause(pauseMs, undefined, { signal });
    }
  }
}

/** Trying again what may be tried again: a world that was out of date, a connection that was lost, a deadlock. */
import { setTimeout as sleep } from 'node:timers/promises';
import { TransactionLost } from '../store/database.ts';
import { StaleWorld } from './compute.ts';

const ATTEMPTS = 8;
/** Each time the world was out of date somebody else's change went through, so many at once all have their turn. */
const CHANGES = 1000;

/** Runs `work` until it succeeds; rejects with its last failure after some seconds, or with any that trying cannot mend. */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1, changes = 0; ;) {
    try {
      return await work();
    } catch (error) {
      const stale = error instanceof StaleWorld;
      if (stale ? ++changes === CHANGES : attempt === ATTEMPTS || !isPassing(error)) throw error;
      await sleep(stale ? 0 : 50 * 2 ** attempt++ * (0.5 + Math.random() / 2));
    }
  }
}

/** Deadlock, serialisation, administrator's shutdown, crash, cannot connect now, too many connections, and the network's errors. */
const PASSING = new Set([
  ...['40P01', '40001', '57P01', '57P02', '57P03', '53300', '08006', '08003', '08001'],
  ...['CONNECTION_CLOSED', 'CONNECTION_ENDED', 'CONNECTION_DESTROYED', 'CONNECT_TIMEOUT'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EAI_AGAIN'],
]);

/** Whether a failure may be gone at the next attempt; nothing of a failed transaction is ever kept. */
export function isPassing(error: unknown): boolean {
  if (error instanceof StaleWorld || error instanceof TransactionLost) return true;
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  return PASSING.has(String(code)) || (cause instanceof Error && isPassing(cause));
}

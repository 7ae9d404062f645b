/** Trying again what may be tried again: a world that was out of date, a connection that was lost, a deadlock. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseSilent, isPassing } from '../store/database.ts';
import { StaleWorld } from './stale.ts';

const ATTEMPTS = 8;
/** Each time the world was out of date somebody else's change went through, so many at once all have their turn. */
const CHANGES = 1000;

/**
 * Runs `work` until it succeeds; rejects with its last failure after some seconds, with any that trying cannot mend, and with
 * the next one once nobody waits any more (`ended`). For a database that is silent it has been waited long enough already.
 */
export async function retrying<T>(work: () => Promise<T>, ended = () => false): Promise<T> {
  for (let attempt = 1, changes = 0; ;) {
    try {
      return await work();
    } catch (error) {
      if (ended() || error instanceof DatabaseSilent) throw error;
      const stale = error instanceof StaleWorld;
      if (stale ? ++changes === CHANGES : attempt === ATTEMPTS || !isPassing(error)) throw error;
      await sleep(stale ? 0 : 50 * 2 ** attempt++ * (0.5 + Math.random() / 2));
    }
  }
}

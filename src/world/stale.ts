/** The refusal to work on a world that is out of date. */
import type { Statements } from '../store/database.ts';
import { readRevision } from '../store/reference.ts';
import type { World } from './world.ts';

/** Reference data or KPIs changed since this world was loaded: load it again and try again. */
export class StaleWorld extends Error {}

/**
 * Throws StaleWorld where the world is not the one that is stored. Who works on marks asks after they were read: what they name
 * was known to the revision before they were committed.
 */
export async function refuseStale(tx: Statements, world: World): Promise<void> {
  if ((await readRevision(tx)) !== world.reference.revision) throw new StaleWorld();
}

/** What is stored may speak of what a request does not know yet, or of what can no longer be read. */
import type { World } from '../world/world.ts';
import type { Context } from './context.ts';

/**
 * The items that are known; looks once more at what is known where one is not, for it may be newer than the request. What is
 * still unknown is of a definition that can no longer be read, and is left out.
 */
export async function knownAmong<T>(
  context: Context,
  items: readonly T[],
  isKnown: (world: World, item: T) => boolean,
): Promise<T[]> {
  const known = (it: T) => isKnown(context.moment.world, it);
  if (!items.every(known)) context.moment = await context.engine.moment();
  return items.filter(known);
}

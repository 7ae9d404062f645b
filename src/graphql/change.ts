/** How every mutation changes something: one way in, after which the request sees what it changed. */
import type { Context } from './context.ts';

/** Does the work of a mutation, and lets the rest of the request see the world as it is afterwards. One statement beside the work's. */
export async function change<Outcome>(
  context: Context,
  work: (engine: Context['engine']) => Promise<Outcome>,
): Promise<Outcome> {
  const outcome = await work(context.engine);
  context.moment = await context.engine.moment();
  return outcome;
}

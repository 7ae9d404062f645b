/** How long the laws are tried: a few runs by default, as many as PROPERTY_RUNS says, from PROPERTY_SEED where it is set. */
import fc from 'fast-check';

const asked = Number(process.env.PROPERTY_RUNS ?? 0);
const seed = process.env.PROPERTY_SEED;
const A_MINUTE = 60_000;

/** The time a test of a law needs at most. */
export const LAW_TIMEOUT = A_MINUTE + asked * 10_000;

/** Tries a property; `runs` where nothing else is asked for. Stops in time to tell what failed. */
export async function law<T>(
  runs: number,
  arbitrary: fc.Arbitrary<T>,
  holds: (world: T) => Promise<void>,
): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, holds), {
    numRuns: asked || runs,
    interruptAfterTimeLimit: LAW_TIMEOUT * 0.8,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
}

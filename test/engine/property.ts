/** How long the laws are tried: a few runs by default, as many as PROPERTY_RUNS says, from PROPERTY_SEED where it is set. */
import fc from 'fast-check';

const asked = Number(process.env.PROPERTY_RUNS ?? 0);
const seed = process.env.PROPERTY_SEED;

/** After this no run begins any more, so that a slow machine tries fewer. LAW_SECONDS says how long where nothing is asked for. */
const LAW_TIME = Number(process.env.LAW_SECONDS ?? 8) * 1000 + asked * 10_000;

/** The time a test of a law has: none of its runs is given up half-way, where it would go on beside the next test. */
export const LAW_TIMEOUT = LAW_TIME + 180_000;

/** Tries a property; `runs` where nothing else is asked for. What failed is made smaller only while there is time. */
export async function law<T>(
  runs: number,
  arbitrary: fc.Arbitrary<T>,
  holds: (world: T) => Promise<void>,
): Promise<void> {
  const end = performance.now() + LAW_TIME;
  let begun = 0;
  const inTime = async (world: T) => {
    if (begun++ === 0 || performance.now() < end) await holds(world);
  };
  await fc.assert(fc.asyncProperty(arbitrary, inTime), {
    numRuns: asked || runs,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
  });
}

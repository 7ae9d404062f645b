/** Chance that repeats: the same seed and name give the same numbers, in whatever order they are asked for. */

/** Numbers from 0 up to, without, 1. */
export type Random = () => number;

/** A stream of numbers of its own for a seed and a name: FNV-1a spreads the name, mulberry32 makes the stream. */
export function randomOf(seed: number, name: string): Random {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return mulberry32(hash);
}

function mulberry32(state: number): Random {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A draw of the standard normal distribution (Box and Muller), held within four deviations. */
export function drawNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return Math.max(-4, Math.min(4, radius * Math.cos(2 * Math.PI * random())));
}

/** How many of rare, independent events happen where `mean` are expected: a whole number, 0 or more. */
export function drawCount(mean: number, random: Random): number {
  return mean < 30 ? poisson(mean, random) : Math.round(mean + drawNormal(random) * Math.sqrt(mean));
}

/** How many of a whole are hit where each is with this probability: a whole number, never more than the whole. */
export function drawPart(whole: number, probability: number, random: Random): number {
  if (probability > 0.5) return whole - drawPart(whole, 1 - probability, random);
  const mean = whole * probability;
  if (mean < 30) return Math.min(whole, poisson(mean, random));
  return Math.min(whole, Math.round(mean + drawNormal(random) * Math.sqrt(mean * (1 - probability))));
}

function poisson(mean: number, random: Random): number {
  let [count, term] = [0, Math.exp(-mean)];
  for (let left = random() - term; left > 0 && term > 0; left -= term) term *= mean / ++count;
  return count;
}

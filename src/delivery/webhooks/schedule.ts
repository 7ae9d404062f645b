/** When to try again. The delays are those that the Standard Webhooks specification suggests; time is a parameter. */

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** After each failed attempt of a message, in milliseconds; after the last one it is given up: after three days. */
export const RETRY_DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** How much later than planned a retry may be, as a share of the delay, so that what failed together does not come together. */
const JITTER = 0.2;
const LONGEST_REST = MINUTE;
const LONGEST_WAIT = 24 * HOUR;

/** An endpoint that accepted nothing for so long is no more tried, in milliseconds. */
export const HOPELESS_AFTER = 5 * 24 * HOUR;

/** The delay after so many failed attempts, or null: it is given up. `random` is from 0 to 1. */
export function retryDelay(attempts: number, random: number): number | null {
  const delay = RETRY_DELAYS[attempts - 1];
  return delay === undefined ? null : Math.round(delay * (1 + JITTER * random));
}

/** How long an endpoint is left alone after so many failures in a row: a queue of messages must not hammer what is down. */
export const restAfter = (failures: number): number =>
  Math.min(LONGEST_REST, SECOND * 2 ** Math.min(failures - 1, 10));

/** What a Retry-After header asks for, in milliseconds and at most a day; null where it says nothing that can be read. */
export function retryAfter(header: string | undefined, now: Date): number | null {
  if (header === undefined) return null;
  const wait = /^\d+$/.test(header.trim()) ? Number(header) * SECOND : Date.parse(header) - now.getTime();
  return Number.isNaN(wait) ? null : Math.max(0, Math.min(wait, LONGEST_WAIT));
}

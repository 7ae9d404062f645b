const FIRST_MS = 250;
const LONGEST_MS = 10_000;

/** How long to wait after so many failures in a row, in milliseconds: twice as long each time, from a quarter of a second to ten. */
export const pauseAfter = (failures: number): number => Math.min(FIRST_MS * 2 ** (failures - 1), LONGEST_MS);

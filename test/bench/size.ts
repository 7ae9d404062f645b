/** How large the bench is. */

export interface Size {
  /** Units of the operator; with the whole there is one place more. */
  units: number;
  /** Stored measurements of the small and of the large database. */
  small: number;
  large: number;
  /** Rows of the recorded file, about. */
  rows: number;
  /** Rounds of each comparison. */
  rounds: number;
  /** Seconds of load in a round. */
  seconds: number;
}

/** What the README quotes. */
export const FULL: Size = {
  units: 97,
  small: 1_000_000,
  large: 10_000_000,
  rows: 1_000_000,
  rounds: 5,
  seconds: 4,
};

/** Only to try the bench itself: its figures mean little. */
export const QUICK: Size = { units: 13, small: 50_000, large: 200_000, rows: 40_000, rounds: 2, seconds: 1 };
